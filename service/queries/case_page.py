"""One case from every side: where it stands, what happened, what the actor may do. In the cockpit numbers only."""

from __future__ import annotations

from collections.abc import Iterator

from service import engine
from service.authz.need_to_know import NO_SUCH_CASE, may_know, require_need_to_know, why_known
from service.authz.permissions import Matter, Permission, is_hidden, may, require, stops
from service.domain.errors import NotFound
from service.domain.records import CaseRecord, DocumentRecord
from service.queries.bundled import lent_to
from service.queries.history import history
from service.queries.incidents import incident_row
from service.queries.reading import Reading
from service.queries.rows import case_row, is_takeable, people_of, task_row
from service.queries.steps import Standing, stages, steps
from service.queries.views import ActionRow, CasePage, CaseRow, CaseState, DocumentRow, LookRow


def case_page(reading: Reading, *, number: str, content: bool = True) -> CasePage:
    """Return a case. With ``content`` the actor needs to know it, and the look is recorded; without, they need ``monitor``.

    Raises: NotFound when there is none for this actor; NotAllowed without the permission for the cockpit.
    """
    case = known_case(reading, number=number, content=content)
    standing = standing_of(reading, case)
    opened = reading.opened(case.version_id)
    rows = steps(reading, opened.procedure.description, standing)
    variables = engine.variables(opened.procedure, case.snapshot) if content else {}
    failed = {job.job_id: job for job in standing.jobs}
    return CasePage(
        row=case_row(
            reading, case, tasks=standing.open_tasks, names=standing.names, incidents=len(standing.incidents), content=content
        ),
        content=content,
        next_words=next_words(standing),
        tasks=tuple(
            task_row(task, case, names=standing.names, actor_id=reading.actor_id)
            for task in standing.open_tasks
            if content and (task.assignee or is_takeable(reading, task, case))
        ),
        stages=stages(opened.procedure.description, rows),
        steps=rows,
        history=history(reading, case, opened, standing.events, variables=variables, content=content),
        documents=tuple(document_row(item) for item in reading.unit.documents.of_case(case.case_id)) if content else (),
        bundled=tuple(document_row(item) for item in lent_to(reading, case)) if content else (),
        looks=looks(reading, case) if content else (),
        actions=actions(reading, standing) if content else (),
        incidents=tuple(incident_row(item, case, opened, job=failed.get(item.job_id or "")) for item in standing.incidents),
        children=tuple(related(reading, case, content=content)),
        version_id=case.version_id,
        outcome=opened.name_of(case.ended) if case.ended else "",
        parent_number=parent_number(reading, case),
    )


def known_case(reading: Reading, *, number: str, content: bool) -> CaseRecord:
    """Return the case if the actor may see it, and note the look. Raises as ``case_page``."""
    case = reading.unit.cases.get(number, reading.council)
    if is_hidden(reading.who, case):
        raise NotFound(NO_SUCH_CASE)
    if not content:
        require(Permission.MONITOR, reading.who)
        return case
    tasks = [task for task in reading.unit.records.tasks_of(case.case_id) if task.closed_at is None]
    waits = reading.unit.records.subscriptions_of(case.case_id) if stops(reading.who) else ()
    require_need_to_know(reading.who, case, open_tasks=tasks, waits=waits)
    reading.looked_at(case, why_known(reading.who, case, open_tasks=tasks, waits=waits))
    return case


def standing_of(reading: Reading, case: CaseRecord) -> Standing:
    """Return what the store knows of where a case stands."""
    records = reading.unit.records
    tasks = records.tasks_of(case.case_id)
    return Standing(
        case=case,
        tasks=tasks,
        jobs=records.jobs(case.council, case_id=case.case_id),
        subscriptions=records.subscriptions_of(case.case_id),
        incidents=[incident for incident, _ in records.incidents(case.council, case_id=case.case_id)],
        events=records.events(case.case_id),
        names=reading.names(people_of(tasks, case)),
    )


def next_words(standing: Standing) -> str:
    """Say in one sentence what the case waits for, '' when open tasks or the end say it already."""
    if standing.case.state != "running" or standing.open_tasks:
        return ""
    names = [job.name for job in standing.jobs if job.name and job.state == "open"]
    if names:
        return f"We are doing this now: {', '.join(dict.fromkeys(names))}."
    waits = [item.label or item.name for item in standing.subscriptions if not item.raised_by]
    return f"Waiting for: {', '.join(dict.fromkeys(waits))}." if waits else "Waiting for its date."


def document_row(document: DocumentRecord) -> DocumentRow:
    """Return a document as a row."""
    return DocumentRow(
        document_id=document.document_id,
        name=document.name,
        media_type=document.media_type,
        size=document.size,
        sha256=document.sha256,
        custody=document.custody,
    )


def looks(reading: Reading, case: CaseRecord) -> tuple[LookRow, ...]:
    """Return who opened the case, latest first."""
    seen = reading.unit.records.looks(case.case_id)
    names = reading.names({person_id for person_id, _, _ in seen})
    return tuple(LookRow(name=names.get(person_id, person_id), why=why, at=at) for person_id, why, at in seen)


def actions(reading: Reading, standing: Standing) -> tuple[ActionRow, ...]:
    """Return the messages and signals that the actor may raise."""
    return tuple(
        ActionRow(subscription_id=item.subscription_id, label=item.label or item.name, name=item.name, kind=item.kind)
        for item in standing.subscriptions
        if may(Permission.RAISE_EVENT, reading.who, Matter(subscription=item, case=standing.case))
    )


def related(reading: Reading, case: CaseRecord, *, content: bool) -> Iterator[CaseRow]:
    """Yield the cases that this one started, those outside the actor's need to know without a word of content; then those that
    wait for their date."""
    records = reading.unit.records
    for child in records.children(case.case_id):
        if is_hidden(reading.who, child):
            continue
        tasks = [task for task in records.tasks_of(child.case_id) if task.closed_at is None]
        names = reading.names(people_of(tasks, child))
        known = content and may_know(reading.who, child, open_tasks=tasks)
        yield case_row(reading, child, tasks=tasks, names=names, content=known)
    for start in records.scheduled(case.council, parent_case_id=case.case_id):
        version = reading.unit.versions.live(case.council, start.procedure_id)
        yield CaseRow(
            number="",
            reference="",
            title="",
            procedure_id=start.procedure_id,
            procedure_name=version.name,
            version=version.number,
            state=CaseState.RUNNING,
            stands_at="Waits for its date",
            with_whom="",
            started_at=start.due_at,
            started_by=start.started_by,
            due_at=start.due_at,
        )


def parent_number(reading: Reading, case: CaseRecord) -> str | None:
    """Return the request number of the case that started this one, or None."""
    parent = reading.unit.cases.by_id(case.parent_case_id) if case.parent_case_id else None
    return parent.number if parent is not None and not is_hidden(reading.who, parent) else None
