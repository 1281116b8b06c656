"""The measures that a council writes in its pack, row by row: what they count stands there, how they count it stands here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import func, select

from service.domain.calendar import local_day
from service.domain.entries import is_overdue, stands
from service.domain.measured import formula
from service.store.registers.accounts import nobody_oversees
from service.store.registers.entries import Entries
from service.store.reports.recorded import Done, done, elapsed, middle, named, ratio, row
from service.store.reports.report import Asked, Report
from service.store.tables.registers import accounts

Asking: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = Iterator[dict[str, Any]]
EVER = datetime(2000, 1, 1, tzinfo=UTC)
WORDS = {"True": "yes", "true": "yes", "False": "no", "false": "no"}


def measures(asked: Asked) -> Report:
    """Return a row, or several, for each of the pack's ``measured.rows``. A step is named by its id, or by a list of ids that count as one.

    ``count`` a step: ``count(completions)``; with ``by`` an answer: one row for each value; with ``without`` another step:
    ``count(cases in which the other did not happen before)``. ``share`` a step ``of`` another: ``cases with both / cases with the other``; with
    ``field`` and ``is``: ``cases in which an answer of the step is one of these / cases with the step``; with ``times``: ``cases in which
    it happened exactly so often / cases with it``. ``days``, ``minutes``: the median from the first time of one step to the first of
    another over cases that have both, in working days and in minutes. ``entries`` of a register made in the period: ``count``, with
    ``status`` and ``where`` only such, with ``by`` one row for each status or value of a detail, with ``ofAll`` ``such / all``; ``standing``: those
    that have not ended, whenever made; ``overdue``: those of them that should have been looked at again; ``soonest``: days until the first
    of them expires. ``accounts`` without_overseer:
    ``count(account that is not closed and that nobody looks after)``. ``atMost`` makes a row a test. Nothing to count is a row with 0."""
    rows = [
        {**found, "key": f"M{number}"}
        for number, given in enumerate(named(asked, "rows") or (), start=1)
        for found in HOW[formula(given)](asked, given)
    ]
    told = {str(given["label"]) for given in named(asked, "rows") or () if given.get("people", True)}
    cells = [cell for found in rows if found["label"] in told for cell in small(found)]
    for found in rows:
        del found["label"], found["part"]
    return Report(rows=rows, text=f"{len(rows)} figures.", cells=cells)


def small(found: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Yield what could tell who is meant: a count, or how many of a share did and did not."""
    if found["unit"] == "share":
        yield found["measure"], "who did", found["part"]
        yield found["measure"], "who did not", found["of"] - found["part"]
    elif not found["unit"]:
        yield found["measure"], "number", found["value"]


def line(given: Asking, value: Any, how: str, *, said: str = "", **more: Any) -> dict[str, Any]:
    """Return one row; ``said`` is the value that it is about."""
    measure = f"{given['label']}: {said}" if said else str(given["label"])
    found = {**row("", measure, value, how), "note": "", "part": 0, "label": given["label"], **more}
    target = given.get("atMost")
    return found | ({"met": value <= target, "formula": f"{how}, at most {target}"} if None not in (target, value) else {})


def spread(given: Asking, values: Sequence[Any], how: str) -> Rows:
    """Yield one row for each value, in the order of their words; one with 0 where there is none. No total: it would tell a small number."""
    counts = Counter(in_words(value) for value in values)
    for said in sorted(counts):
        yield line(given, counts[said], how, said=said)
    if not counts:
        yield line(given, 0, how)


def in_words(value: Any) -> str:
    """Return a value as a row is called by it."""
    return WORDS.get(str(value), str(value).replace("_", " "))


def count(asked: Asked, given: Asking) -> Rows:
    """Yield how often a step was completed, by an answer, or in how many cases without another step before."""
    name = called(given["count"])
    if "by" in given:
        values = [value for _, value in said_in(asked, given["count"], given["by"])]
        yield from spread(given, values, f"count({name} by {given['by']})")
    elif "without" in given:
        before = first(completed(replace(asked, since=EVER), given["without"]))
        cases = first(completed(asked, given["count"]))
        bare = sum(number not in before or before[number] > at for number, at in cases.items())
        yield line(given, bare, f"count(cases with {name} and no {called(given['without'])} before)")
    else:
        yield line(given, len(completed(asked, given["count"])), f"count({name})")


def share(asked: Asked, given: Asking) -> Rows:
    """Yield in which share of cases a step happened, happened so often, or got such an answer."""
    name, whole = called(given["share"]), {step.number for step in completed(asked, given.get("of", given["share"]))}
    ever = replace(asked, since=EVER)
    if "field" in given:
        values = said_in(ever, given["share"], given["field"])
        part = {number for number, value in values if value in given["is"]}
        how = f"{given['field']} of {name} is {' or '.join(map(in_words, given['is']))}"
    else:
        often = Counter(step.number for step in completed(ever, given["share"]))
        part = {number for number, times in often.items() if times == given.get("times", times)}
        how = name + (f" {given['times']} times" if "times" in given else "")
    counted = len(part & whole)
    note = f"{counted} of {len(whole)} cases"
    how = f"cases with {how} / cases with {called(given.get('of', given['share']))}"
    yield line(given, ratio(counted, len(whole)), how, of=len(whole), part=counted, unit="share", note=note)


