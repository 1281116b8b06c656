"""Letting a version through although something was found: each finding by its name, each with a reason.

What protects running cannot be let through: a procedure that cannot be run, or in which somebody could do what they may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.domain.errors import Invalid, Problem
from service.domain.findings import Finding
from service.policy.checks import rules

LONGEST_REASON = 1000


@dataclass(frozen=True, kw_only=True)
class Waived:
    """A finding that is let through, and why."""

    finding: Finding
    name: str
    reason: str


def name_of(finding: Finding) -> str:
    """Return the name by which a finding can be let through: its rule, with the element where it has one."""
    return f"{finding.rule}:{finding.element_id}" if finding.element_id else finding.rule


def protects_running(finding: Finding) -> bool:
    """Say whether nobody can let this finding through."""
    return finding.rule in {rule.name for rule in rules() if rule.fixed}


def waive(against: Sequence[Finding], reasons: Mapping[str, str]) -> tuple[tuple[Waived, ...], tuple[Finding, ...]]:
    """Return which of the findings are let through by these reasons, by name, and which are left. A rule's name alone will do
    where only one finding is its.

    Raises: Invalid with a problem for each name that is none of these findings, stands for several, may not be let through, or
    has no reason.
    """
    problems: list[Problem] = []
    let_through: dict[str, str] = {}
    for given, reason in reasons.items():
        named = named_by(against, given)
        wrong = _wrong(named, given, reason.strip())
        if wrong:
            problems.append(Problem(given, wrong))
        else:
            let_through[name_of(named[0])] = reason.strip()
    if problems:
        raise Invalid("Something cannot be waived", problems=problems)
    waived = [
        Waived(finding=one, name=name_of(one), reason=let_through[name_of(one)]) for one in against if name_of(one) in let_through
    ]
    return tuple(waived), tuple(finding for finding in against if name_of(finding) not in let_through)


def wanted(against: Iterable[Finding], reasons: Mapping[str, str]) -> dict[str, str]:
    """Return those of the reasons that are about one of the findings: a waiver of what is not found any more lets nothing through."""
    against = tuple(against)
    return {name: reason for name, reason in reasons.items() if named_by(against, name)}


def named_by(against: Iterable[Finding], given: str) -> list[Finding]:
    """Return the findings that a name stands for: those of exactly this name, else those of the rule of this name."""
    against = tuple(against)
    exact = [finding for finding in against if name_of(finding) == given]
    return exact or [finding for finding in against if finding.rule == given]


def _wrong(named: Sequence[Finding], given: str, reason: str) -> str:
    names = list(dict.fromkeys(name_of(finding) for finding in named))
    if not names:
        return "nothing that stops this version is called so"
    if protects_running(named[0]):
        return "protects running and cannot be waived"
    if len(names) > 1:
        return f"stands for several findings; name one of {', '.join(names)}"
    if not reason:
        return "a waiver needs a reason"
    return f"a reason has {LONGEST_REASON} characters or fewer" if len(reason) > LONGEST_REASON else ""
