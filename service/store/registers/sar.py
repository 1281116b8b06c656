"""Subject access requests, and what the registers and cases hold about somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, false, func, insert, or_, select, type_coerce, update

from service.store.registers.identity import among, known, plain
from service.store.registers.register import Register
from service.store.tables.cases import cases, events
from service.store.tables.content import documents
from service.store.tables.disclosure import sar_requests
from service.store.tables.registers import account_sessions, case_subjects, session_subjects

CLOSING = ("closed", "partly_supplied", "refused", "supplied", "withdrawn")


class SubjectAccess(Register):
    """Subject access requests by reference, and the bundle for one."""

    def open_sar(
        self,
        *,
        council: str,
        case_id: str,
        requester: str,
        subject: str,
        due_on: date,
        now: datetime,
        verified_on: date | None = None,
    ) -> str:
        """Enter a request and return its reference."""
        reference = self._numbered("SAR", council=council, year=now.year)
        row = {
            "council": council,
            "reference": reference,
            "requester": requester,
            "subject": subject,
            "verified_on": verified_on,
            "due_on": due_on,
            "status": "registered",
            "opened_at": now,
            "case_id": case_id,
        }
        self._connection.execute(insert(sar_requests), row)
        self._note("sar", reference, "registered", council=council, case_id=case_id, at=now)
        return reference

    def sar_request(self, *, council: str, reference: str) -> dict[str, Any]:
        """Return a request, locked until the transaction ends. Raises NotFound."""
        here = (sar_requests.c.council == council) & (sar_requests.c.reference == reference)
        return self._locked(sar_requests, here, what="subject access request")

    def note_sar(
        self,
        *,
        council: str,
        case_id: str,
        reference: str,
        event: str,
        now: datetime,
        due_on: date | None = None,
        verified_on: date | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Enter an event and return the request as it stands then; dates given replace those known. Raises NotFound."""
        row = self.sar_request(council=council, reference=reference)
        here = (sar_requests.c.council == council) & (sar_requests.c.reference == reference)
        changed: dict[str, Any] = {"status": event}
        changed |= {"due_on": due_on} if due_on else {}
        changed |= {"verified_on": verified_on} if verified_on else {}
        changed |= {"closed_at": now} if event in CLOSING and row["closed_at"] is None else {}
        self._connection.execute(update(sar_requests).where(here).values(changed))
        self._note("sar", reference, event, council=council, case_id=case_id, at=now, details=details)
        return row | changed

    def sar_requests(self, *, council: str) -> list[dict[str, Any]]:
        """Return the requests of a council by reference."""
        return self._rows(sar_requests, council=council, order=sar_requests.c.reference)

    def bundled(self, *, council: str) -> dict[str, tuple[str, ...]]:
        """Return case id → ids of the documents on the bundle of each subject access request that is open, as it was collected last."""
        open_ones = {row["reference"]: row["case_id"] for row in self.sar_requests(council=council) if row["closed_at"] is None}
        collected = {
            event["number"]: tuple(event["details"].get("documents", ()))
            for event in self.history(council=council, register="sar")
            if event["event"] == "collected" and event["number"] in open_ones
        }
        return {open_ones[reference]: documents for reference, documents in collected.items()}

    def bundle(self, *, council: str, subject: Mapping[str, Any] | str) -> list[dict[str, Any]]:
        """Return what is held about somebody, oldest first: ``kind`` (request, step, session, document), ``at``, ``title``, ``number`` of the
        case, ``hidden_from`` (whom its case is hidden from), ``document_id`` or None, ``alone`` (the case is known to be about nobody else)
        and ``evidential_status`` or None. Found by cases of which they are a subject or in which an answer is their name, and by
        sessions in which they were looked at; cases that those started are held with them."""
        numbers = self._cases_about(council, subject)
        hidden = self._hidden(list(numbers))
        alone = self._alone(list(numbers))
        found = [
            *self._requests_held(list(numbers)),
            *self._steps_held(list(numbers)),
            *self._sessions_held(list(numbers)),
            *self._documents_held(list(numbers)),
        ]
        items = [
            item
            | {
                "number": numbers[item["case_id"]],
                "hidden_from": hidden[item["case_id"]],
                "alone": item["case_id"] in alone,
            }
            for item in found
        ]
        return sorted(items, key=lambda item: (item["at"], item["kind"], item["title"]))

    def _cases_about(self, council: str, subject: Mapping[str, Any] | str) -> dict[str, str]:
        """Return case id → number of every case about somebody, and of those that such a case started."""
        asked = known(council, [subject])
        if not asked:
            return {}
        found = set[str]()
        for table, link in (
            (case_subjects, select(case_subjects.c.case_id).where(case_subjects.c.council == council)),
            (
                session_subjects,
                select(account_sessions.c.case_id)
                .join(session_subjects, session_subjects.c.session_id == account_sessions.c.session_id)
                .where(account_sessions.c.council == council),
            ),
        ):
            columns = link.add_columns(table.c.identity, table.c.name_key, table.c.birth_known).where(among(table, asked))
            found |= {row[0] for row in self._connection.execute(columns) if asked[0].same_as(*row[1:])}
        found |= self._cases_naming(council, asked[0].name)
        children = select(cases.c.case_id).where(cases.c.parent_case_id.in_(found))
        found |= set(self._connection.execute(children).scalars())
        numbered = select(cases.c.case_id, cases.c.number).where(cases.c.council == council, cases.c.case_id.in_(found))
        return dict(self._connection.execute(numbered.order_by(cases.c.number)).all())

    def _cases_naming(self, council: str, name: str) -> set[str]:
        """Return the cases in which an answer is this name, however it was typed, but for those that only handle a request for access. Its
        words sift in the database: one must be there."""
        words = [word for word in re.findall(r"[a-z0-9]+", plain(name)) if len(word) > 1]
        told = type_coerce(events.c.answers, Text)
        query = select(events.c.case_id, events.c.answers).join(cases, cases.c.case_id == events.c.case_id)
        query = query.where(events.c.case_id.not_in(select(sar_requests.c.case_id).where(sar_requests.c.council == council)))
        query = query.where(cases.c.council == council, or_(false(), *(told.icontains(word, autoescape=True) for word in words)))
        return {case_id for case_id, answers in self._connection.execute(query) if plain(name) in map(plain, _texts(answers))}

    def _hidden(self, ids: list[str]) -> dict[str, tuple[str, ...]]:
        query = select(cases.c.case_id, cases.c.hidden_from).where(cases.c.case_id.in_(ids))
        return {case_id: tuple(people) for case_id, people in self._connection.execute(query)}

    def _alone(self, ids: list[str]) -> set[str]:
        table = case_subjects.c
        counted = select(table.case_id, func.count()).where(table.case_id.in_(ids)).group_by(table.case_id)
        return {case_id for case_id, number in self._connection.execute(counted) if number == 1}

    def _requests_held(self, ids: list[str]) -> list[dict[str, Any]]:
        query = select(cases.c.case_id, cases.c.procedure_name, cases.c.started_at).where(cases.c.case_id.in_(ids))
        return [_item("request", case_id, at=at, title=name) for case_id, name, at in self._connection.execute(query)]

    def _steps_held(self, ids: list[str]) -> list[dict[str, Any]]:
        query = select(events.c.case_id, events.c.at, events.c.name)
        query = query.where(events.c.case_id.in_(ids), events.c.what == "completed", events.c.answers.is_not(None))
        return [_item("step", case_id, at=at, title=name) for case_id, at, name in self._connection.execute(query)]

    def _sessions_held(self, ids: list[str]) -> list[dict[str, Any]]:
        table = account_sessions.c
        query = select(table.case_id, table.opened_at, table.number).where(table.case_id.in_(ids))
        return [
            _item("session", case_id, at=at, title=f"Session {number}") for case_id, at, number in self._connection.execute(query)
        ]

    def _documents_held(self, ids: list[str]) -> list[dict[str, Any]]:
        table = documents.c
        query = select(table.case_id, table.added_at, table.name, table.document_id, table.evidential_status)
        return [
            _item("document", case_id, at=at, title=name, document_id=document_id, evidential_status=status)
            for case_id, at, name, document_id, status in self._connection.execute(query.where(table.case_id.in_(ids)))
        ]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _item(kind: str, case_id: str, **given: Any) -> dict[str, Any]:
    return {"kind": kind, "case_id": case_id, "document_id": None, "evidential_status": None, **given}
