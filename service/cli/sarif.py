"""Findings as SARIF 2.1.0 (OASIS), which code review tools read: each with file, line and, where there is one, the way that shows it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from service.cli.examining import Examined
from service.cli.summing_up import Problem, in_words, remedies
from service.cli.versions import release
from service.domain.findings import Finding, Severity
from service.domain.verdicts import Verdict
from service.policy.checks import rules
from service.policy.places import Place, Places
from service.policy.waiving import name_of

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def write_sarif(file: Path, examined: Examined, problems: Sequence[Problem]) -> None:
    """Write the log to a file, ``-`` to standard output."""
    text = json.dumps(sarif(examined, problems), ensure_ascii=False, indent=2)
    if str(file) == "-":
        click.echo(text)
    else:
        file.write_text(text + "\n", "utf-8")


def sarif(examined: Examined, problems: Sequence[Problem]) -> dict[str, Any]:
    """Return the log of one run."""
    described = _rules(examined, problems)
    order = {rule["id"]: position for position, rule in enumerate(described)}
    where = Where(examined)
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "Triangulate", "version": release(), "rules": described}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(problem, order[problem.finding.rule], where) for problem in problems],
            }
        ],
    }


class Where:
    """The places of everything that was examined."""

    def __init__(self, examined: Examined) -> None:
        self._places = [Places(judgement.bundle) for judgement in examined.judgements]

    def of(self, element_id: str | None, *, file: str = "") -> Place | None:
        """Return where an element stands, in ``file`` where one is given."""
        found = (places.of(element_id) for places in self._places)
        return next((place for place in found if place and file in ("", place.file)), None)

    def of_finding(self, finding: Finding) -> Place:
        """Return where a finding is to be shown."""
        drawn = self.of(finding.element_id, file=finding.file)
        written = (places.of_invariant(finding.rule) for places in self._places)
        return drawn or next((place for place in written if place and place.file == finding.file), Place(finding.file))


def _rules(examined: Examined, problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return every rule that something was found of, and every invariant that was judged, with what to do."""
    known = {rule.name: rule for rule in rules()}
    verdicts: dict[str, Verdict] = {verdict.check_id: verdict for one in examined.judgements for verdict in one.verdicts}
    help_for = remedies()
    described = []
    for name in sorted({problem.finding.rule for problem in problems} | verdicts.keys()):
        rule, verdict = known.get(name), verdicts.get(name)
        sentence = rule.sentence if rule else verdict.sentence if verdict else name
        described.append(
            {
                "id": name,
                "shortDescription": {"text": sentence},
                "help": {"text": help_for.get(name) or sentence},
                "defaultConfiguration": {"level": rule.severity.value if rule else Severity.ERROR.value},
                "properties": _about(verdict),
            }
        )
    return described


def _about(verdict: Verdict | None) -> Mapping[str, str]:
    if verdict is None:
        return {}
    found = {"outcome": verdict.outcome.value, "level": verdict.level, "formal": verdict.formal, "source": verdict.source}
    return {key: value for key, value in found.items() if value}


def _result(problem: Problem, position: int, where: Where) -> dict[str, Any]:
    finding = problem.finding
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": position,
        "level": finding.severity.value,
        "message": {"text": finding.message},
        "locations": [_location(where.of_finding(finding), finding.element_id)],
        "partialFingerprints": {"finding/v1": f"{finding.file}#{name_of(finding)}"},
    }
    steps = problem.told.steps if problem.told else ()
    if steps:
        told = (
            _location(where.of(step.element_id) or Place(finding.file), step.element_id, f"{step.number}. {in_words(step)}")
            for step in steps
        )
        result["codeFlows"] = [{"threadFlows": [{"locations": [{"location": location} for location in told]}]}]
    return result


def _location(place: Place, element_id: str | None, message: str = "") -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": place.file}}
    if place.line:
        physical["region"] = {"startLine": place.line}
    location: dict[str, Any] = {"physicalLocation": physical}
    if element_id:
        location["logicalLocations"] = [{"name": element_id, "kind": "element"}]
    if message:
        location["message"] = {"text": message}
    return location
