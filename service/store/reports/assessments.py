"""Each assessment of whether a look would be surveillance: what came of it, who confirmed it, on what basis, and how often was looked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from service.domain.unnamed import unnamed
from service.store.reports.recorded import named, outputs
from service.store.reports.report import Asked
from service.store.tables.cases import cases, events
from service.store.tables.registers import account_sessions, case_subjects

CLEARED, NOT_CLEARED, OPEN = "cleared", "not cleared", "open"


@dataclass(kw_only=True)
class Assessment:
    """One assessment of one person. ``reference`` is the case's number and which assessment of the case it was; ``allowed`` is None while
    it is open; no name of a person that the case is about is in it."""

    case_id: str
    reference: str
    procedure: str
    at: datetime
    outcome: str
    place: tuple[str, ...]
    basis: list[str] = field(default_factory=list)
    confirmed_by: str | None = None
    result: str = OPEN
    allowed: int | None = None
    used: int = 0
    until: str | None = None


def assessments(asked: Asked) -> Sequence[Assessment]:
    """Return the assessments that were made in the window, oldest first, each as it stands now; none where the pack names no steps.

    ``used = count(looks of the case since the assessment and before the next one in its place)``; of one that was not cleared only those
    while no other of the case was, for those looks are at the others."""
    about = dict(named(asked, "assessment") or {})
    step = named(asked, "assessed")
    if not step:
        return ()
    found: list[Assessment] = []
    for case_events in _by_case(asked, [step, *about.get("confirmed", ()), about.get("cleared"), about.get("notCleared")]):
        found += _of_case(asked, about, case_events)
    _count_looks(asked, found)
    _leave_names_out(asked, found)
    return sorted((each for each in found if asked.since <= each.at < asked.until), key=lambda each: (each.at, each.reference))


def _by_case(asked: Asked, steps: Sequence[str | None]) -> Iterator[list[Any]]:
    table = events.c
    query = select(
        *(
            table.case_id,
            table.at,
            table.by,
            table.what,
            table.element_id,
            table.answers,
            table.decision,
            table.facts,
            table.name,
        ),
        *(cases.c.number, cases.c.procedure_name),
    ).join(cases, cases.c.case_id == table.case_id)
    query = query.where(cases.c.council == asked.council, table.element_id.in_([step for step in steps if step]))
    query = query.where(or_(table.what == "completed", table.what == "decided"), asked.shown(cases.c.case_id))
    query = query.order_by(cases.c.number, table.seq)
    mine: list[Any] = []
    for row in asked.connection.execute(query):
        if mine and mine[0].case_id != row.case_id:
            yield mine
            mine = []
        mine.append(row)
    if mine:
        yield mine


def _of_case(asked: Asked, about: Mapping[str, Any], rows: Sequence[Any]) -> list[Assessment]:
    """Return the assessments of one case in order. A decision has no place of its own: that of the step which completes after it is."""
    found: list[Assessment] = []
    decided: Mapping[str, Any] = {}
    for row in rows:
        place = tuple((row.facts or {}).get("place", ()))
        if row.what == "decided":
            decided = outputs(row.decision)
        elif row.element_id == named(asked, "assessed"):
            facts = {"case_id": row.case_id, "procedure": row.procedure_name, "at": row.at, "place": place}
            outcome, reason = (
                str(decided.get(name) or "") for name in (str(named(asked, "assessedOutcome")), str(about.get("reason")))
            )
            reference = f"{row.number}/{len(found) + 1}"
            found.append(Assessment(reference=reference, outcome=outcome, basis=[reason] if reason else [], **facts))
        else:
            mine = next((each for each in reversed(found) if each.place == place), None)
            if mine is not None:
                _follow(mine, row, about)
    return found


def _follow(mine: Assessment, row: Any, about: Mapping[str, Any]) -> None:
    """Enter what a later step of an assessment said."""
    answers = row.answers or {}
    if row.element_id == about.get("cleared"):
        mine.result, mine.allowed = CLEARED, mine.allowed or int(about.get("looksOtherwise") or 0)
    elif row.element_id == about.get("notCleared"):
        mine.result, mine.allowed, mine.until = NOT_CLEARED, 0, None
    else:
        mine.confirmed_by = row.by
        mine.outcome = str(answers.get(about.get("raised")) or mine.outcome)
        mine.until = answers.get(about.get("until")) or mine.until
        looks = answers.get(about.get("looks"))
        mine.allowed = int(looks) if isinstance(looks, int | float) else mine.allowed
        if answers.get(about.get("basis")):
            mine.basis.append(f"{row.name}: {answers[about.get('basis')]}")


def _count_looks(asked: Asked, found: Sequence[Assessment]) -> None:
    query = select(account_sessions.c.case_id, account_sessions.c.opened_at).where(account_sessions.c.council == asked.council)
    looks: dict[str, list[datetime]] = {}
    for case_id, at in asked.connection.execute(query):
        looks.setdefault(case_id, []).append(at)
    for mine in found:
        others = [each for each in found if each.case_id == mine.case_id and each is not mine]
        next_at = min((each.at for each in others if each.place == mine.place and each.at > mine.at), default=None)
        during = [at for at in looks.get(mine.case_id, ()) if at >= mine.at and (next_at is None or at < next_at)]
        if mine.result != CLEARED:
            during = [at for at in during if not any(each.result == CLEARED and each.at <= at for each in others)]
        mine.used = len(during)
        if mine.result == OPEN:
            mine.allowed = None


def _leave_names_out(asked: Asked, found: Sequence[Assessment]) -> None:
    """Put “[name]” where somebody wrote the name of a person that the case is about."""
    query = select(case_subjects.c.case_id, case_subjects.c.name).where(case_subjects.c.council == asked.council)
    names: dict[str, set[str]] = {}
    for case_id, name in asked.connection.execute(query):
        names.setdefault(case_id, set()).add(name)
    for mine in found:
        mine.basis = [unnamed(text, names.get(mine.case_id, ())) for text in mine.basis]
