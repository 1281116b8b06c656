"""bpmnlint's recommended rules beside our checks: whatever it finds in a diagram, ours find at the same place."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

from service.domain.bundle import Bundle
from service.domain.findings import Finding
from service.policy.checks import check
from service.toolchain.v8 import Sandbox
from tests.conformance.cases import Outcome, models

LINTER = Path(__file__).parents[1] / "bpmnlint"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SCOPES = ("process", "subProcess", "adHocSubProcess", "transaction")
COVERED = {
    "ad-hoc-sub-process": {"not-executed"},
    "conditional-flows": {"condition-missing", "condition-place"},
    "end-event-required": {"end-event"},
    "event-based-gateway": {"event-gateway", "condition-place"},
    "event-sub-process-typed-start-event": {"event-kind"},
    "fake-join": {"fake-join"},
    "global": {"used-names"},
    "label-required": {"labels", "answer-labels"},
    "link-event": {"link"},
    "no-bpmndi": {"all-drawn"},
    "no-complex-gateway": {"not-executed"},
    "no-disconnected": {"way-in", "way-out"},
    "no-duplicate-sequence-flows": {"flow-twice"},
    "no-gateway-join-fork": {"join-and-fork", "fake-join"},
    "no-implicit-split": {"implicit-split"},
    "no-implicit-end": {"way-out", "event-kind", "not-executed"},
    "no-implicit-start": {"way-in"},
    "no-inclusive-gateway": {"inclusive-gateway"},
    "no-overlapping-elements": {"shapes-overlap", "shapes-inside"},
    "single-blank-start-event": {"one-start"},
    "single-event-definition": {"event-kind"},
    "start-event-required": {"one-start"},
    "sub-process-blank-start-event": {"event-kind"},
    "superfluous-gateway": {"superfluous-gateway"},
    "superfluous-label": {"superfluous-label"},
    "superfluous-termination": {"superfluous-termination"},
}
"""bpmnlint's rule → ours that say the same."""


@dataclass(frozen=True)
class Report:
    """One thing that bpmnlint found."""

    rule: str
    element_id: str | None


@cache
def _linter() -> Sandbox:
    return Sandbox("bpmnlint", folder=LINTER, deadline_s=10)


def recommended() -> frozenset[str]:
    """Return the names of bpmnlint's recommended rules."""
    return frozenset(_linter().call("rules", None))


def lint(content: bytes) -> list[Report]:
    """Return what bpmnlint finds. Raises ValueError where it cannot read the diagram."""
    _linter().call("begin", {"xml": content.decode()})
    answer = _linter().call("found", None)
    if "error" in answer:
        raise ValueError(answer["error"])
    return [Report(item["rule"], item["id"]) for item in answer["found"]]


def prepared(content: bytes) -> bytes:
    """Return a diagram as both can judge it: every process executable, and each element's flows written beside it as well."""
    root = etree.fromstring(content, etree.XMLParser(remove_comments=True, resolve_entities=False))
    for process in root.iter(f"{BPMN}process"):
        process.set("isExecutable", "true")
    nodes = {element.get("id"): element for element in root.iter(f"{BPMN}*") if element.get("id")}
    for held in [*root.iter(f"{BPMN}incoming", f"{BPMN}outgoing")]:
        held.getparent().remove(held)
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        for attribute, tag in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
            node = nodes.get(flow.get(attribute))
            if node is not None:
                at = sum(
                    1 for child in node if child.tag in (f"{BPMN}documentation", f"{BPMN}extensionElements", f"{BPMN}incoming")
                )
                held = etree.Element(f"{BPMN}{tag}")
                held.text = flow.get("id")
                node.insert(at, held)
    return etree.tostring(root, encoding="utf-8")


def missed(content: bytes) -> list[Report]:
    """Return what bpmnlint finds in a prepared diagram and our checks do not, at the element or at what stands next to it."""
    root = etree.fromstring(content)
    process = next(root.iter(f"{BPMN}process"), None)
    bundle = Bundle(
        council="conformance",
        procedure_id="p" if process is None else process.get("id") or "p",
        files={"processes/conformance/diagram.bpmn": content},
    )
    ours = check(bundle, ())
    return [report for report in lint(content) if not any(_says(finding, report, root) for finding in ours)]


def _says(finding: Finding, report: Report, root: etree._Element) -> bool:
    """Say whether a finding of ours tells the same: of the element or what stands next to it, of the whole file, or with its name."""
    if finding.rule not in COVERED[report.rule]:
        return False
    node = next((each for each in root.iter(f"{BPMN}*") if report.element_id and each.get("id") == report.element_id), None)
    if finding.element_id in (None, report.element_id):
        return True
    return node is not None and (finding.element_id in _beside(node, root) or _named(node) in finding.message)


def _named(node: etree._Element) -> str:
    return " ".join((node.get("name") or node.get("id") or "").split())


def _beside(node: etree._Element, root: etree._Element) -> set[str | None]:
    """Return the ids of a node's scope and flows, and for a flow of its ends and the others out of its source."""
    parent, own = node.getparent(), node.get("id")
    source = node.get("sourceRef")
    found = {source, node.get("targetRef"), None if parent is None else parent.get("id")}
    for flow in root.iter(f"{BPMN}sequenceFlow"):
        if flow.get("sourceRef") in (own, source) or flow.get("targetRef") == own:
            found.add(flow.get("id"))
    return found - {None}


def run(folder: Path) -> Iterator[Outcome]:
    """Judge every diagram below a folder both ways."""
    for path in models(folder, ".bpmn"):
        begun = time.perf_counter()
        try:
            reason = ", ".join(sorted({f"{report.rule} {report.element_id}" for report in missed(prepared(path.read_bytes()))}))
        except ValueError as error:
            reason = f"bpmnlint cannot read it: {error}"
        took_ms = (time.perf_counter() - begun) * 1000
        yield Outcome(suite="bpmnlint", group=path.parent.name, name=path.name, reason=reason, took_ms=took_ms)
