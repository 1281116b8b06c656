"""One error tree, four families; http/problems.py maps each family to one status. Messages are plain words for the reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.domain.findings import Finding


class TriangulateError(Exception):
    """Base of every error that a reader may see; ``str(error)`` is the sentence to show."""


class NotFound(TriangulateError):
    """Does not exist, or is outside the reader's need to know: the two are never told apart."""


class NotAllowed(TriangulateError):
    """The actor may not do this. ``rule`` is the id of the rule that refused (``SOD-01``), or the permission's name; ``fault`` says in
    technical words, without values, why the rule could not be judged, '' when it could."""

    def __init__(self, message: str, *, rule: str, fault: str = "") -> None:
        super().__init__(message)
        self.rule = rule
        self.fault = fault


class Conflict(TriangulateError):
    """Somebody was faster. ``by`` is that person's full name and ``at`` the aware time, where known."""

    def __init__(self, message: str, *, by: str | None = None, at: datetime | None = None) -> None:
        super().__init__(message)
        self.by = by
        self.at = at


class RegisterRefused(Conflict):
    """A register refuses a guarded write. ``code`` is the BPMN error code that a diagram handles (``ACCOUNT_BUSY``)."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was sent: ``where`` is a field path (``subjects[0].fullName``) or '' for the whole."""

    where: str
    message: str


class Invalid(TriangulateError):
    """What was sent cannot be used. ``problems`` says where and what, in the order of the form."""

    def __init__(self, message: str, *, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class AgainstPolicy(Invalid):
    """What was asked for would break the policy. ``rule`` is the id of the invariant, the message its sentence; ``fault`` as above."""

    def __init__(self, message: str, *, rule: str, fault: str = "") -> None:
        super().__init__(message, problems=[Problem("", message)])
        self.rule = rule
        self.fault = fault


class Unfit(Invalid):
    """A diagram, table, form or pack cannot be run. ``findings`` are its errors, each with file, element and sentence."""

    def __init__(self, message: str, *, findings: Sequence[Finding]) -> None:
        super().__init__(message)
        self.findings = tuple(findings)
