"""Subjects that a council's cases have asked about and searched for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case as when
from sqlalchemy import delete, func, insert, select

from service.store.registers.identity import by_identity
from service.store.registers.register import Register
from service.store.tables.cases import cases
from service.store.tables.registers import account_sessions, case_subjects, session_subjects

YEAR = timedelta(days=365)


class Subjects(Register):
    """Subjects by identity (name with date of birth or description) within a council."""

    def prior_sessions(
        self, *, council: str, reference: str, subjects: Sequence[Mapping[str, Any] | str], now: datetime
    ) -> tuple[int, int]:
        """Return the number of earlier sessions on the subject with the most of them: under this case reference, and in the
        twelve months before ``now`` under any."""
        prior = self.prior_by_subject(council=council, reference=reference, subjects=subjects, now=now)
        return max((episode for _, episode, _ in prior), default=0), max((year for _, _, year in prior), default=0)

    def prior_by_subject(
        self, *, council: str, reference: str, subjects: Sequence[Mapping[str, Any] | str], now: datetime
    ) -> list[tuple[str, int, int]]:
        """Return (name, sessions under this case reference, sessions in the last twelve months) of each subject, in order."""
        asked = by_identity(council, subjects)
        joined = session_subjects.join(account_sessions, account_sessions.c.session_id == session_subjects.c.session_id)
        episode = func.sum(_one_if(account_sessions.c.reference == reference))
        year = func.sum(_one_if(account_sessions.c.opened_at > now - YEAR))
        query = select(session_subjects.c.identity, episode, year).select_from(joined)
        query = query.where(session_subjects.c.identity.in_(list(asked)), account_sessions.c.council == council)
        found = {
            key: (of_episode, of_year)
            for key, of_episode, of_year in self._connection.execute(query.group_by(session_subjects.c.identity))
        }
        return [(name, *found.get(key, (0, 0))) for key, name in asked.items()]

    def check_subjects(
        self, *, council: str, case_id: str, reference: str, subjects: Sequence[Mapping[str, Any] | str], now: datetime
    ) -> dict[str, list[str]]:
        """Return names ``searched_before`` under this case reference and names ``open_elsewhere``: asked about by another case
        that has not ended. Then link the subjects to this case, in place of those linked before."""
        prior = self.prior_by_subject(council=council, reference=reference, subjects=subjects, now=now)
        elsewhere = self._open_elsewhere(council, case_id, by_identity(council, subjects))
        self.link_subjects(council=council, case_id=case_id, reference=reference, subjects=subjects, now=now)
        return {"searched_before": [name for name, episode, _ in prior if episode], "open_elsewhere": elsewhere}

    def link_subjects(
        self, *, council: str, case_id: str, reference: str, subjects: Sequence[Mapping[str, Any] | str], now: datetime
    ) -> None:
        """Keep that a case asks about these subjects and no others."""
        self._connection.execute(delete(case_subjects).where(case_subjects.c.case_id == case_id))
        here = {"case_id": case_id, "council": council, "reference": reference, "linked_at": now}
        rows = [{**here, "identity": key, "name": name} for key, name in by_identity(council, subjects).items()]
        if rows:
            self._connection.execute(insert(case_subjects), rows)

    def _open_elsewhere(self, council: str, case_id: str, asked: Mapping[str, str]) -> list[str]:
        table = case_subjects.c
        others = select(table.identity).select_from(case_subjects.join(cases, cases.c.case_id == table.case_id))
        others = others.where(
            table.council == council, table.identity.in_(list(asked)), table.case_id != case_id, cases.c.state != "ended"
        )
        found = set(self._connection.execute(others).scalars())
        return [name for key, name in asked.items() if key in found]


def _one_if(condition: Any) -> Any:
    return when((condition, 1), else_=0)
