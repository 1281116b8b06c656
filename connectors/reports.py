"""Stored reports as operations, and decisions about their small numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.parameters import moment, optional_text, rows, text
from connectors.protocol import Call, InCase
from connectors.register_operation import council, of_case, operation

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


def run_report(call: Call, case: InCase) -> Mapping[str, Any]:
    """Run a stored report over a period: all that is recorded up to now, unless ``from`` and ``to`` say otherwise."""
    found = case.registers.run_report(
        council=council(call),
        report=text(call, "report"),
        since=moment(call, "from") or BEGINNING,
        until=moment(call, "to") or call.now,
        survey=optional_text(call, "survey"),
        parameters=case.parameters,
        holidays=case.holidays,
        now=call.now,
    )
    return {"reportAnswer": found["answer"], "reportMinutes": found["minutes"], "smallCells": found["small_cells"]}


def note_cells(call: Call, case: InCase) -> Mapping[str, Any]:
    """Keep what a person decided of each small number."""
    by = optional_text(call, "by")
    decisions = [{**given, "by": given.get("by") or by} for given in rows(call, "decisions")]
    decided = case.registers.note_cells(**of_case(call), report=text(call, "report"), decisions=decisions, at=call.now)
    return {"cellsDecided": decided}


REPORT_OPERATIONS = (
    operation(
        "run_report",
        "Answer a question from what is recorded",
        run_report,
        needs="report",
        may_have="from to survey",
        gives="reportAnswer reportMinutes smallCells",
    ),
    operation(
        "note_cells",
        "Keep what was decided of small numbers",
        note_cells,
        needs="report decisions",
        may_have="by",
        gives="cellsDecided",
    ),
)
