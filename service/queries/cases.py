"""Lists of cases: those the actor may know of, or for the cockpit all of them as numbers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from service.authz.need_to_know import may_know
from service.authz.permissions import Permission, is_hidden, require, stops
from service.domain.records import CaseRecord, SubscriptionRecord, TaskRecord
from service.queries.inbox import mine_or_near
from service.queries.reading import Reading
from service.queries.rows import case_row, people_of
from service.queries.views import CaseRow, CaseState

ROWS_A_PAGE = 50
READ_AT_ONCE = 200


def cases(
    reading: Reading, *, state: str = "", procedure: str = "", search: str = "", content: bool = True, page: int = 1
) -> tuple[CaseRow, ...]:
    """Return one page of cases, newest first. With ``content`` those that the actor may know of; without, all of the council, and
    ``search`` finds numbers only, because a title found by searching would be content.

    Raises: NotAllowed without ``content`` for an actor without the permission ``monitor``.
    """
    if not content:
        require(Permission.MONITOR, reading.who)
    wanted = state if state in {item.value for item in CaseState} else None
    found = matching(reading, state=wanted, procedure=procedure or None, search=search)
    found = (case for case in found if not is_hidden(reading.who, case))
    if content:
        near, waits = by_case(mine_or_near(reading)), stoppable(reading)
        found = (
            case
            for case in found
            if may_know(reading.who, case, open_tasks=near.get(case.case_id, ()), waits=waits.get(case.case_id, ()))
        )
    elif search:
        found = (case for case in found if search.casefold() in case.number.casefold())
    shown = page_of(found, page)
    incidents = Counter(case.case_id for _, case in reading.unit.records.incidents(reading.council))
    open_tasks = {case.case_id: open_of(reading, case) for case in shown}
    names = reading.names(people_of([task for tasks in open_tasks.values() for task in tasks], *shown))
    return tuple(
        case_row(
            reading,
            case,
            tasks=open_tasks[case.case_id],
            names=names,
            incidents=incidents[case.case_id],
            content=content,
        )
        for case in shown
    )


def matching(reading: Reading, *, state: str | None, procedure: str | None, search: str) -> Iterator[CaseRecord]:
    """Yield the council's cases that match, newest first, read in batches."""
    offset = 0
    while True:
        batch = reading.unit.records.cases(
            reading.council, state=state, procedure_id=procedure, search=search, limit=READ_AT_ONCE, offset=offset
        )
        yield from batch
        if len(batch) < READ_AT_ONCE:
            return
        offset += READ_AT_ONCE


def page_of(found: Iterator[CaseRecord], page: int) -> list[CaseRecord]:
    """Return one page, reading no further than it needs."""
    first = (max(page, 1) - 1) * ROWS_A_PAGE
    shown = []
    for index, case in enumerate(found):
        if index >= first + ROWS_A_PAGE:
            break
        if index >= first:
            shown.append(case)
    return shown


def stoppable(reading: Reading) -> Mapping[str, list[SubscriptionRecord]]:
    """Return by case what the council's cases wait for and the actor may stop them by."""
    found: dict[str, list[SubscriptionRecord]] = defaultdict(list)
    for name in stops(reading.who):
        for kind in ("signal", "message"):
            for wait in reading.unit.work.subscriptions(council=reading.council, kind=kind, name=name):
                found[wait.case_id].append(wait)
    return found


def by_case(pairs: Iterable[tuple[TaskRecord, CaseRecord]]) -> Mapping[str, list[TaskRecord]]:
    """Return tasks by the id of their case."""
    found: dict[str, list[TaskRecord]] = defaultdict(list)
    for task, case in pairs:
        found[case.case_id].append(task)
    return found


def open_of(reading: Reading, case: CaseRecord) -> list[TaskRecord]:
    """Return the open tasks of a case; one that has ended has none."""
    if case.state == "ended":
        return []
    return [task for task in reading.unit.records.tasks_of(case.case_id) if task.closed_at is None]
