"""Keep a file that a connector made for a case."""

from __future__ import annotations

from dataclasses import dataclass

from service.authz.permissions import Matter, Permission
from service.commands.gate import Context, Verb
from service.commands.keeping import keep
from service.domain.errors import NotFound
from service.domain.records import DocumentRecord


@dataclass(frozen=True, kw_only=True)
class KeepDocument:
    """Keep a made document under an id that is the same for every attempt: the second attempt answers with the first one's row."""

    case_id: str
    document_id: str
    name: str
    content: bytes
    media_type: str


def load(request: KeepDocument, context: Context) -> Matter:
    """Load the case."""
    return Matter(case=context.unit.cases.by_id(request.case_id))


def handle(request: KeepDocument, matter: Matter, context: Context) -> DocumentRecord:
    """Raises: Invalid for a file that may not be kept."""
    assert matter.case is not None
    try:
        return context.unit.documents.get(request.document_id)
    except NotFound:
        return keep(
            context,
            matter.case,
            document_id=request.document_id,
            name=request.name,
            media_type=request.media_type,
            content=request.content,
            why="Made from the case",
        )


VERB = Verb(request=KeepDocument, permission=Permission.RUN_WORK, audit="document_made", load=load, handle=handle)
