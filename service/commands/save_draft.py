"""Keep what I have typed so far, unchecked, for me alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service.authz.permissions import Matter, Permission
from service.commands.gate import Context, Verb
from service.commands.tasks import load_task, require_free, require_open, task_and_case


@dataclass(frozen=True)
class SaveDraft:
    """Save answers of an open task over what I saved before."""

    task_id: str
    answers: Mapping[str, Any]


def load(request: SaveDraft, context: Context) -> Matter:
    """Load the task with its case."""
    return load_task(request.task_id, context)


def handle(request: SaveDraft, matter: Matter, context: Context) -> None:
    """Raises: Conflict when the task is closed or another's."""
    task, case = task_and_case(matter)
    require_open(task, context)
    require_free(task, context)
    context.unit.drafts.put(task.task_id, context.actor_id, request.answers, at=context.now)
    context.audit(case=case, object_id=task.task_id)


VERB = Verb(request=SaveDraft, permission=Permission.WORK_ON_TASK, audit="draft_saved", load=load, handle=handle)
