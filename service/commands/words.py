"""A case in words: title, reference, summary, flags and from whom it is hidden, as the diagram's process properties say them in FEEL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from service.cases.opened import OpenedVersion
from service.domain.execution import Variables
from service.domain.records import CaseRecord
from service.engine import feel

TEXTS = {"caseTitle": "title", "caseReference": "reference", "caseSummary": "summary"}
FLAGS = {"flagged": "flagged", "urgent": "urgent"}
PEOPLE = {"hiddenFrom": "hidden_from"}
LONGEST_TITLE = 200
LONGEST_SUMMARY = 500


def words_of(case: CaseRecord, variables: Variables, opened: OpenedVersion, *, now: datetime) -> dict[str, Any]:
    """Return the fields of the case record that its diagram puts into words. What an expression cannot say yet, because its
    variable does not exist yet, stays as it was."""
    properties = {name: opened.property_of[name] for name in (*TEXTS, *FLAGS, *PEOPLE) if opened.property_of.get(name)}
    said = evaluated(
        {name: text[1:] for name, text in properties.items() if text.startswith("=")},
        context_of(case, variables, opened, now=now),
    )
    said |= {name: text for name, text in properties.items() if not text.startswith("=")}
    fields: dict[str, Any] = {}
    for name, value in said.items():
        if name in FLAGS:
            fields[FLAGS[name]] = value is True or value == "true"
        elif name in PEOPLE:
            fields[PEOPLE[name]] = ids_in(value)
        elif value is not None:
            fields[TEXTS[name]] = str(value)[: LONGEST_SUMMARY if name == "caseSummary" else LONGEST_TITLE]
    return fields


def ids_in(value: Any) -> tuple[str, ...]:
    """Return the ids of people in what an expression gave: one, a list of them, or nothing."""
    given = value if isinstance(value, list | tuple) else [value]
    return tuple(dict.fromkeys(item for item in given if isinstance(item, str) and item))


def context_of(case: CaseRecord, variables: Variables, opened: OpenedVersion, *, now: datetime) -> dict[str, Any]:
    """Return what a process property may refer to."""
    known = {
        "number": case.number,
        "caseId": case.case_id,
        "council": case.council,
        "procedure": case.procedure_id,
        "startedBy": case.started_by,
        "startedAt": case.started_at.isoformat(),
    }
    return {**variables, "case": known, "pack": dict(opened.pack.parameters), "now": now.isoformat()}


def evaluated(expressions: Mapping[str, str], context: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of those expressions that can be evaluated; all in one call where all can."""
    if not expressions:
        return {}
    try:
        return dict(zip(expressions, feel.evaluate_all(list(expressions.values()), context), strict=True))
    except feel.FeelError:
        return one_by_one(expressions, context)


def one_by_one(expressions: Mapping[str, str], context: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of those expressions that can be evaluated, each in a call of its own."""
    values: dict[str, Any] = {}
    for name, expression in expressions.items():
        try:
            values[name] = feel.evaluate(expression, context)
        except feel.FeelError:
            continue
    return values
