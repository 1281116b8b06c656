"""Whether a way of searching is worth it: measures P1 to P12 and the three criteria of the protocol (§2.4 to §2.7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from service.store.reports.recorded import counted, done, elapsed, kept, middle, named, ratio, row, started, values
from service.store.reports.report import Asked, Report

Rows: TypeAlias = Sequence[Mapping[str, Any]]
HIGH = 3
"""From here on a contribution counts: a moderate amount."""


def pilot(asked: Asked) -> Report:
    """Return a row for each measure and criterion. ``session`` is one look with the official account; ``fb`` the feedback after it; ``uf``
    the answers six months on; a median stands beside every duration, never a mean.

    P1 ``count(session)``, requests started, approved, refused, ``approved / (approved + refused)``; P2 ``sum(session.minutes)``, its
    median, and with ``sum(log.adminMinutes)``; P3 ``sum(fb.usefulItems)`` and ``P3 / P1``; P4 ``sum(fb.uniqueItems)`` and ``P4 / P3``;
    P5 distribution of ``fb.contribution`` and the share of 3 or more; P6 distribution of ``uf.stillUseful``,
    ``mean(uf.stillUseful - fb.contribution)`` over requests that have both, ``recorded / due``; P7 medians of ease and effectiveness; P8
    ``P2 / P3``; P9 median working days from the concern to the decision and to the look; P10 what safeguards did, of
    requests approved or of looks where the pack says so; P11
    ``count(fb.resultKind in nothing found) / P1``; P12 ``count(uf.wrongOrMisleading) / count(uf)``.
    C1 ``share(fb.uniqueItems > 0)``, C2 ``share(fb.contribution >= 3)``, both met from ``pilotShareNeeded``; C3 ``P8 <= minutesPerUsefulItem``.
    """
    found = kept(asked)
    sessions, feedback, later = found["sessions"], found["feedback"], found["usefulness"]
    rows = [
        *criteria(asked, sessions, feedback),
        *use(asked, sessions),
        *worth(sessions, feedback),
        *six_months(asked, feedback, later),
        *authorisation(asked, feedback),
        *safeguards(asked, sessions),
        *absence(asked, sessions, feedback, later),
    ]
    text = f"{len(sessions)} searches, {_sum(sessions, 'minutes')} minutes, {_sum(feedback, 'usefulItems')} useful pieces."
    given_away = [(str(each["measure"]), column, count) for each in rows for column, count in each.pop("tells", ())]
    return Report(rows=rows, text=text, cells=[*counted(rows), *given_away])


def criteria(asked: Asked, sessions: Rows, feedback: Rows) -> Iterator[dict[str, Any]]:
    """Yield the Director's three criteria. One that nothing was said about is neither met nor missed."""
    needed = float(asked.parameters.get("pilotShareNeeded") or 0.5)
    for key, name, field, least, formula in (
        ("C1", "Gave what nothing else would", "uniqueItems", 1, "share(fb.uniqueItems > 0)"),
        ("C2", "Helped the assessment", "contribution", HIGH, "share(fb.contribution >= 3)"),
    ):
        given = values(feedback, field)
        part = sum(value >= least for value in given)
        share = ratio(part, len(given))
        met = None if share is None else share >= needed
        yield row(key, name, share, formula, unit="share") | {"met": met} | tells(part, len(given) - part)
    limit = named(asked, "minutesPerUsefulItem")
    minutes = ratio(_sum(sessions, "minutes"), _sum(feedback, "usefulItems"), 1)
    met = None if minutes is None or limit is None else minutes <= limit
    yield row("C3", "Was worth the time", minutes, "P8 <= minutesPerUsefulItem", of=limit, unit="minutes") | {"met": met}


def decisions(asked: Asked) -> Mapping[str, Any]:
    """Return what was decided of each request at last: one that came back and was decided again is one request."""
    field = named(asked, "decisionField")
    return {step.number: step.answers.get(field) for step in done(asked, named(asked, "decided"))}


def decided_as(asked: Asked, decided: Mapping[str, Any], said: str) -> int:
    """Return how many requests were decided so; ``said`` is what the pack calls the answers that mean it."""
    return sum(value in (named(asked, said) or ()) for value in decided.values())


def tells(part: int, rest: int) -> dict[str, Any]:
    """Return what a share gives away: how many did, and how many did not."""
    return {"tells": (("who did", part), ("who did not", rest))}


def use(asked: Asked, sessions: Rows) -> Iterator[dict[str, Any]]:
    """Yield P1 and P2."""
    decided = decisions(asked)
    approved, refused = (decided_as(asked, decided, said) for said in ("approved", "refused"))
    yield row("P1", "Times the system was used", len(sessions), "count(session)")
    yield row("P1a", "Requests started", len(started(asked, named(asked, "procedure"))), "count(req started)")
    yield row("P1b", "Requests approved", approved, "count(req approved)")
    yield row("P1c", "Requests refused", refused, "count(req refused)")
    yield row(
        "P1d", "Approval rate", ratio(approved, approved + refused), "approved / (approved + refused)", unit="share"
    ) | tells(approved, refused)
    minutes = _sum(sessions, "minutes")
    yield row("P2", "Minutes of search", minutes, "sum(session.minutes)", unit="minutes")
    yield row("P2a", "Minutes of search, median", middle(values(sessions, "minutes")), "median(session.minutes)", unit="minutes")
    writing = sum(values([step.answers for step in done(asked, named(asked, "logged"))], str(named(asked, "adminMinutes"))))
    yield row("P2b", "Minutes with what was written", minutes + writing, "P2 + sum(log.adminMinutes)", unit="minutes")


