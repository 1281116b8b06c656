"""How severe a finding is: what the rule's file says, unless the council's pack says otherwise under ``[checks]``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from service.domain.findings import Finding, Severity
from service.policy.checks.rule import Rule
from service.policy.checks.subject import Subject
from service.policy.paths import pack_path

OFF = "off"
CONFIGURED = Rule(
    name="checks-configured",
    sentence="The policy pack's [checks] names rules that exist and that a council may change.",
    remedy="Correct the name; a rule that protects running cannot be lowered or turned off.",
    fixed=True,
)


def weighed(found: Iterable[Finding], subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """Yield the findings with the severity that holds for this council, without those of rules it turned off."""
    wanted = subject.pack.checks if subject.pack else {}
    for finding in found:
        rule = rules.get(finding.rule)
        if rule is None or rule.fixed:
            yield finding
            continue
        level = wanted.get(finding.rule, rule.severity)
        if level != OFF:
            yield replace(finding, severity=Severity(level))


def misconfigured(subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Finding]:
    """Yield an error for each name under ``[checks]`` that is no rule, and for each rule that may not be lowered."""
    for name, level in (subject.pack.checks if subject.pack else {}).items():
        rule = rules.get(name)
        if rule is None:
            near = get_close_matches(name, rules, n=1)
            yield _finding(
                subject, f"[checks] names {name!r}, which is no rule" + (f"; did you mean {near[0]!r}?" if near else "")
            )
        elif rule.fixed and level != Severity.ERROR:
            yield _finding(subject, f"[checks] makes {name!r} {level}, but this rule protects running and always holds")


def _finding(subject: Subject, message: str) -> Finding:
    return Finding(rule=CONFIGURED.name, file=pack_path(subject.bundle.council), message=message)
