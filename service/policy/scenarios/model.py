"""A scenario as read from its file: who does what when, and what must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

MAIN = "main"
CHILD = "child"


class Verb(StrEnum):
    """What a step does; the word is the key it stands under in the file."""

    START = "start"
    TASK = "task"
    CLAIM = "claim"
    RELEASE = "release"
    NOT_OFFERED = "not_offered"
    WAIT = "wait"
    MESSAGE = "message"
    SIGNAL = "signal"
    ERROR = "error"
    LEFT = "left"
    SURVEY = "survey"
    EXPECT = "expect"


@dataclass(frozen=True, kw_only=True)
class CaseExpectation:
    """Another case that must be there: running, ended, or waiting for ``due`` (a date, or an aware date-time, as ISO text)."""

    procedure: str
    due: str | None = None
    open: tuple[str, ...] | None = None
    ended: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LetterExpectation:
    """An e-mail that must have been sent: to this person, with these parts of subject and text ('' matches any)."""

    to: str
    subject: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What must hold; None and empty ask nothing. ``open`` are all open tasks; ``path`` and ``audit`` hold in this order with
    anything between; ``variables`` are compared as far as given; ``incidents`` are the elements where the case stands still."""

    line: int
    case: str = MAIN
    ended: str | None = None
    open: tuple[str, ...] | None = None
    path: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)
    cases: tuple[CaseExpectation, ...] = ()
    audit: tuple[str, ...] = ()
    messages: tuple[LetterExpectation, ...] = ()
    incidents: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A BPMN error that the next call of a job raises."""

    job: str
    code: str
    message: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step. ``target`` is the procedure, element, message, duration, person or number of answers, by
    verb. ``person`` is who acts, None a
    machine. ``case`` is ``main``, ``child`` (the case started last) or a request number. ``refused`` says how it must be refused."""

    number: int
    line: int
    verb: Verb
    target: str
    person: str | None = None
    case: str = MAIN
    given: Mapping[str, Any] = field(default_factory=dict)
    fill: bool = True
    refused: str | None = None
    fault: Fault | None = None
    expect: Expectation | None = None

    def __str__(self) -> str:
        words = f"{self.verb} {self.target}".strip()
        return f"{words} as {self.person}" if self.person else words


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """How the case starts: by a person through the start form, or by the service itself."""

    line: int
    person: str | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    fill: bool = True
    refused: str | None = None


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One scenario. ``council`` is '' where neither the file nor its folder says whose it is; ``left`` are people who are gone."""

    name: str
    file: str
    council: str
    procedure: str
    at: datetime
    start: Beginning
    steps: tuple[Step, ...]
    expect: Expectation
    left: tuple[str, ...] = ()
