"""Records that are past the time for which the council keeps them. They are counted here, and destroyed nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from service.domain.retention import class_of, in_words, retention
from service.store.reports.recorded import row
from service.store.reports.report import Asked
from service.store.tables.cases import cases

TARGET = "count(ended case past the period of its class), target 0"
TRUTH = "Ended cases with all that is kept of them; nothing is destroyed by this service"
LEAST = "at least so many: a period that runs from a birth is counted from the start of the case"
"""What a reader of the figures must know: they count and do not dispose, and for children they are the least that is certain."""


def overdue(asked: Asked) -> Iterator[dict[str, Any]]:
    """Yield ``count(ended case where start + period of its class < now)``, target 0, and then by class where there are any. The start is
    the end of the case; of a class that counts from a child's birth it is the beginning of the case, for the child was born by then: what
    is counted is past its period for certain. A case of no class is counted apart. All that is held counts, whatever the window."""
    schedule = retention(asked.parameters)
    query = select(cases.c.procedure_id, cases.c.started_at, cases.c.ended_at)
    query = query.where(cases.c.council == asked.council, cases.c.ended_at.is_not(None), asked.shown(cases.c.case_id))
    past, without = Counter[str](), 0
    for procedure_id, started_at, ended_at in asked.connection.execute(query):
        mine = class_of(schedule, procedure_id)
        if mine is None:
            without += 1
        elif mine.over_at(started_at=started_at, ended_at=ended_at) < asked.now:
            past[mine.key] += 1
    from_birth = any(each.counts_from == "birth" for each in schedule)
    note = f"{TRUTH}; {LEAST}" if from_birth else TRUTH
    yield row("I6", "Records past their retention period", past.total(), TARGET) | {"note": note}
    for each in schedule:
        if past[each.key]:
            yield row("I6", f"Past {in_words(each.period)}: {each.name}", past[each.key], f"{each.source}")
    if without:
        yield row("I6", "Ended cases without a retention period", without, "count(ended case of no class), target 0")
