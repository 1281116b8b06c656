"""Add a file to a case from one of its tasks."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from service.authz.permissions import Matter, Permission
from service.commands.gate import Context, Verb
from service.commands.keeping import keep
from service.commands.tasks import load_separated_task, require_free, require_open, task_and_case
from service.domain.records import DocumentRecord


@dataclass(frozen=True)
class AddDocument:
    """Add a file through an open task that I hold or could take. Answers with its DocumentRecord, whose id is the form's answer."""

    task_id: str
    name: str
    content: bytes
    media_type: str


def load(request: AddDocument, context: Context) -> Matter:
    """Load the task with its case."""
    return load_separated_task(request.task_id, context)


def handle(request: AddDocument, matter: Matter, context: Context) -> DocumentRecord:
    """Raises: Conflict when the task is closed or another's; NotAllowed when duties must be separate; Invalid for a file that
    may not be kept."""
    task, case = task_and_case(matter)
    require_open(task, context)
    require_free(task, context)
    why = f"Added in “{task.name}”"
    return keep(
        context,
        case,
        document_id=str(uuid4()),
        name=request.name,
        media_type=request.media_type,
        content=request.content,
        why=why,
    )


VERB = Verb(request=AddDocument, permission=Permission.WORK_ON_TASK, audit="document_added", load=load, handle=handle)
