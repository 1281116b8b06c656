"""Documents of other cases that a subject access request has on its bundle: lent to whoever acts in it, while it is open."""

from __future__ import annotations

from service.authz.need_to_know import acts_in
from service.authz.permissions import is_hidden
from service.domain.errors import NotFound
from service.domain.records import CaseRecord, DocumentRecord
from service.queries.reading import Reading


def lent_to(reading: Reading, case: CaseRecord) -> tuple[DocumentRecord, ...]:
    """Return the documents of other cases that the actor may open because they act in this one; none for any other case."""
    documents = (
        reading.unit.registers.bundled(council=reading.council).get(case.case_id, ()) if _acts_in_open(reading, case) else ()
    )
    found = (_known(reading, document_id) for document_id in documents)
    return tuple(document for document in found if document is not None and document.case_id != case.case_id)


def lender_of(reading: Reading, document: DocumentRecord) -> CaseRecord | None:
    """Return the case on whose bundle a document is and in which the actor acts, None when there is none."""
    for case_id, documents in reading.unit.registers.bundled(council=reading.council).items():
        if document.document_id not in documents or _known(reading, document.document_id) is None:
            continue
        case = reading.unit.cases.by_id(case_id)
        if _acts_in_open(reading, case):
            return case
    return None


def _acts_in_open(reading: Reading, case: CaseRecord) -> bool:
    """Say whether a case has not ended and the actor acts in it."""
    tasks = [task for task in reading.unit.records.tasks_of(case.case_id) if task.closed_at is None]
    return case.ended_at is None and acts_in(reading.who, case, open_tasks=tasks)


def _known(reading: Reading, document_id: str) -> DocumentRecord | None:
    """Return a document of the council, None for one that is no more or of a case that is hidden from the actor."""
    try:
        document = reading.unit.documents.get(document_id)
    except NotFound:
        return None
    of_case = reading.unit.cases.by_id(document.case_id)
    return document if of_case.council == reading.council and not is_hidden(reading.who, of_case) else None
