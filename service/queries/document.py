"""One file of a case, decrypted."""

from __future__ import annotations

from service.domain.errors import NotFound
from service.domain.records import DocumentRecord
from service.queries.bundled import lender_of
from service.queries.case_page import document_row, known_case
from service.queries.reading import Reading
from service.queries.views import DocumentRow


def document(reading: Reading, *, document_id: str) -> tuple[DocumentRow, bytes]:
    """Return a document of a case that the actor may know, or one on the bundle of an open subject access request in which they act; and
    record the look with the case that the document is of.

    Raises: NotFound when there is none for this actor; Invalid when the stored file was changed.
    """
    found = reading.unit.documents.get(document_id)
    try:
        known_case(reading, number=reading.unit.cases.by_id(found.case_id).number, content=True)
    except NotFound:
        look_as_lent(reading, found)
    return document_row(found), reading.resources.evidence.get(document_id)


def look_as_lent(reading: Reading, found: DocumentRecord) -> None:
    """Note the look at a document that a subject access request has on its bundle. Raises NotFound when none has that the actor acts in."""
    lender = lender_of(reading, found)
    if lender is None:
        raise NotFound("There is no such document, or it is not of one of your cases")
    reading.looked_at(reading.unit.cases.by_id(found.case_id), f"On the bundle of {lender.number}")
