"""Reads item definitions: the types of a model, with their allowed values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from service.engine.decisions.source import Source


def read(sources: Sequence[Source]) -> dict[str, Any]:
    """Return the item definitions of all files by name, those of an imported file also by the name it is imported under."""
    types: dict[str, Any] = {}
    for source in reversed(sources):
        for element in source.children(source.root, "itemDefinition"):
            definition = _definition(source, element)
            types[definition["name"]] = definition
            for importer in sources:
                for each in importer.children(importer.root, "import"):
                    if each.get("namespace") == source.namespace and each.get("name"):
                        types[f"{each.get('name')}.{definition['name']}"] = definition
    return types


def result_of(types: Mapping[str, Any], type_ref: str) -> str:
    """Return the type of what a function gives, if its type is declared as a function; '' for any."""
    function = types.get(type_ref, {}).get("function")
    return str(function["result"]) if function else ""


def _definition(source: Source, element: etree._Element) -> dict[str, Any]:
    definition: dict[str, Any] = {
        "name": element.get("name", ""),
        "typeRef": source.type_of(element),
        "isList": element.get("isCollection", "false") in ("true", "1"),
        "components": [_definition(source, each) for each in source.children(element, "itemComponent")],
        "allowed": source.text(source.child(element, "allowedValues")),
        "constraint": source.text(source.child(element, "typeConstraint")),
    }
    function = source.child(element, "functionItem")
    if function is not None:
        definition["function"] = {
            "parameters": [source.type_of(each) for each in source.children(function, "parameters")],
            "result": function.get("outputTypeRef", "Any"),
        }
    return definition
