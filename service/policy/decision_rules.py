"""The rules of the decision tables that a procedure asks, directly or because a table asks for another's result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.engine import xml

LONGEST = 80


@dataclass(frozen=True, kw_only=True)
class TableRule:
    """One rule. ``number`` counts from 1; ``words`` are its annotation, or what it asks for where it has none."""

    decision_id: str
    table: str
    number: int
    words: str
    file: str


def rules_called(bundle: Bundle, decision_ids: Iterable[str]) -> tuple[TableRule, ...]:
    """Return the rules of these decisions and of those that they require, in the order of asking; each decision once."""
    decisions = {name: (path, node) for path, node, name in _decisions(bundle)}
    todo, seen, found = list(decision_ids), set[str](), list[TableRule]()
    while todo:
        name = todo.pop(0)
        if name in seen or name not in decisions:
            continue
        seen.add(name)
        path, node = decisions[name]
        found.extend(_rules(name, node, path))
        required = (item.get("href", "") for item in node.iterfind("{*}informationRequirement/{*}requiredDecision"))
        todo.extend(href.rpartition("#")[2] for href in required)
    return tuple(found)


def _decisions(bundle: Bundle) -> Iterator[tuple[str, Any, str]]:
    for path, content in sorted(bundle.files.items()):
        if not path.endswith(".dmn"):
            continue
        try:
            root = xml.parse(content, file=path)
        except Unfit:
            continue
        for node in root.iter("{*}decision"):
            yield path, node, node.get("id") or ""


def _rules(decision_id: str, node: Any, path: str) -> Iterator[TableRule]:
    for number, rule in enumerate(node.iterfind("{*}decisionTable/{*}rule"), start=1):
        yield TableRule(
            decision_id=decision_id, table=node.get("name") or decision_id, number=number, words=_words(rule), file=path
        )


def _words(rule: Any) -> str:
    said = [_text(item) for item in rule.iterfind("{*}annotationEntry")] + [_text(rule.find("{*}description"))]
    asked = [_text(item) for item in rule.iterfind("{*}inputEntry")]
    words = next((text for text in said if text), ", ".join(text or "any" for text in asked))
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _text(node: Any) -> str:
    return " ".join("".join(node.itertext()).split()) if node is not None else ""
