"""CSS that shows a field when its condition on the same page holds, without any script. A condition that CSS cannot say
leaves the field shown; the server ignores it then."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from service.form_schemas.expressions import evaluate, names
from service.form_schemas.model import CHOICES, Field, Kind, OptionValue
from service.form_schemas.paths import html_name

_CONTROLLERS = CHOICES | {Kind.YESNO, Kind.DECLARE, Kind.TICK}
_MOST = 64


@dataclass(frozen=True)
class Controlled:
    """A conditional field of a page: the CSS selectors of ``form`` that hide it (every one of them alone), none if CSS
    cannot say it. ``depends`` is False when nothing on this page decides."""

    depends: bool
    hides: tuple[str, ...] = ()


def controlled(
    field: Field, siblings: Mapping[str, tuple[Field, str]], scope: Mapping[str, Any], seen: tuple[str, ...] = ()
) -> Controlled:
    """Say how a field depends on its page. ``siblings`` maps a name that ``hide`` may read to its field and path on the page."""
    read = [name for name in sorted(names(field.hide or "null")) if name in siblings and name != field.key]
    if not read:
        return Controlled(depends=False)
    deciding = [siblings[name] for name in read]
    choices = [_values(each) for each, _ in deciding]
    total = 1
    for each in choices:
        total *= len(each)
    if total > _MOST or not all(choices):
        return Controlled(depends=True)
    combinations = list(product(*choices))
    results = evaluate([_assumed(field.hide or "", read, [value for value, _ in each]) for each in combinations], scope)
    shown = [each for each, hides in zip(combinations, results, strict=True) if hides is not True]
    own = "".join(f":not({_combination(deciding, each)})" for each in shown)
    hides = [f"form{own}"] if len(shown) < len(combinations) else []
    for name in read:
        parent, _path = siblings[name]
        if parent.hide and name not in seen:
            hides.extend(controlled(parent, siblings, scope, (*seen, name)).hides)
    return Controlled(depends=True, hides=tuple(dict.fromkeys(hides)))


def _combination(deciding: Sequence[tuple[Field, str]], chosen: Sequence[tuple[Any, int | None]]) -> str:
    """Return the selector of a form in which all these options are chosen."""
    return "".join(_selector(path, field, index) for (field, path), (_, index) in zip(deciding, chosen, strict=True))


def _values(field: Field) -> Sequence[tuple[Any, int | None]]:
    """Return what a field can be: (value, index of its option), None for no answer; empty if CSS cannot tell."""
    if field.kind not in _CONTROLLERS or field.options_from is not None:
        return ()
    if field.kind is Kind.YESNO:
        return [(None, None), (True, 0), (False, 1)]
    if field.kind in (Kind.DECLARE, Kind.TICK):
        return [(None, None), (True, 0)]
    values: list[tuple[Any, int | None]] = [(None, None)]
    for index, option in enumerate(field.options):
        value: OptionValue | list[OptionValue] = [option.value] if field.kind is Kind.CHECKS else option.value
        values.append((value, index))
    return values


def _assumed(hide: str, read: Sequence[str], values: Sequence[Any]) -> str:
    """Return the condition with these values in place of the answers."""
    entries = ", ".join(f"{name}: {json.dumps(value)}" for name, value in zip(read, values, strict=True))
    return f"{{{entries}, hides_: {hide}}}.hides_"


def _selector(path: str, field: Field, index: int | None) -> str:
    """Return the selector of a form in which this option is the chosen one (None: no option is)."""
    name = html_name(path)
    if field.kind is Kind.SELECT:
        chosen = f'[name="{name}"] option:not([value=""]):checked'
        return (
            f":not(:has({chosen}))"
            if index is None
            else f':has([name="{name}"] option[value="{quoted(str(field.options[index].value))}"]:checked)'
        )
    if index is None:
        return f':not(:has([name="{name}"]:checked))'
    value = ("true", "false")[index] if field.kind not in CHOICES else str(field.options[index].value)
    return f':has([name="{name}"][value="{quoted(value)}"]:checked)'


def quoted(value: str) -> str:
    """Return text for a CSS string: everything but letters, digits, - and _ is written as its code."""
    return "".join(each if each.isascii() and (each.isalnum() or each in "-_") else f"\\{ord(each):x} " for each in value)


def rule(controlled_by: Controlled, element_id: str) -> str:
    """Return the CSS rule that hides an element, or '' when there is nothing to say."""
    if not controlled_by.hides:
        return ""
    return ", ".join(f"{selector} #{element_id}" for selector in controlled_by.hides) + " { display: none; }"
