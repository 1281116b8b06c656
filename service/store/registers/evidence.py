"""The evidential status of documents. Ruled out is for ever: no later word, of whoever, makes such material usable again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, select, update

from service.store.registers.register import Register
from service.store.tables.cases import cases
from service.store.tables.content import documents

RULED_OUT = "INADMISSIBLE"
HELD_BACK = "INADMISSIBLE_PENDING"


class Evidence(Register):
    """Documents by what they may be used for: OK, INADMISSIBLE_PENDING or INADMISSIBLE."""

    def mark_documents(
        self, *, council: str, status: str, document_ids: Collection[str] = (), added_by: str | None = None
    ) -> int:
        """Set the status of these documents, and of all that a person added, in a council's cases, and of whatever has the same bytes.
        Return how many have it then; what is ruled out keeps that."""
        self.take_turn(council=council)
        here = documents.c.case_id.in_(select(cases.c.case_id).where(cases.c.council == council))
        which: ColumnElement[bool] = documents.c.document_id.in_(list(document_ids))
        if added_by is not None:
            which |= documents.c.added_by == added_by
        same = documents.c.sha256.in_(select(documents.c.sha256).where(here, which))
        open_to_change = (documents.c.evidential_status != RULED_OUT) | (documents.c.evidential_status == status)
        marking = update(documents).where(here, same, open_to_change).values(evidential_status=status)
        return int(self._connection.execute(marking).rowcount)

    def standing_of(self, *, council: str, sha256: str) -> str:
        """Return the status that bytes have as they come into a case: what they have in any case of the council, under whatever name,
        otherwise OK."""
        table = documents.c
        query = select(table.evidential_status).select_from(documents.join(cases, cases.c.case_id == table.case_id)).distinct()
        query = query.where(cases.c.council == council, table.sha256 == sha256)
        known = self._connection.execute(query).scalars().all()
        if known and RULED_OUT not in known:
            self.take_turn(council=council)  # or they could be ruled out at this moment
            known = self._connection.execute(query).scalars().all()
        return next((status for status in (RULED_OUT, HELD_BACK) if status in known), "OK")

    def documents_added(self, *, council: str, person_id: str, reference: str | None = None) -> list[dict[str, Any]]:
        """Return the documents that a person added to cases and that are not ruled out, oldest first: ``document_id``, ``number`` of the
        case, ``procedure_name``, ``added_at``. With ``reference``, only those of cases about that social care case."""
        table = documents.c
        query = select(table.document_id, cases.c.number, cases.c.procedure_name, table.added_at)
        query = query.select_from(documents.join(cases, cases.c.case_id == table.case_id))
        query = query.where(cases.c.council == council, table.added_by == person_id, table.evidential_status != RULED_OUT)
        if reference is not None:
            query = query.where(cases.c.reference == reference)
        rows = self._connection.execute(query.order_by(table.added_at, table.document_id)).mappings()
        return [dict(row) for row in rows]

    def evidence_not_usable(self, *, council: str) -> list[dict[str, Any]]:
        """Return documents that may not be used, latest first: ``number`` of the case, ``procedure_id``, ``document_id``, ``media_type``,
        ``status``, ``added_at``, ``added_by``. What a document is called is left out: names tell of children."""
        table = documents.c
        query = select(
            cases.c.number,
            cases.c.procedure_id,
            table.document_id,
            table.media_type,
            table.evidential_status.label("status"),
            table.added_at,
            table.added_by,
        )
        query = query.select_from(documents.join(cases, cases.c.case_id == table.case_id))
        query = query.where(cases.c.council == council, table.evidential_status != "OK", self._shown(cases.c.case_id))
        return [
            dict(row) for row in self._connection.execute(query.order_by(table.added_at.desc(), table.document_id)).mappings()
        ]
