"""Reads boxed expressions of DMN 1.1 to 1.5 into logic: JSON that names its kind, run where FEEL is run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from lxml import etree

from service.engine.decisions.source import Source
from service.engine.decisions.tables import logic_of, read_table

Logic: TypeAlias = Mapping[str, Any]
EMPTY: Logic = {"kind": "empty"}


def logic_in(source: Source, element: etree._Element | None, decision_id: str) -> Logic | None:
    """Return the first logic that stands in an element, None when there is none."""
    for child in [] if element is None else element:
        read = _KINDS.get(source.local(child))
        if read is not None:
            return read(source, child, decision_id)
    return None


def texts(logic: Logic) -> Iterator[tuple[str, str]]:
    """Return (kind, text) of every FEEL expression of some logic outside tables; ``external`` where a function is not FEEL,
    ``empty`` where logic is missing."""
    if logic["kind"] in ("literal", "external", "empty"):
        yield logic["kind"], logic.get("text", "")
    elif logic["kind"] != "table":
        for value in logic.values():
            for inner in _inner(value):
                yield from texts(inner)


def _inner(value: Any) -> Iterator[Logic]:
    if isinstance(value, list):
        for each in value:
            yield from _inner(each)
    elif isinstance(value, dict):
        yield value if "kind" in value else value.get("logic", EMPTY)


def _literal(source: Source, element: etree._Element, decision_id: str) -> Logic:
    text = source.text(element)
    if not text:
        source.refuse("decision-logic", "The literal expression is empty", decision_id)
    source.require_feel(element, decision_id)
    return {"kind": "literal", "text": text}


def _table(source: Source, element: etree._Element, decision_id: str) -> Logic:
    return logic_of(read_table(source, element, decision_id))


def _context(source: Source, element: etree._Element, decision_id: str) -> Logic:
    entries = []
    for each in source.children(element, "contextEntry"):
        variable = source.child(each, "variable")
        entries.append(
            {
                "name": "" if variable is None else variable.get("name", ""),
                "type": source.type_of(variable),
                "logic": logic_in(source, each, decision_id) or EMPTY,
            }
        )
    return {"kind": "context", "entries": entries}


def _invocation(source: Source, element: etree._Element, decision_id: str) -> Logic:
    bindings = []
    for each in source.children(element, "binding"):
        parameter = source.child(each, "parameter")
        name = "" if parameter is None else parameter.get("name", "")
        bindings.append({"name": name, "logic": logic_in(source, each, decision_id) or EMPTY})
    return {"kind": "invocation", "callee": logic_in(source, element, decision_id) or EMPTY, "bindings": bindings}


def _list(source: Source, element: etree._Element, decision_id: str) -> Logic:
    return {"kind": "list", "items": [_KINDS[name](source, each, decision_id) for name, each in _logics(source, element)]}


def _relation(source: Source, element: etree._Element, decision_id: str) -> Logic:
    columns = [each.get("name", "") for each in source.children(element, "column")]
    rows = []
    for row in source.children(element, "row"):
        cells = [_KINDS[name](source, each, decision_id) for name, each in _logics(source, row)]
        if len(cells) != len(columns):
            source.refuse("decision-logic", "A row of the relation does not have a cell for each column", decision_id)
        rows.append(cells)
    return {"kind": "relation", "columns": columns, "rows": rows}


def function(source: Source, element: etree._Element, decision_id: str) -> Logic:
    """Return a function definition; one that is not FEEL is ``external`` and a finding of the check."""
    if element.get("kind", "FEEL").upper() != "FEEL":
        return {"kind": "external", "text": element.get("kind", "")}
    parameters = [
        {"name": each.get("name", ""), "type": source.type_of(each)} for each in source.children(element, "formalParameter")
    ]
    return {"kind": "function", "parameters": parameters, "body": logic_in(source, element, decision_id) or EMPTY}


def _conditional(source: Source, element: etree._Element, decision_id: str) -> Logic:
    return {"kind": "conditional", **{name: _part(source, element, name, decision_id) for name in ("if", "then", "else")}}


def _filter(source: Source, element: etree._Element, decision_id: str) -> Logic:
    return {"kind": "filter", **{name: _part(source, element, name, decision_id) for name in ("in", "match")}}


def _iterator(kind: str, body: str) -> Callable[[Source, etree._Element, str], Logic]:
    def read(source: Source, element: etree._Element, decision_id: str) -> Logic:
        domain = source.child(element, "in")
        typed = domain if domain is not None and source.child(domain, "childExpression") is not None else element
        domain = source.child(typed, "childExpression") if typed is not element else domain
        return {
            "kind": kind,
            "name": element.get("iteratorVariable", ""),
            "in": logic_in(source, domain, decision_id) or EMPTY,
            "body": _part(source, element, body, decision_id),
        }

    return read


def _part(source: Source, element: etree._Element, name: str, decision_id: str) -> Logic:
    return logic_in(source, source.child(element, name), decision_id) or EMPTY


def _logics(source: Source, element: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    return ((source.local(each), each) for each in element if source.local(each) in _KINDS)


_KINDS: dict[str, Callable[[Source, etree._Element, str], Logic]] = {
    "literalExpression": _literal,
    "decisionTable": _table,
    "context": _context,
    "invocation": _invocation,
    "list": _list,
    "relation": _relation,
    "functionDefinition": function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _iterator("for", "return"),
    "every": _iterator("every", "satisfies"),
    "some": _iterator("some", "satisfies"),
}
