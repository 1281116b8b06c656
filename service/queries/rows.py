"""Tasks and cases as rows: records put into words, names instead of ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from service.authz.permissions import offered_to
from service.authz.separation import broken_duty
from service.domain.identity import system_actor
from service.domain.records import CaseRecord, TaskRecord
from service.queries.reading import Reading
from service.queries.views import CaseRow, CaseState, TaskRow

MACHINE = system_actor("").actor_id


def is_takeable(reading: Reading, task: TaskRecord, case: CaseRecord) -> bool:
    """Say whether the actor could take the task now: offered to them, held by nobody, and no duty kept apart."""
    return task.assignee is None and offered_to(reading.who, task) and broken_duty(task, case, reading.actor_id) is None


def task_row(task: TaskRecord, case: CaseRecord, *, names: Mapping[str, str], actor_id: str) -> TaskRow:
    """Return a task as a line of a list. ``names`` has everybody whom ``people_of`` names."""
    sender = sender_of(task, case)
    return TaskRow(
        task_id=task.task_id,
        name=task.name,
        case_number=case.number,
        case_reference=case.reference,
        procedure_name=case.procedure_name,
        summary=case.summary,
        sent_by=names.get(sender, sender),
        opened_at=task.opened_at,
        due_at=task.due_at,
        assignee=names.get(task.assignee, task.assignee) if task.assignee else None,
        mine=task.assignee == actor_id,
        urgent=case.urgent,
        flagged=case.flagged,
    )


def sender_of(task: TaskRecord, case: CaseRecord) -> str:
    """Return the id of who sent a task: the person before it; where a job or timer came between, who last moved the case."""
    return case.updated_by if task.sent_by in (None, MACHINE) else task.sent_by or ""


def people_of(tasks: Collection[TaskRecord], *cases: CaseRecord) -> set[str | None]:
    """Return the ids of everybody whom rows of these tasks and cases name."""
    named = {person for task in tasks for person in (task.sent_by, task.assignee, task.closed_by, *task.candidate_users)}
    return named | {person for case in cases for person in (case.started_by, case.updated_by)}


def case_row(
    reading: Reading,
    case: CaseRecord,
    *,
    tasks: Sequence[TaskRecord],
    names: Mapping[str, str],
    incidents: int = 0,
    content: bool = True,
) -> CaseRow:
    """Return a case as a line of a list. ``tasks`` are its open ones; without ``content`` it has numbers only."""
    return CaseRow(
        number=case.number,
        reference=case.reference if content else "",
        title=case.title if content else "",
        procedure_id=case.procedure_id,
        procedure_name=case.procedure_name,
        version=case.version_number,
        state=CaseState(case.state),
        stands_at=stands_at(reading, case, tasks),
        with_whom=with_whom(reading, tasks, names=names),
        started_at=case.started_at,
        started_by=names.get(case.started_by, case.started_by),
        ended_at=case.ended_at,
        due_at=min((task.due_at for task in tasks if task.due_at), default=None),
        incidents=incidents,
    )


def stands_at(reading: Reading, case: CaseRecord, tasks: Sequence[TaskRecord]) -> str:
    """Say in the diagram's words where a case stands: its open tasks, or the end it came to."""
    if case.ended is not None:
        return reading.opened(case.version_id).name_of(case.ended)
    return ", ".join(dict.fromkeys(task.name for task in tasks))


def with_whom(reading: Reading, tasks: Sequence[TaskRecord], *, names: Mapping[str, str]) -> str:
    """Say who has the open tasks: holders by name, roles where nobody holds one yet."""
    return ", ".join(dict.fromkeys(word for task in tasks for word in holders(reading, task, names=names)))


def holders(reading: Reading, task: TaskRecord, *, names: Mapping[str, str]) -> list[str]:
    """Return who has one task: the holder's name, else the names of the roles and people it is offered to."""
    if task.assignee:
        return [names.get(task.assignee, task.assignee)]
    roles = [role.name for key in task.candidate_groups if (role := reading.who.pack.role(key))]
    return roles or [names.get(person, person) for person in task.candidate_users] or ([task.lane] if task.lane else [])
