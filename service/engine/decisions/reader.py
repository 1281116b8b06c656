"""Reads DMN 1.1 to 1.5 into the model. What cannot be run is refused here with a finding, never ignored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from service.domain.errors import Unfit
from service.engine.decisions import boxed, item_types
from service.engine.decisions.model import Decision, DecisionModel
from service.engine.decisions.source import Source
from service.engine.decisions.tables import logic_of, read_table

_REQUIRED = {"requiredInput": "input", "requiredDecision": "decision", "requiredKnowledge": "knowledge"}


def load(content: bytes, *, file: str, beside: Mapping[str, bytes] | None = None) -> DecisionModel:
    """Return the decisions of a DMN file. ``beside`` are the files it may import, by name.

    Raises: Unfit with one finding for each table that cannot be run: unknown hit policy or aggregation, no output, a rule
    with missing cells, a required decision that is missing or goes round in a circle, an import that is not there.
    """
    source = Source(content, file=file)
    return _Reader(source, _imported(source, beside or {})).model()


def _imported(source: Source, beside: Mapping[str, bytes]) -> list[Source]:
    """Return the files that a file imports, and those that these import, each once."""
    found: dict[str, Source] = {source.namespace: source}
    waiting = [source]
    known = {each.namespace: each for each in _readable(beside)} if source.children(source.root, "import") else {}
    while waiting:
        importer = waiting.pop()
        for each in importer.children(importer.root, "import"):
            space = each.get("namespace", "")
            if "DMN" not in each.get("importType", "") or space in found:
                continue
            if space not in known:
                importer.refuse("import", f"The imported file “{each.get('name') or space}” is not there")
                importer.stop_if_refused()
            found[space] = known[space]
            waiting.append(known[space])
    return [each for each in found.values() if each is not source]


def _readable(beside: Mapping[str, bytes]) -> Iterator[Source]:
    for name, content in sorted(beside.items()):
        try:
            yield Source(content, file=name, imported=True)
        except Unfit:
            continue


class _Reader:
    def __init__(self, source: Source, imported: list[Source]) -> None:
        self.source = source
        self.sources = [source, *imported]
        self.program: dict[str, Any] = {
            "types": item_types.read(self.sources),
            "inputs": {},
            "decisions": {},
            "knowledge": {},
            "services": {},
        }

    def model(self) -> DecisionModel:
        decisions = {each.decision_id: each for each in map(self.decision, self.source.children(self.source.root, "decision"))}
        if not decisions:
            self.source.refuse("decision-model", "The file has no decision")
        for source in self.sources[1:]:
            for element in source.children(source.root, "decision"):
                self.enter(source, element, boxed.logic_in(source, element, source.own_key(element)) or boxed.EMPTY)
        for source in self.sources:
            self.surroundings(source)
        self.require_known(decisions)
        for source in self.sources:
            source.stop_if_refused()
        return DecisionModel(
            file=self.source.file,
            name=self.source.root.get("name", ""),
            decisions=decisions,
            inputs=tuple(dict.fromkeys(each["name"] for each in self.program["inputs"].values())),
            services={each["name"]: key for key, each in self.program["services"].items()},
            program=self.program,
            program_key=hashlib.sha256(json.dumps(self.program, sort_keys=True).encode()).hexdigest(),
        )

    def decision(self, element: etree._Element) -> Decision:
        source = self.source
        decision_id = source.own_key(element)
        if not decision_id:
            source.refuse("decision-model", "A decision has neither id nor name")
        boxed_table = source.child(element, "decisionTable")
        table = None if boxed_table is None else read_table(source, boxed_table, decision_id)
        logic = logic_of(table) if table is not None else boxed.logic_in(source, element, decision_id) or boxed.EMPTY
        variable = source.child(element, "variable")
        self.enter(source, element, logic)
        return Decision(
            decision_id=decision_id,
            name=element.get("name", decision_id),
            variable=element.get("name", decision_id) if variable is None else variable.get("name", ""),
            required=tuple(self.required(source, element)),
            table=table,
            expression=logic.get("text", "") if logic["kind"] == "literal" else "",
            logic=logic,
        )

    def enter(self, source: Source, element: etree._Element, logic: boxed.Logic) -> None:
        """Put a decision into the program."""
        key = source.own_key(element)
        self.program["decisions"][key] = {
            "name": element.get("name", key),
            "type": source.type_of(source.child(element, "variable")),
            "logic": logic,
            "requires": self.requirements(source, element),
        }

    def surroundings(self, source: Source) -> None:
        """Put input data, business knowledge and decision services of a file into the program."""
        for each in source.children(source.root, "inputData"):
            self.program["inputs"][source.own_key(each)] = {
                "name": each.get("name", ""),
                "type": source.type_of(source.child(each, "variable")),
            }
        for each in source.children(source.root, "businessKnowledgeModel"):
            key = source.own_key(each)
            inner = source.child(each, "encapsulatedLogic")
            logic = boxed.EMPTY if inner is None else boxed.function(source, inner, key)
            self.program["knowledge"][key] = {
                "name": each.get("name", ""),
                "type": item_types.result_of(self.program["types"], source.type_of(source.child(each, "variable"))),
                "parameters": logic.get("parameters", []),
                "logic": logic.get("body", logic),
                "requires": self.requirements(source, each),
            }
        for each in source.children(source.root, "decisionService"):
            self.program["services"][source.own_key(each)] = {
                "name": each.get("name", ""),
                "type": "",
                "outputs": self.keys(source, each, "outputDecision"),
                "parameters": [
                    *({"kind": "input", "id": key} for key in self.keys(source, each, "inputData")),
                    *({"kind": "decision", "id": key} for key in self.keys(source, each, "inputDecision")),
                ],
            }

    def requirements(self, source: Source, element: etree._Element) -> list[dict[str, Any]]:
        """Return what an element requires: kind, id, and the paths of names under which it is seen."""
        found = []
        for requirement in (
            *source.children(element, "informationRequirement"),
            *source.children(element, "knowledgeRequirement"),
        ):
            for required in requirement:
                kind = _REQUIRED.get(source.local(required))
                if kind is not None:
                    href = required.get("href", "")
                    key = source.key(href, home=self.source.namespace)
                    found.append({"kind": kind, "id": key, "paths": self.paths(source, kind, key, source.alias(href))})
        return found

    def paths(self, source: Source, kind: str, key: str, alias: str) -> list[list[str]]:
        element = next((each for own in self.sources for each in own.root if own.local(each) and own.own_key(each) == key), None)
        if element is None:
            return []
        names = [element.get("name", "")]
        if kind == "decision":
            variable = source.child(element, "variable")
            names += [element.get("id", ""), "" if variable is None else variable.get("name", "")]
        return [[alias, name] if alias else [name] for name in dict.fromkeys(filter(None, names))]

    def keys(self, source: Source, element: etree._Element, name: str) -> list[str]:
        return [source.key(each.get("href", ""), home=self.source.namespace) for each in source.children(element, name)]

    def required(self, source: Source, element: etree._Element) -> Iterator[str]:
        for requirement in source.children(element, "informationRequirement"):
            for required in source.children(requirement, "requiredDecision"):
                yield source.key(required.get("href", ""), home=self.source.namespace)

    def require_known(self, decisions: dict[str, Decision]) -> None:
        places = {"decision": "decisions", "knowledge": "knowledge", "input": "inputs"}
        for decision_id in decisions:
            for each in self.program["decisions"][decision_id]["requires"]:
                if each["kind"] == "knowledge" and each["id"] in self.program["services"]:
                    each["kind"] = "service"
                elif each["id"] not in self.program[places[each["kind"]]] and each["kind"] != "input":
                    word = "decision" if each["kind"] == "decision" else "business knowledge"
                    self.source.refuse(
                        f"required-{each['kind']}", f"The required {word} “{each['id']}” is not in this file", decision_id
                    )
        for found in (*self.program["knowledge"].values(), *self.program["decisions"].values()):
            found["requires"] = [each for each in found["requires"] if self.settled(each)]
        if not self.source.findings:
            for decision_id in decisions:
                if self.reaches(decision_id, decision_id, set()):
                    self.source.refuse("required-decision", "The decision requires itself", decision_id)

    def settled(self, requirement: dict[str, Any]) -> bool:
        """Say whether what is required is there; knowledge may turn out to be a decision service."""
        if requirement["kind"] == "knowledge" and requirement["id"] in self.program["services"]:
            requirement["kind"] = "service"
        place = {"decision": "decisions", "knowledge": "knowledge", "input": "inputs", "service": "services"}[requirement["kind"]]
        return requirement["id"] in self.program[place]

    def reaches(self, start: str, goal: str, seen: set[str]) -> bool:
        for each in self.program["decisions"][start]["requires"]:
            if each["kind"] != "decision":
                continue
            if each["id"] == goal:
                return True
            if each["id"] not in seen:
                seen.add(each["id"])
                if self.reaches(each["id"], goal, seen):
                    return True
        return False
