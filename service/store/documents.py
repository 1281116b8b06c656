"""Rows of stored files. The bytes are the evidence store's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, insert, select

from service.domain.errors import NotFound
from service.domain.records import DocumentRecord
from service.store.reading import Reading, values
from service.store.tables.content import custody, documents

DOCUMENT = Reading(DocumentRecord, documents, leave_out=["custody"])


class Documents:
    """Documents with their chain of custody, which only grows; keeps the contract of ports.Documents."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, document: DocumentRecord) -> None:
        """Insert a document with the custody it comes with."""
        row = values(document)
        sentences = row.pop("custody")
        self._connection.execute(insert(documents), row)
        for sentence in sentences:
            self.add_custody(document.document_id, sentence)

    def get(self, document_id: str) -> DocumentRecord:
        """Return a document. Raises NotFound."""
        found = self._where(documents.c.document_id == document_id)
        if not found:
            raise NotFound("There is no such document.")
        return found[0]

    def of_case(self, case_id: str) -> Sequence[DocumentRecord]:
        """Return documents of a case, oldest first."""
        return self._where(documents.c.case_id == case_id)

    def add_custody(self, document_id: str, sentence: str) -> None:
        """Append a sentence to a document's chain of custody."""
        self._connection.execute(insert(custody), {"document_id": document_id, "sentence": sentence})

    def _where(self, condition: ColumnElement[bool]) -> list[DocumentRecord]:
        query = select(*DOCUMENT.columns, custody.c.sentence).select_from(documents.outerjoin(custody)).where(condition)
        found: dict[str, DocumentRecord] = {}
        sentences: dict[str, list[str]] = {}
        for row in self._connection.execute(query.order_by(documents.c.added_at, documents.c.document_id, custody.c.seq)):
            document = DOCUMENT.of(row)
            found.setdefault(document.document_id, document)
            sentences.setdefault(document.document_id, []).extend([row.sentence] if row.sentence else [])
        return [replace(document, custody=tuple(sentences[document_id])) for document_id, document in found.items()]
