"""Subjects that a council's cases have asked about and searched for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import FromClause, delete, insert, select

from service.store.registers.identity import Known, among, known
from service.store.registers.register import Register
from service.store.tables.cases import cases
from service.store.tables.registers import account_sessions, case_subjects, session_subjects

YEAR = timedelta(days=365)


class Subjects(Register):
    """Subjects within a council, told apart as ``identity`` says."""

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
        asked = known(council, subjects)
        joined = session_subjects.join(account_sessions, account_sessions.c.session_id == session_subjects.c.session_id)
        query = select(*_who(session_subjects), account_sessions.c.reference, account_sessions.c.opened_at).select_from(joined)
        query = query.where(among(session_subjects, asked), account_sessions.c.council == council)
        looks = self._connection.execute(query).all()
        prior = []
        for subject in asked:
            mine = [look for look in looks if subject.same_as(*look[:3])]
            episode = sum(look.reference == reference for look in mine)
            prior.append((subject.name, episode, sum(look.opened_at > now - YEAR for look in mine)))
        return prior

    def looks_at_subjects(self, *, council: str, now: datetime) -> list[dict[str, Any]]:
        """Return every look at every subject, latest first: ``name, identity, reference, number`` (of the case), ``account, session,
        person_id, opened_at, minutes`` and, of the subject, ``episode`` (looks under this reference) and ``year`` (in the last twelve
        months under any). Looks are of one subject as ``identity`` says."""
        subjects, sessions = session_subjects.c, account_sessions.c
        query = select(
            *(subjects.name, subjects.identity, subjects.name_key, subjects.birth_known, sessions.reference, cases.c.number),
            *(sessions.account, sessions.number.label("session"), sessions.person_id, sessions.opened_at, sessions.minutes),
        )
        joined = session_subjects.join(account_sessions, sessions.session_id == subjects.session_id)
        query = query.select_from(joined.join(cases, cases.c.case_id == sessions.case_id))
        query = query.where(sessions.council == council, self._shown(sessions.case_id))
        rows = [
            dict(row) for row in self._connection.execute(query.order_by(sessions.opened_at.desc(), subjects.name)).mappings()
        ]
        near: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            for key in {row["identity"], row["name_key"] or row["identity"]}:
                near.setdefault(key, []).append(row)
        return [row | _counts(row, [*near[row["identity"]], *near.get(row["name_key"] or "", ())], now) for row in rows]

    def check_subjects(
        self, *, council: str, case_id: str, reference: str, subjects: Sequence[Mapping[str, Any] | str], now: datetime
    ) -> dict[str, list[str]]:
        """Return names ``searched_before`` under this case reference and names ``open_elsewhere``: asked about by another case
        that has not ended. Then link the subjects to this case, in place of those linked before. Of two cases that ask at one moment the
        second sees the first."""
        self.take_turn(council=council)
        prior = self.prior_by_subject(council=council, reference=reference, subjects=subjects, now=now)
        elsewhere = self._open_elsewhere(council, case_id, known(council, subjects))
        self.link_subjects(council=council, case_id=case_id, reference=reference, subjects=subjects, now=now)
        return {"searched_before": [name for name, episode, _ in prior if episode], "open_elsewhere": elsewhere}

    def link_subjects(
        self, *, council: str, case_id: str, reference: str, subjects: Sequence[Mapping[str, Any] | str], now: datetime
    ) -> None:
        """Keep that a case asks about these subjects and no others."""
        self._connection.execute(delete(case_subjects).where(case_subjects.c.case_id == case_id))
        here = {"case_id": case_id, "council": council, "reference": reference, "linked_at": now}
        rows = [here | subject.row() for subject in known(council, subjects)]
        if rows:
            self._connection.execute(insert(case_subjects), rows)

    def _open_elsewhere(self, council: str, case_id: str, asked: Sequence[Known]) -> list[str]:
        table = case_subjects.c
        others = select(*_who(case_subjects)).select_from(case_subjects.join(cases, cases.c.case_id == table.case_id))
        others = others.where(
            table.council == council, among(case_subjects, asked), table.case_id != case_id, cases.c.state != "ended"
        )
        found = self._connection.execute(others).all()
        return [subject.name for subject in asked if any(subject.same_as(*row) for row in found)]


def _counts(row: Mapping[str, Any], near: Sequence[Mapping[str, Any]], now: datetime) -> dict[str, int]:
    """Return how often the subject of a row was looked at; ``near`` has its looks and perhaps others, some twice."""
    mine = Known(**{name: row[name] for name in ("identity", "name", "name_key", "birth_known")})
    looks = {
        (look["number"], look["session"]): look
        for look in near
        if mine.same_as(look["identity"], look["name_key"], look["birth_known"])
    }
    return {
        "episode": sum(look["reference"] == row["reference"] for look in looks.values()),
        "year": sum(look["opened_at"] > now - YEAR for look in looks.values()),
    }


def _who(table: FromClause) -> tuple[Any, Any, Any]:
    return table.c.identity, table.c.name_key, table.c.birth_known
