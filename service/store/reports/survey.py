"""What a survey of staff tells, measures SV1 to SV9."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from service.store.registers.surveys import Surveys
from service.store.reports.report import Asked, Report
from service.store.reports.wilson import Share, difference

Answer = Mapping[str, Any]
Test = Callable[[Answer], bool]


def said(question: str, *values: str) -> Test:
    """Return whether an answer says one of these."""
    return lambda answer: answer.get(question) in values


def everybody(answer: Answer) -> bool:
    """Return True."""
    return True


def answered(question: str) -> Test:
    """Return whether a question was answered; “prefer not to say” is an answer, a question that was not asked is none."""
    return lambda answer: answer.get(question) is not None


def at_risk(answer: Answer) -> bool:
    """Return whether somebody looked and does not know of the guidance."""
    return answer.get("q3") == "yes" and answer.get("q5") == "no"


MEASURES: Sequence[tuple[str, str, str, Test, Test, str]] = (
    ("SV1", "Looked at a profile", "q3 = yes / answered q3", said("q3", "yes"), answered("q3"), "about half of 197"),
    ("SV2a", "For evidence, of those who looked", "q4 = yes / q3 = yes", said("q4", "yes"), said("q3", "yes"), "over a quarter"),
    ("SV2b", "For evidence, of all", "q4 = yes / all", said("q4", "yes"), everybody, "a quarter"),
    ("SV3", "Aware of the guidance", "q5 = yes / all", said("q5", "yes"), everybody, "about one in five"),
    ("SV4", "Confident of understanding it", "q6 = yes / all", said("q6", "yes"), everybody, "11 %"),
    ("SV4a", "Confident, of those aware", "q6 = yes / q5 = yes", said("q6", "yes"), said("q5", "yes"), ""),
    ("SV5", "Not confident of the rules", "q7 = partly or no / all", said("q7", "partly", "no"), everybody, "four in five"),
    ("SV5a", "Does not know the rules", "q7 = no / all", said("q7", "no"), everybody, ""),
    ("SV6", "Would not know whom to ask", "q8 = no / all", said("q8", "no"), everybody, "nearly two in three"),
    ("SV7", "Looked and is not aware", "q3 = yes and q5 = no / all", at_risk, everybody, ""),
)
"""Key, name, formula, what counts, of what, and what a national survey of 2018 found (Community Care, 197 answers)."""


def survey(asked: Asked) -> Report:
    """Return a row for each measure, with the 95 % Wilson interval and, where the survey names an earlier one, SV8.

    SV1 ``q3=yes / answered q3``; SV2a ``q4=yes / q3=yes``; SV2b ``q4=yes / all``; SV3 ``q5=yes / all``; SV4 ``q6=yes / all``, SV4a
    ``q6=yes / q5=yes``; SV5 ``q7 in (partly, no) / all``, SV5a ``q7=no / all``; SV6 ``q8=no / all``; SV7 ``q3=yes and q5=no / all``;
    SV8 is ``change`` of each, the difference to the earlier share, with ``changeLow`` and ``changeHigh`` (Newcombe); SV9 ``answers / invited``.
    Below the parameter ``surveyMinAnswers`` nothing is held: so few answers could tell who gave them.
    """
    registers = Surveys(asked.connection)
    if not asked.survey:
        return Report(text="No survey has closed yet. What it tells stands here once one has.", held=False)
    found = registers.survey(council=asked.council, survey_id=asked.survey)
    answers = registers.survey_answers(council=asked.council, survey_id=asked.survey)
    if found["closed_at"] is None:
        return Report(text="The survey is still open.", held=False)
    if len(answers) < int(asked.parameters.get("surveyMinAnswers") or 10):
        return Report(text="There are too few answers to say anything without telling who gave them.", held=False)
    before = registers.survey_answers(council=asked.council, survey_id=found["baseline"]) if found["baseline"] else []
    rows = [_row(measure, answers, before) for measure in MEASURES]
    rows.append(
        _shown("SV9", "Answered, of those who were asked", "answers / invited", Share(len(answers), found["invited"]), None, "")
    )
    confident = next(row for row in rows if row["key"] == "SV4")
    text = f"{len(answers)} answers. Confident of the guidance: {confident['part']} of {confident['whole']}."
    return Report(rows=rows, text=text, cells=cells(rows))


def cells(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, int]]:
    """Return what could tell who is meant: how many said something, and how many of those asked did not."""
    parts = [(str(row["measure"]), "who did", int(row["part"])) for row in rows]
    others = [(str(row["measure"]), "who did not", int(row["whole"]) - int(row["part"])) for row in rows]
    return [cell for pair in zip(parts, others, strict=True) for cell in pair]


def _row(measure: tuple[str, str, str, Test, Test, str], answers: Sequence[Answer], before: Sequence[Answer]) -> dict[str, Any]:
    key, name, formula, counts, of, elsewhere = measure
    earlier = _share(before, counts, of) if before else None
    return _shown(key, name, formula, _share(answers, counts, of), earlier, elsewhere)


def _share(answers: Sequence[Answer], counts: Test, of: Test) -> Share:
    asked = [answer for answer in answers if of(answer)]
    return Share(sum(map(counts, asked)), len(asked))


def _shown(key: str, name: str, formula: str, share: Share, earlier: Share | None, elsewhere: str) -> dict[str, Any]:
    interval = share.interval()
    change = difference(share, earlier) if earlier else None
    row: dict[str, Any] = {"key": key, "measure": name, "part": share.part, "whole": share.whole, "share": share.value}
    row |= dict(zip(("low", "high"), [round(end, 4) for end in interval] if interval else (None, None), strict=True))
    names = ("change", "changeLow", "changeHigh")
    row |= dict(zip(names, [round(end, 4) for end in change] if change else (None, None, None), strict=True))
    return row | {"formula": formula, "elsewhere": elsewhere}
