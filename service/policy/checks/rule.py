"""What a rule is called, what it asks of a procedure and what to do where it is broken, read from the file that checks it.

A file with one rule has ``RULE``, ``SEVERITY`` and ``check``; the first paragraph of its docstring is the sentence, the rest says
what to do. A file that passes on what another room finds has ``RULES``: name → sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from service.domain.findings import Finding, Severity
from service.policy.checks.subject import Subject


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule. ``fixed``: without it a case could stop or a person could do what they may not, so no council can lower it; its
    findings keep the severity that they are found with."""

    name: str
    sentence: str
    remedy: str = ""
    severity: Severity = Severity.ERROR
    fixed: bool = False

    @property
    def link(self) -> str:
        """Where the handbook explains it."""
        return f"docs/checks.md#{self.name}"


class Checks(Protocol):
    """A file that can judge a bundle."""

    def check(self, subject: Subject, /) -> Iterable[Finding]:
        """Yield what is wrong."""
        ...


class OneRule(Checks, Protocol):
    """A file with one rule of its own."""

    __doc__: str | None
    RULE: str
    SEVERITY: Severity


class Family(Checks, Protocol):
    """A file that passes on what another room finds, under several names."""

    @property
    def RULES(self) -> Mapping[str, str]:  # noqa: N802 (a constant of the file)
        """Name → what must hold."""
        ...


def rule_of(module: OneRule, *, fixed: bool = False) -> Rule:
    """Return the rule of a file."""
    sentence, _, remedy = (module.__doc__ or "").strip().partition("\n\n")
    words = (" ".join(part.split()) for part in (sentence, remedy))
    return Rule(name=module.RULE, sentence=next(words), remedy=next(words), severity=module.SEVERITY, fixed=fixed)


def rules_of(module: Family) -> tuple[Rule, ...]:
    """Return the rules of a family; all of them protect running."""
    return tuple(Rule(name=name, sentence=sentence, fixed=True) for name, sentence in module.RULES.items())
