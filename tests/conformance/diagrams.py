"""The BPMN interchange models: each is read, or refused with findings that name file and element, within two seconds."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

from service import engine
from service.domain.bundle import Bundle
from service.domain.findings import Finding, errors
from tests.conformance.cases import Outcome, models

LIMIT_S = 2.0


def run(folder: Path) -> Iterator[Outcome]:
    """Check every diagram below a folder as a bundle of its own."""
    for path in models(folder, ".bpmn"):
        begun = time.perf_counter()
        findings: list[Finding] = []
        try:
            findings = engine.check_diagrams(_bundle(path))
            reason = _judge(findings)
        except Exception as error:  # noqa: BLE001  (an exception is exactly what must not come, so it becomes the case's reason)
            reason = f"exception {type(error).__name__}: {error}"
        took = time.perf_counter() - begun
        reason = reason or (f"it took {took:.1f} s" if took > LIMIT_S else "")
        yield Outcome(suite="BPMN", group=path.parent.name, name=path.name, reason=reason, took_ms=took * 1000)


def refused(folder: Path) -> dict[str, int]:
    """Return how many findings refuse each diagram, 0 for one that can be run."""
    return {
        f"{path.parent.name}/{path.name}": len(errors(engine.check_diagrams(_bundle(path)))) for path in models(folder, ".bpmn")
    }


def _bundle(path: Path) -> Bundle:
    """Return a diagram as a bundle of the first process it names."""
    content = path.read_bytes()
    named = re.search(rb"<(?:\w+:)?process\b[^>]*?\bid=\"([^\"]+)\"", content)
    procedure = named[1].decode() if named else path.stem
    return Bundle(council="conformance", procedure_id=procedure, files={f"processes/conformance/{path.name}": content})


def _judge(findings: list[Finding]) -> str:
    """Return why findings are not good enough: each has file and sentence, and some element is named."""
    if any(not finding.file or not finding.message for finding in findings):
        return "a finding has no file or no sentence"
    return "no finding names an element" if findings and all(each.element_id is None for each in findings) else ""
