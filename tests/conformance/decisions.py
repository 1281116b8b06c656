"""The DMN compatibility cases: every expected result of every case is one outcome."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from service.domain.errors import Invalid, NotFound, Unfit
from service.engine import decisions
from service.engine.decisions import DecisionModel
from tests.conformance.cases import Outcome, models
from tests.conformance.values import plain, read, same

CLOCK = "2030-01-01T12:00:00+00:00"
Refusal = Invalid | NotFound | Unfit


@dataclass(frozen=True)
class Case:
    """One test case of one file: its inputs and the results it expects, by XML node."""

    folder: Path
    file: str
    model: str
    node: etree._Element

    @property
    def level(self) -> str:
        return next((part.rpartition("-")[2] for part in self.folder.parts if part.startswith("compliance-level-")), "?")

    def outcomes(self, model: DecisionModel | Refusal) -> Iterator[Outcome]:
        """Return one outcome for each result that the case expects."""
        inputs = {each.get("name", ""): plain(read(each)) for each in _children(self.node, "inputNode")}
        for result in _children(self.node, "resultNode"):
            begun = time.perf_counter()
            expected = read(next(iter(_children(result, "expected")), None))
            found = _run(model, self.node, result.get("name", ""), inputs)
            yield Outcome(
                suite=f"DMN level {self.level}",
                group=self.folder.name,
                name=f"{self.file} {self.node.get('id')} {result.get('name')}",
                reason=_judge(found, expected),
                took_ms=(time.perf_counter() - begun) * 1000,
            )


def run(folder: Path) -> Iterator[Outcome]:
    """Run every case file that lies beside a DMN model."""
    loaded: dict[Path, DecisionModel | Refusal] = {}
    for case in find(folder):
        path = case.folder / case.model
        if path not in loaded:
            loaded[path] = _load(path)
        yield from case.outcomes(loaded[path])


def find(folder: Path) -> Iterator[Case]:
    """Return the cases below a folder: XML files whose root is ``testCases``, in order."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    for path in models(folder, ".xml"):
        root = etree.parse(path, parser).getroot()
        if etree.QName(root).localname != "testCases":
            continue
        model = next((str(each.text).strip() for each in _children(root, "modelName")), "")
        for node in _children(root, "testCase"):
            yield Case(path.parent, path.name, model, node)


def _load(path: Path) -> DecisionModel | Refusal:
    beside = {each.name: each.read_bytes() for each in models(path.parent, ".dmn") if each != path}
    try:
        return decisions.load(path.read_bytes(), file=path.name, beside=beside)
    except OSError as error:
        return NotFound(str(error))
    except (Invalid, NotFound, Unfit) as refusal:
        return refusal


def _run(model: DecisionModel | Refusal, case: etree._Element, result: str, inputs: dict[str, Any]) -> Any:
    if not isinstance(model, DecisionModel):
        return model
    known = {**dict.fromkeys(model.inputs), "now": CLOCK, **inputs}
    try:
        if case.get("type") == "decisionService" or case.get("invocableName"):
            found = decisions.invoke(model, case.get("invocableName", ""), inputs)
            return found[result] if isinstance(found, dict) and len(_children(case, "resultNode")) > 1 else found
        decision_id = next((each.decision_id for each in model.decisions.values() if each.name == result), "")
        return decisions.decide([model], decision_id or result, known, "Case").output
    except (Invalid, NotFound, Unfit) as refusal:
        return refusal


def _judge(found: Any, expected: Any) -> str:
    """Return why a result is wrong, '' when it is right. What we stop at is DMN's null."""
    if same(None if isinstance(found, Invalid | NotFound) and not isinstance(found, Unfit) else found, expected):
        return ""
    wanted = plain(expected)
    return f"refused: {found}" if isinstance(found, Exception) else f"gave {found!r}, expected {wanted!r}"


def _children(node: etree._Element, name: str) -> list[etree._Element]:
    return [each for each in node if isinstance(each.tag, str) and etree.QName(each).localname == name]
