"""One file of a case, decrypted."""

from __future__ import annotations

from service.queries.case_page import document_row, known_case
from service.queries.reading import Reading
from service.queries.views import DocumentRow


def document(reading: Reading, *, document_id: str) -> tuple[DocumentRow, bytes]:
    """Return a document of a case that the actor may know, and record the look.

    Raises: NotFound when there is none for this actor; Invalid when the stored file was changed.
    """
    found = reading.unit.documents.get(document_id)
    known_case(reading, number=reading.unit.cases.by_id(found.case_id).number, content=True)
    return document_row(found), reading.resources.evidence.get(document_id)