def days(asked: Asked, given: Asking) -> Rows:
    """Yield the median of working days between two steps."""
    begun, ended = given["days"]
    value = middle(elapsed(asked, completed(asked, begun), completed(asked, ended)))
    yield line(given, value, f"median(working days from {begun} to {ended})", unit="working days")


def minutes(asked: Asked, given: Asking) -> Rows:
    """Yield the median of minutes between two steps."""
    begun, ended = (first(completed(asked, step)) for step in given["minutes"])
    passed = [(ended[number] - at).total_seconds() / 60 for number, at in begun.items() if number in ended]
    yield line(given, middle(passed), f"median(minutes from {' to '.join(given['minutes'])})", unit="minutes")


def entries(asked: Asked, given: Asking) -> Rows:
    """Yield what a register of the council's own holds."""
    today, name = local_day(asked.now), given["entries"]
    held = Entries(asked.connection, without=asked.without).entries(council=asked.council, register=name, today=today)
    fit = [each for each in held if fits(each, given)]
    standing = [each for each in fit if stands(each, today)]
    made = [each for each in (standing if given.get("standing") else fit) if given.get("standing") or is_made(each, asked)]
    what = " ".join([name, *kept(given), *(["standing"] if given.get("standing") else [])])
    if given.get("overdue"):
        late = sum(is_overdue(each, today) for each in standing)
        yield line(given, late, f"count({what} past their review)")
    elif given.get("soonest"):
        left = [(each["expires_on"] - today).days for each in standing if each["expires_on"]]
        yield line(given, min(left, default=None), f"min(days until one of {what} expires)", unit="days")
    elif given.get("ofAll"):
        whole = sum(is_made(each, asked) for each in held)
        note = f"{len(made)} of {whole} entries"
        yield line(given, ratio(len(made), whole), f"{what} / {name}", of=whole, part=len(made), unit="share", note=note)
    elif "by" in given:
        values = [value for each in made for value in at({**each["details"], "status": each["status"]}, given["by"])]
        yield from spread(given, values, f"count({what} by {given['by']})")
    else:
        yield line(given, len(made), f"count({what})")


def fits(entry: Mapping[str, Any], given: Asking) -> bool:
    """Say whether an entry has one of the statuses and the details that a row asks for."""
    same = all(entry["details"].get(name) == value for name, value in given.get("where", {}).items())
    return same and ("status" not in given or entry["status"] in several(given["status"]))


def is_made(entry: Mapping[str, Any], asked: Asked) -> bool:
    """Say whether an entry was made in the period."""
    made: bool = asked.since <= entry["opened_at"] < asked.until
    return made


def kept(given: Asking) -> list[str]:
    """Return in words which entries a row asks for."""
    where = [f"{name} {in_words(value)}" for name, value in given.get("where", {}).items()]
    return ([in_words(called(given["status"]))] if "status" in given else []) + where


def official_accounts(asked: Asked, given: Asking) -> Rows:
    """Yield how many official accounts nobody looks after."""
    table = accounts.c
    query = select(func.count()).where(table.council == asked.council, table.status != "closed")
    alone = query.where(nobody_oversees())
    yield line(given, int(asked.connection.execute(alone).scalar_one()), "count(accounts not closed without an overseer)")


HOW: Mapping[str, Callable[[Asked, Asking], Rows]] = {
    "count": count,
    "share": share,
    "days": days,
    "minutes": minutes,
    "entries": entries,
    "accounts": official_accounts,
}
"""How each formula of the pack is worked out."""


def completed(asked: Asked, steps: str | Sequence[str]) -> list[Done]:
    """Return the completions of one step or of several, oldest first."""
    found = [each for step in several(steps) for each in done(asked, step)]
    return sorted(found, key=lambda each: each.at)


def said_in(asked: Asked, steps: str | Sequence[str], path: str) -> list[tuple[str, Any]]:
    """Return case number and value of an answer, once for each time it was given: of the form, or where no form has it what the decision
    table of the step decided, each value once."""
    answered = [(each.number, value) for each in completed(asked, steps) for value in at(each.answers, path)]
    decided = [each for step in several(steps) for each in done(asked, step, what="decided")]
    return answered or [(each.number, value) for each in decided for value in dict.fromkeys(at(each.decision, path))]


def at(values: Any, path: str) -> list[Any]:
    """Return what stands at a path such as ``subjects.aware``: of a list each item, of nothing nothing."""
    found = [values]
    for name in path.split("."):
        found = [item.get(name) for item in found if isinstance(item, Mapping)]
        found = [item for value in found for item in (value if isinstance(value, list) else [value])]
    return [value for value in found if isinstance(value, str | int | float) and value != ""]


def first(steps: Sequence[Done]) -> dict[str, datetime]:
    """Return when each case first completed one of these."""
    found: dict[str, datetime] = {}
    for step in steps:
        found.setdefault(step.number, step.at)
    return found


def several(steps: str | Sequence[str]) -> tuple[str, ...]:
    """Return one step or several as a tuple."""
    return (steps,) if isinstance(steps, str) else tuple(steps)


def called(steps: str | Sequence[str]) -> str:
    """Return one step or several in words."""
    return " or ".join(several(steps))
