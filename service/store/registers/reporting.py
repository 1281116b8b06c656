"""Reports that are run for a case, and what a person decided of their small numbers."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select

from service.domain.errors import Invalid
from service.store.registers.register import Register
from service.store.reports import REPORTS, Asked
from service.store.reports.assessments import assessments
from service.store.reports.recorded import first_case
from service.store.tables.disclosure import cell_decisions

ACTIONS = ("publish", "band", "merge", "suppress")


class Reporting(Register):
    """Runs stored reports and keeps decisions on cells."""

    def run_report(
        self,
        *,
        council: str,
        report: str,
        since: datetime,
        until: datetime,
        now: datetime,
        parameters: Mapping[str, Any],
        survey: str | None = None,
        holidays: Collection[date] = (),
    ) -> dict[str, Any]:
        """Return ``answer`` (rows, text, held), ``minutes`` it took and ``small_cells``: counts above 0 and below the parameter
        smallNumberThreshold, which identify nobody only when a person says so. Raises Invalid for an unknown report."""
        reporter = REPORTS.get(report)
        if reporter is None:
            raise Invalid(f"There is no report {report}; known are {', '.join(sorted(REPORTS)) or 'none'}")
        started = time.perf_counter()
        asked = Asked(
            connection=self._connection,
            council=council,
            since=since,
            until=until,
            now=now,
            parameters=parameters,
            survey=survey,
            holidays=holidays,
            without=self._without,
        )
        found = reporter(asked)
        minutes = round((time.perf_counter() - started) / 60, 4)
        threshold = int(parameters.get("smallNumberThreshold") or 0)
        small = [{"row": row, "column": column, "count": n} for row, column, n in found.cells if 0 < n < threshold]
        answer = {"rows": [dict(row) for row in found.rows], "text": found.text, "held": found.held}
        return {"answer": answer, "minutes": minutes, "small_cells": small}

    def assessments(
        self, *, council: str, since: datetime, until: datetime, now: datetime, parameters: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Return each assessment that was made in [since, until), oldest first: ``case_id, reference, procedure, at, outcome, basis`` (texts),
        ``confirmed_by, result`` (cleared, not cleared, open), ``allowed, used`` (looks) and ``until``."""
        asked = Asked(
            connection=self._connection,
            council=council,
            since=since,
            until=until,
            now=now,
            parameters=parameters,
            without=self._without,
        )
        return [asdict(each) for each in assessments(asked)]

    def held_since(self, *, council: str) -> datetime | None:
        """Return when the first case of a council began, None before there is one."""
        return first_case(self._connection, council=council, without=self._without)

    def note_cells(self, *, council: str, case_id: str, report: str, decisions: Sequence[Mapping[str, Any]], at: datetime) -> int:
        """Keep what was decided of each cell: ``row, column, count, action`` (publish, band, merge, suppress), ``reason, by``. Return how
        many. Raises Invalid when one has no action or no reason."""
        rows = []
        for given in decisions:
            action, reason = given.get("action"), str(given.get("reason") or "").strip()
            if action not in ACTIONS or not reason:
                raise Invalid(f"Each cell needs a reason and one of {', '.join(ACTIONS)}")
            kept: dict[str, Any] = {"row_name": str(given.get("row") or ""), "column_name": str(given.get("column") or "")}
            kept |= {"count": given.get("count"), "action": action, "reason": reason, "by": given.get("by")}
            rows.append({"council": council, "case_id": case_id, "report": report, "at": at} | kept)
        if rows:
            self._connection.execute(insert(cell_decisions), rows)
        return len(rows)

    def cell_decisions(self, *, council: str, report: str | None = None) -> list[dict[str, Any]]:
        """Return what was decided of cells, oldest first, of one report or of all."""
        query = select(cell_decisions).where(cell_decisions.c.council == council, self._shown(cell_decisions.c.case_id))
        if report is not None:
            query = query.where(cell_decisions.c.report == report)
        return [dict(row) for row in self._connection.execute(query.order_by(cell_decisions.c.seq)).mappings()]
