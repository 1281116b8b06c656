"""Tasks: list mine, read one, take it, give it back, save a draft, complete it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from werkzeug.datastructures import FileStorage

from service.api.schemas import (
    AnswersSchema,
    DocumentRowSchema,
    DraftSchema,
    FileSchema,
    InboxQuerySchema,
    InboxSchema,
    NumberSchema,
    ProblemSchema,
    TaskPageSchema,
)
from service.api.wire import PROBLEM, Endpoints
from service.commands import AddDocument, ClaimTask, CompleteTask, ReleaseTask, SaveDraft
from service.domain.records import DocumentRecord
from service.http.access import api_actor
from service.http.services import services
from service.queries.inbox import inbox
from service.queries.task_page import task_page
from service.queries.views import Inbox, TaskPage

endpoints = Endpoints("api_tasks", __name__, url_prefix="/api/tasks", description="Steps that a person sees")


@endpoints.get("")
@endpoints.arguments(InboxQuerySchema, location="query")
@endpoints.response(200, InboxSchema)
def listed(query: Mapping[str, Any]) -> Inbox:
    """List the open tasks of one tab of my inbox."""
    return services().query(inbox, api_actor(), **query)


@endpoints.get("/<task_id>")
@endpoints.response(200, TaskPageSchema)
@endpoints.alt_response(404, schema=ProblemSchema, content_type=PROBLEM)
def read(task_id: str) -> TaskPage:
    """Read a task with its form; the look is recorded."""
    return services().query(task_page, api_actor(), task_id=task_id)


@endpoints.post("/<task_id>/claim")
@endpoints.response(204)
@endpoints.alt_response(403, schema=ProblemSchema, content_type=PROBLEM)
@endpoints.alt_response(404, schema=ProblemSchema, content_type=PROBLEM)
@endpoints.alt_response(409, schema=ProblemSchema, content_type=PROBLEM)
def claim(task_id: str) -> None:
    """Take a task. Taking what I hold already is success."""
    services().run(ClaimTask(task_id=task_id), api_actor())


@endpoints.post("/<task_id>/release")
@endpoints.response(204)
@endpoints.alt_response(404, schema=ProblemSchema, content_type=PROBLEM)
@endpoints.alt_response(409, schema=ProblemSchema, content_type=PROBLEM)
def release(task_id: str) -> None:
    """Give a task back to everybody it is offered to."""
    services().run(ReleaseTask(task_id=task_id), api_actor())


@endpoints.post("/<task_id>/draft")
@endpoints.arguments(DraftSchema)
@endpoints.response(204)
@endpoints.alt_response(404, schema=ProblemSchema, content_type=PROBLEM)
@endpoints.alt_response(409, schema=ProblemSchema, content_type=PROBLEM)
def draft(body: Mapping[str, Any], task_id: str) -> None:
    """Save answers, unchecked, over what I saved before."""
    services().run(SaveDraft(task_id=task_id, answers=body["answers"]), api_actor())


@endpoints.post("/<task_id>/documents")
@endpoints.arguments(FileSchema, location="files")
@endpoints.response(201, DocumentRowSchema)
@endpoints.alt_response(403, schema=ProblemSchema, content_type=PROBLEM)
@endpoints.alt_response(404, schema=ProblemSchema, content_type=PROBLEM)
@endpoints.alt_response(409, schema=ProblemSchema, content_type=PROBLEM)
def add_document(files: Mapping[str, FileStorage], task_id: str) -> DocumentRecord:
    """Keep a file in the task's case; its document_id is the answer to a file field."""
    file = files["file"]
    media_type = file.mimetype or "application/octet-stream"
    request = AddDocument(task_id=task_id, name=file.filename or "", content=file.read(), media_type=media_type)
    return cast(DocumentRecord, services().run(request, api_actor()))


@endpoints.post("/<task_id>/complete")
@endpoints.arguments(AnswersSchema, required=False)
@endpoints.response(200, NumberSchema)
@endpoints.alt_response(403, schema=ProblemSchema, content_type=PROBLEM)
@endpoints.alt_response(404, schema=ProblemSchema, content_type=PROBLEM)
@endpoints.alt_response(409, schema=ProblemSchema, content_type=PROBLEM)
def complete(body: Mapping[str, Any], task_id: str) -> Mapping[str, str]:
    """Complete a task with answers; a field that is left out counts as empty."""
    return {"number": services().run(CompleteTask(task_id=task_id, answers=body["answers"]), api_actor())}
