"""The inbox: tasks that are mine, tasks I could take, and tasks of my cases that others have."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from service.authz.permissions import Matter, is_hidden, started_case, took_part
from service.domain.calendar import LONDON, is_working_day
from service.domain.records import CaseRecord, TaskRecord
from service.queries.reading import Reading
from service.queries.rows import is_takeable, people_of, task_row
from service.queries.views import Inbox, TaskRow

Pair: TypeAlias = tuple[TaskRecord, CaseRecord]

TABS = ("mine", "team", "waiting")
ROWS_A_PAGE = 25
SOON_IN_WORKING_DAYS = 2
SORTS: Mapping[str, Callable[[TaskRow], Any]] = {
    "task": lambda row: (row.name.casefold(), row.case_number),
    "case": lambda row: (row.case_reference, row.case_number),
    "from": lambda row: (row.sent_by.casefold(), row.case_number),
}


def inbox(
    reading: Reading,
    *,
    tab: str = "mine",
    search: str = "",
    due: str = "any",
    show: Collection[str] = (),
    procedure: str = "",
    sort: str = "due",
    descending: bool = False,
    page: int = 1,
) -> Inbox:
    """Return one tab, filtered, sorted (``due``: the most pressing first) and cut to a page; counts are of whole tabs. ``due`` is
    any, late or soon; ``show`` may have urgent and flagged; an unknown tab or order counts as the first."""
    tabs = sorted_by_tab(reading)
    chosen = tabs.get(tab, tabs["mine"])
    chosen = [pair for pair in chosen if is_asked_for(pair, due=due, show=show, procedure=procedure, reading=reading)]
    names = reading.names(people_of([task for task, _ in chosen], *(case for _, case in chosen)))
    rows = [(task, task_row(task, case, names=names, actor_id=reading.actor_id)) for task, case in chosen]
    rows = [pair for pair in rows if has_words(pair[1], search)]
    shown = in_order(rows, sort=sort, descending=descending)
    pages = max(1, -(-len(shown) // ROWS_A_PAGE))
    page = min(max(page, 1), pages)
    return Inbox(
        tab=tab if tab in TABS else "mine",
        rows=tuple(shown[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE]),
        counts={name: len(pairs) for name, pairs in tabs.items()},
        total=len(shown),
        page=page,
        pages=pages,
    )


def sorted_by_tab(reading: Reading) -> Mapping[str, Sequence[Pair]]:
    """Return every open task that concerns the actor, under the one tab it belongs to."""
    tabs: dict[str, list[Pair]] = {name: [] for name in TABS}
    for task, case in mine_or_near(reading):
        matter = Matter(case=case, task=task)
        if task.assignee == reading.actor_id:
            tabs["mine"].append((task, case))
        elif is_takeable(reading, task, case):
            tabs["team"].append((task, case))
        elif started_case(reading.who, matter) or took_part(reading.who, matter):
            tabs["waiting"].append((task, case))
    return tabs


def mine_or_near(reading: Reading) -> Sequence[Pair]:
    """Return the open tasks that the actor holds, could be offered, or may wait for."""
    found = reading.unit.records.open_tasks(reading.council, person_id=reading.actor_id, roles=reading.who.roles)
    return [(task, case) for task, case in found if not is_hidden(reading.who, case)]


def offered_tasks(reading: Reading) -> Sequence[Pair]:
    """Return every open task that the actor holds or could take now."""
    tabs = sorted_by_tab(reading)
    return [*tabs["mine"], *tabs["team"]]


def is_asked_for(pair: Pair, *, due: str, show: Collection[str], procedure: str, reading: Reading) -> bool:
    """Say whether a task passes the filters that need no words."""
    task, case = pair
    if ("urgent" in show and not case.urgent) or ("flagged" in show and not case.flagged):
        return False
    if procedure and case.procedure_id != procedure:
        return False
    if due == "late":
        return task.due_at is not None and task.due_at < reading.now
    if due == "soon":
        return task.due_at is not None and task.due_at < soon(reading)
    return True


def soon(reading: Reading) -> datetime:
    """Return the end of the second working day from today, in the council's zone."""
    day: date = reading.now.astimezone(LONDON).date()
    left = SOON_IN_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, reading.who.pack.holidays)
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=LONDON)


def has_words(row: TaskRow, search: str) -> bool:
    """Say whether every word looked for stands somewhere in the row."""
    text = " ".join((row.name, row.case_number, row.case_reference, row.procedure_name, row.summary, row.sent_by)).casefold()
    return all(word in text for word in search.casefold().split())


def in_order(rows: Sequence[tuple[TaskRecord, TaskRow]], *, sort: str, descending: bool) -> list[TaskRow]:
    """Return the rows sorted; by due date the most pressing come first: overdue before due, dated before undated, then by
    priority and age."""
    if sort in SORTS:
        return sorted((row for _, row in rows), key=SORTS[sort], reverse=descending)
    pressing = sorted(
        rows,
        key=lambda pair: (
            pair[1].due_at is None,
            pair[1].due_at or pair[1].opened_at,
            -pair[0].priority,
            pair[1].opened_at,
            pair[1].case_number,
        ),
    )
    return [row for _, row in (reversed(pressing) if descending else pressing)]
