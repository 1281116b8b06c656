"""A fault planted in a shipped procedure, and the invariants that it breaks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from lxml import etree

from connectors.protocol import Operation
from service import engine
from service.domain.behaviour import Behaviour
from service.domain.bundle import Bundle
from service.domain.verdicts import Outcome
from service.operations import shipped_operations
from service.policy.behaviours import behaviour, question_for
from service.policy.bundle import Library
from service.policy.invariants import prove
from service.policy.invariants.proving import Explore
from service.policy.invariants.written import written
from service.settings import ROOT

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
Change: TypeAlias = Callable[[str], str]
NEAR = (250, 500, 1_000, 2_000, 4_000)
"""How many situations are looked at before the whole is: most faults show near the start, and the whole is many times that."""


def broken_by(council: str, procedure_id: str, file: str, invariant_id: str, *changes: Change) -> bool:
    """Say whether an invariant of a procedure is broken when ``file`` is changed."""
    sound = Library(ROOT / "processes", ROOT / "forms").bundle(council, procedure_id)
    text = sound.files[file].decode()
    for change in changes:
        text = change(text)
    planted = Bundle(council=council, procedure_id=procedure_id, files={**sound.files, file: text.encode()})
    asked = [each for each in written(planted) if each.invariant_id == invariant_id]
    for most in (*NEAR, None):
        (verdict,) = prove(planted, shipped_operations(), asked, explore=partly(most) if most else behaviour)
        if verdict.outcome is not Outcome.NOT_DECIDED:
            return verdict.outcome is Outcome.BROKEN
    return False


def partly(most: int) -> Explore:
    """Explore no more than about so many situations, those that are reached first. A way among them that breaks an invariant is a
    way of the whole; that it holds is said of the whole only."""

    def explore(
        bundle: Bundle,
        operations: Mapping[str, Operation],
        /,
        *,
        asked: Mapping[str, tuple[str, ...]],
        visible: frozenset[str],
        by_answers: bool,
    ) -> Behaviour:
        question = question_for(bundle, operations, asked=asked, visible=visible, by_answers=by_answers)
        return engine.explore(engine.compile_procedure(bundle), replace(question, states_at_most=most))

    return explore


def said(this: str, that: str) -> Change:
    """Return the change of the one place that says ``this``."""

    def change(text: str) -> str:
        assert text.count(this) == 1, f"{this!r} stands there {text.count(this)} times"
        return text.replace(this, that)

    return change


def exchanged(one: str, other: str) -> Change:
    """Return the change that puts two elements in each other's place."""
    ends = ("incoming", "outgoing")

    def change(text: str) -> str:
        tree = etree.fromstring(text.encode())
        flows = list(tree.iter(f"{BPMN}sequenceFlow"))
        for flow, end in itertools.product(flows, ("sourceRef", "targetRef")):
            at = flow.get(end, "")
            flow.set(end, {one: other, other: one}.get(at, at))
        nodes = {node.get("id"): node for node in tree.iter() if node.get("id") in (one, other)}
        held = {name: [child for child in node if etree.QName(child).localname in ends] for name, node in nodes.items()}
        for name, far in ((one, other), (other, one)):
            for child in held[far]:
                nodes[name].append(child)
        return etree.tostring(tree, encoding="unicode")

    return change


def made(element_id: str, kind: str) -> Change:
    """Return the change that makes an element another kind of element."""

    def change(text: str) -> str:
        tree = etree.fromstring(text.encode())
        (node,) = [each for each in tree.iter() if each.get("id") == element_id]
        node.tag = f"{BPMN}{kind}"
        return etree.tostring(tree, encoding="unicode")

    return change
