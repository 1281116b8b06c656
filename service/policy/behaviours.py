"""What a bundle can do, explored with what its forms can hold and what connectors can answer."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from connectors.protocol import Operation
from service import form_schemas
from service.domain.behaviour import Behaviour, FieldValues, Question
from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.engine import compile_procedure, explore, feel
from service.form_schemas import Field, Form, Kind
from service.policy import pack
from service.policy.paths import pack_path

KEPT = 64
TRUTHS = {Kind.YESNO: (True, False), Kind.TICK: (True, False), Kind.DECLARE: (True,)}
CHOICES = (Kind.RADIO, Kind.SELECT, Kind.CHECKS)
_lock = threading.Lock()
_explored: OrderedDict[Any, Behaviour] = OrderedDict()


def behaviour(
    bundle: Bundle,
    operations: Mapping[str, Operation],
    *,
    asked: Mapping[str, tuple[str, ...]] | None = None,
    visible: frozenset[str] = frozenset(),
    by_answers: bool = False,
    seconds: float = 60.0,
    progress: Callable[[int, int], None] | None = None,
) -> Behaviour:
    """Return all that the procedure of a bundle can do, from memory where the same was asked before.

    ``asked`` are the conditions to judge at elements, ``visible`` the elements whose order matters; ``by_answers`` follows answers
    and decisions. Raises Unfit for a bundle that the engine refuses."""
    asked = {name: tuple(texts) for name, texts in (asked or {}).items()}
    key = (bundle.content_hash, tuple(sorted(asked.items())), visible, by_answers, seconds)
    with _lock:
        found = _explored.get(key)
        if found is not None:
            _explored.move_to_end(key)
            return found
    question = question_for(bundle, operations, asked=asked, visible=visible, by_answers=by_answers, seconds=seconds)
    made = explore(compile_procedure(bundle), question, progress)
    with _lock:
        _explored[key] = made
        while len(_explored) > KEPT:
            _explored.popitem(last=False)
    return made


def question_for(
    bundle: Bundle,
    operations: Mapping[str, Operation],
    *,
    asked: Mapping[str, tuple[str, ...]],
    visible: frozenset[str],
    by_answers: bool,
    seconds: float = 60.0,
) -> Question:
    """Return what to ask of a bundle. Forms that cannot be read are left out: their answers may be anything."""
    path = pack_path(bundle.council)
    return Question(
        forms={form.form_id: tuple(map(field_values, form.fields)) for form in _forms(bundle)} if by_answers else {},
        gives={operation.name: operation.gives for operation in operations.values()},
        raises={operation.name: operation.errors for operation in operations.values()},
        pack=pack.load(bundle.files[path], file=path).parameters if path in bundle.files else {},
        asked=asked,
        visible=visible,
        by_answers=by_answers,
        seconds_at_most=seconds,
    )


def _forms(bundle: Bundle) -> list[Form]:
    found = []
    for path, content in bundle.files.items():
        if path.endswith(".form"):
            try:
                found.append(form_schemas.load(content, file=path))
            except Unfit:
                continue
    return found


def field_values(field: Field) -> FieldValues:
    """Return what a form field can hold."""
    return FieldValues(
        key=field.key,
        values=_values(field),
        required=field.required or bool(field.equals) or field.kind is Kind.REPEAT,
        hide=field.hide,
        filled_by=field.value if field.kind is Kind.AUTO else None,
        never_empty=field.kind is Kind.REPEAT and bool(field.min_items) and field.hide is None,
    )


def _listed(options: str) -> tuple[Any, ...] | None:
    """Return all values that an expression can offer where it spells every one out, at run time perhaps fewer."""
    found = re.findall(r'\bvalue:\s*"([^"\\]*)"', options)
    return tuple(dict.fromkeys(found)) if found and len(found) == len(re.findall(r"\bvalue\s*:", options)) else None


def _values(field: Field) -> tuple[Any, ...] | None:
    if field.equals and feel.names(field.equals) == frozenset():
        return (feel.evaluate(field.equals, {}),)
    if field.options_from is not None:
        return _listed(field.options_from)
    if field.kind not in (*TRUTHS, *CHOICES):
        return None
    if field.kind in TRUTHS:
        return TRUTHS[field.kind]
    values = tuple(option.value for option in field.options)
    if field.kind is not Kind.CHECKS:
        return values
    singles = tuple([value] for value in values)
    return (*singles, list(values)) if field.min_items or field.required else ([], *singles, list(values))
