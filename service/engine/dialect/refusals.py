"""All checks of the diagrams of one bundle. Whatever the engine would not execute is a finding: file, element, sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.domain.findings import Finding
from service.engine import xml
from service.engine.dialect import rules_events, rules_flow, rules_settings, rules_words
from service.engine.dialect.diagram import Diagram, Node, called
from service.engine.dialect.extensions import extension
from service.engine.dialect.names import FLOW_NODES, bpmn, local
from service.engine.language import Language

RULES: tuple[Callable[[Diagram], Iterator[Finding]], ...] = (
    rules_words.unknown_words,
    rules_words.unknown_extensions,
    rules_words.unknown_properties,
    rules_words.reserved_ids,
    rules_words.processes_off,
    rules_flow.one_start,
    rules_flow.flows_hold,
    rules_flow.conditions_where_asked,
    rules_flow.ends_and_starts,
    rules_flow.links_pair,
    rules_flow.boundaries_attached,
    rules_flow.all_reachable,
    rules_events.events_fit,
    rules_events.names_and_codes,
    rules_events.timers_tell_time,
    rules_settings.settings_complete,
    rules_settings.settings_read,
    rules_settings.literals_fit,
    rules_settings.variables_named,
    rules_settings.must_be_feel,
)


def read_trees(bundle: Bundle) -> tuple[dict[str, etree._Element], list[Finding]]:
    """Return the parsed diagrams of a bundle by file, and what could not be parsed."""
    trees: dict[str, etree._Element] = {}
    findings: list[Finding] = []
    for file in sorted(path for path in bundle.files if path.endswith(".bpmn")):
        try:
            trees[file] = xml.parse(bundle.files[file], file=file)
        except Unfit as unfit:
            findings += unfit.findings
    return trees, findings


def check_trees(trees: Mapping[str, etree._Element], bundle: Bundle, language: Language) -> list[Finding]:
    """Return everything that is wrong with parsed diagrams, file by file."""
    diagrams = [Diagram(file, root) for file, root in trees.items()]
    findings: list[Finding] = []
    for diagram in diagrams:
        for rule in RULES:
            findings += rule(diagram)
        findings += rules_settings.expressions_readable(diagram, language)
    findings += _processes(diagrams, bundle)
    findings += _calls(diagrams)
    findings += _same_ids(diagrams)
    return findings


def _processes(diagrams: list[Diagram], bundle: Bundle) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for diagram in diagrams:
        for process in diagram.processes:
            name = process.get("id", "")
            if name in seen:
                yield diagram.finding("process-twice", process, f"The process {name} is in {seen[name]} as well.")
            seen[name] = diagram.file
    if diagrams and bundle.procedure_id not in seen:
        yield Finding(
            rule="process-missing", file=diagrams[0].file, message=f"No executable process has the id {bundle.procedure_id}."
        )
    if not diagrams:
        file = next((path for path in sorted(bundle.files) if path.endswith(".bpmn")), bundle.procedure_id)
        yield Finding(rule="process-missing", file=file, message=f"No diagram of {bundle.procedure_id} can be read.")


def _calls(diagrams: list[Diagram]) -> Iterator[Finding]:
    processes = {process.get("id", ""): (diagram, process) for diagram in diagrams for process in diagram.processes}
    calls: dict[str, set[str]] = {}
    for name, (diagram, process) in processes.items():
        for node in process.iter(bpmn("callActivity")):
            held = extension(node, "calledElement")
            target = None if held is None else held.get("processId")
            if target and target not in processes:
                yield diagram.finding("called-process", node, f"{called(node)} calls {target}, which is not among the diagrams.")
            elif target:
                calls.setdefault(name, set()).add(target)
    for name, (diagram, process) in processes.items():
        if _reaches_itself(name, calls) and not _waits(process):
            yield diagram.finding(
                "calls-itself", process, f"{called(process)} calls itself without anybody or anything to wait for."
            )


def _reaches_itself(name: str, calls: Mapping[str, set[str]]) -> bool:
    todo, seen = list(calls.get(name, ())), set[str]()
    while todo:
        other = todo.pop()
        if other == name:
            return True
        if other not in seen:
            seen.add(other)
            todo += calls.get(other, ())
    return False


def _waits(process: Node) -> bool:
    return any(
        local(node.tag) in ("userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway")
        for node in process.iter()
    )


def _same_ids(diagrams: list[Diagram]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for diagram in diagrams:
        for node in diagram.root.iter():
            name = node.get("id")
            if local(node.tag) in FLOW_NODES and name and seen.setdefault(name, diagram.file) != diagram.file:
                yield diagram.finding(
                    "same-id",
                    node,
                    f"{seen[name]} has an element {name} as well: their answers and visits are counted as one.",
                    warning=True,
                )
