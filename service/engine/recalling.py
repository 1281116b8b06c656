"""What elements left in the variables, as far as a history tells: for judging again what a case did, never for running it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from service.domain.errors import Invalid
from service.engine.dialect.settings import VariableMapping, feel, is_feel
from service.engine.procedure import Procedure
from service.engine.scopes import RESERVED, put
from service.engine.specs.node import Node


class Unknown:
    """Stands for a value that the history does not tell."""


UNKNOWN: Final = Unknown()
FILTER = re.compile(r"[\w)\]]\s*\[(?!-?\d+\])")
SILENT = frozenset({"none", "timer", "link", "terminate"})
"""Triggers that bring nothing along."""


def is_certain(text: str) -> bool:
    """Say whether all that an expression reads can be told: what a filter reads cannot be told from what it filters."""
    return FILTER.search(text) is None


def node_of(procedure: Procedure, element_id: str) -> Node | None:
    """Return the flow node of an id, None where the procedure has none."""
    for spec in procedure.scope_specs.values():
        if element_id in spec.task_specs:
            return spec.node(element_id)
    return None


def recalled(
    procedure: Procedure,
    element_id: str,
    *,
    seen: Mapping[str, Any],
    answers: Mapping[str, Any] | None,
    decided: Any = UNKNOWN,
    instance: bool = False,
) -> Mapping[str, Any] | None:
    """Return what completing an element wrote, by name, UNKNOWN where it cannot be told; None where it may have written anything.

    ``seen`` are the variables that are known before, ``answers`` those given to it, ``decided`` the output of its decision;
    ``instance`` says that it is one instance of a multi-instance."""
    node = node_of(procedure, element_id)
    if node is None:
        return None
    loop = node.settings.loop
    if loop is not None and not instance:
        return {loop.output: UNKNOWN} if loop.output else {}
    result = _result(procedure, node, seen, answers, decided)
    outputs = node.settings.outputs
    if not outputs:
        return result
    wrote: dict[str, Any] = {}
    for mapping in outputs:
        name = mapping.target.partition(".")[0]
        value = _mapped(procedure, mapping, {**seen, **(result or {}), **wrote}, told=result is not None)
        if value is UNKNOWN or wrote.get(name) is UNKNOWN or name != mapping.target:
            wrote[name] = UNKNOWN
        else:
            put(wrote, mapping.target, value)
    return wrote


def _result(
    procedure: Procedure, node: Node, seen: Mapping[str, Any], answers: Mapping[str, Any] | None, decided: Any
) -> Mapping[str, Any] | None:
    settings = node.settings
    if answers is not None:
        return answers
    if settings.operation is not None or settings.called is not None or settings.trigger.kind not in SILENT:
        return None
    if settings.script is not None:
        return {settings.result: _mapped(procedure, VariableMapping(settings.script, ""), seen)} if settings.result else {}
    if settings.decision_id is not None:
        return {settings.result: decided} if settings.result else {}
    return {}


def _mapped(procedure: Procedure, mapping: VariableMapping, seen: Mapping[str, Any], *, told: bool = True) -> Any:
    """Return the value of a mapping over what is known. ``told`` is False when an unknown result lies over it: only what reads
    nothing but the case itself is certain then."""
    if not is_feel(mapping.source):
        return mapping.source
    text = feel(mapping.source)
    if not is_certain(text):
        return UNKNOWN
    try:
        names = procedure.language.names(text)
        if any(seen.get(name, UNKNOWN) is UNKNOWN for name in names) or not (told or set(names) <= set(RESERVED)):
            return UNKNOWN
        return procedure.language.evaluate_all([text], {name: value for name, value in seen.items() if value is not UNKNOWN})[0]
    except Invalid:
        return UNKNOWN