def worth(sessions: Rows, feedback: Rows) -> Iterator[dict[str, Any]]:
    """Yield P3, P4, P5 and P8."""
    useful, unique = _sum(feedback, "usefulItems"), _sum(feedback, "uniqueItems")
    yield row("P3", "Useful pieces", useful, "sum(fb.usefulItems)", unit="pieces")
    each = row("P3a", "Useful pieces for each search", ratio(useful, len(sessions), 2), "P3 / P1", unit="pieces")
    yield each | {"tells": (("number", len(sessions)),)}
    yield row("P4", "Pieces found nowhere else", unique, "sum(fb.uniqueItems)", unit="pieces")
    yield row("P4a", "Share found nowhere else", ratio(unique, useful), "P4 / P3", unit="share")
    given = values(feedback, "contribution")
    for score in range(5):
        name = f"Searches that contributed {score} of 4"
        yield row(f"P5-{score}", name, sum(value == score for value in given), f"count(fb.contribution = {score})", of=len(given))
    high = sum(value >= HIGH for value in given)
    share = row(
        "P5", "Contributed a moderate amount or more", ratio(high, len(given)), "share(fb.contribution >= 3)", unit="share"
    )
    yield share | tells(high, len(given) - high)
    minutes = ratio(_sum(sessions, "minutes"), useful, 1)
    yield row("P8", "Minutes for each useful piece", minutes, "P2 / P3", unit="minutes")


def six_months(asked: Asked, feedback: Rows, later: Rows) -> Iterator[dict[str, Any]]:
    """Yield P6. A request is matched by the number that the later answers name."""
    given = values(later, "stillUseful")
    for score in range(5):
        name = f"Still useful after six months, {score} of 4"
        yield row(f"P6-{score}", name, sum(value == score for value in given), f"count(uf.stillUseful = {score})", of=len(given))
    before = {each["number"]: each.get("contribution") for each in feedback}
    pairs = [(each.get("stillUseful"), before.get(each.get("requestNumber") or each["number"])) for each in later]
    drifts = [now - then for now, then in pairs if isinstance(now, int | float) and isinstance(then, int | float)]
    formula = "mean(uf.stillUseful - fb.contribution)"
    yield row(
        "P6a", "Change of worth after six months", ratio(sum(drifts), len(drifts), 2), formula, of=len(drifts), unit="points"
    )
    due = len(started(asked, named(asked, "review")))
    yield row("P6b", "Six-month reviews answered", len(later), "recorded / due", of=due)


def authorisation(asked: Asked, feedback: Rows) -> Iterator[dict[str, Any]]:
    """Yield P7, by the role that those asked at the end named, and P9."""
    for key, name, field in (("P7a", "Ease of authorisation", "authEase"), ("P7b", "Effect of authorisation", "authEffective")):
        yield row(key, f"{name}, after a search", middle(values(feedback, field)), f"median(fb.{field})", unit="of 5")
    asked_later = [step.answers for step in done(asked, named(asked, "userFeedback"))]
    for role in sorted({str(each.get("role")) for each in asked_later if each.get("role")}):
        theirs = [each for each in asked_later if each.get("role") == role]
        for key, name, field in (("P7c", "Ease", "ease"), ("P7d", "Effect", "effectiveness")):
            yield row(key, f"{name} as {role} see it", middle(values(theirs, field)), f"median({field}), {role}", unit="of 5")
    concerns = done(asked, named(asked, "asked"))
    for key, name, step in (("P9", "Concern to decision", "decided"), ("P9a", "Concern to the look", "looked")):
        days = middle(elapsed(asked, concerns, done(asked, named(asked, step))))
        yield row(key, name, days, f"median working days, {name.lower()}", unit="working days")


def safeguards(asked: Asked, sessions: Rows) -> Iterator[dict[str, Any]]:
    """Yield P10: how often each safeguard that the pack names was needed, of the requests approved or of the looks where it says so; and the
    outcomes of assessments."""
    wholes = {"approved": decided_as(asked, decisions(asked), "approved"), "looks": len(sessions)}
    for number, (name, given) in enumerate(dict(named(asked, "safeguards") or {}).items(), 1):
        step, of = (given, None) if isinstance(given, str) else (given["step"], given.get("of"))
        how = "count(step done)" + (f" / {'requests approved' if of == 'approved' else 'looks'}" if of else "")
        yield row(f"P10-{number}", str(name), len(done(asked, step)), how, of=wholes.get(of or ""))
    logs = done(asked, named(asked, "logged"))
    met = sum(step.answers.get(named(asked, "restrictedField")) is True for step in logs)
    yield row("P10-r", "Closed pages met and left alone", met, "count(log.restrictedMet)", of=len(logs))
    outcomes = [
        str(step.decision.get(named(asked, "assessedOutcome"))) for step in done(asked, named(asked, "assessed"), what="decided")
    ]
    for outcome in sorted(set(outcomes)):
        name = f"Assessments with outcome {outcome.replace('_', ' ').lower()}"
        yield row("P10-s", name, outcomes.count(outcome), "count by outcome", of=len(outcomes))


def absence(asked: Asked, sessions: Rows, feedback: Rows, later: Rows) -> Iterator[dict[str, Any]]:
    """Yield P11 and P12: that nothing was found is a result too, and so is what turned out wrong."""
    nothing = sum(each.get("resultKind") in (named(asked, "nothingFound") or ()) for each in feedback)
    yield row("P11", "Searches that found nothing", nothing, "count(nothing found) / P1", of=len(sessions))
    wrong = sum(each.get("wrongOrMisleading") is True for each in later)
    yield row("P12", "Found wrong later", wrong, "count(uf.wrongOrMisleading) / count(uf)", of=len(later))


def _sum(rows: Rows, key: str) -> float:
    return sum(values(rows, key))
