"""What an interpreted case is made of: running areas, tokens with their variables, and what is waited for."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from random_diagrams import Area, Step


class Endless(Exception):
    """A drawn case that throws to itself for ever: the engine holds it after 10,000 elements, nothing to compare."""


class Scope:
    """A running area."""

    def __init__(self, area: Area, host: Token | None, variables: dict[str, Any] | None) -> None:
        self.area, self.host = area, host
        self.tokens: list[Token] = []
        self.waits: list[Wait] = []
        self.own = variables
        self.wrote: set[str] = set()
        self.open = True

    @property
    def variables(self) -> dict[str, Any]:
        return self.own if self.own is not None or self.host is None else self.host.local  # type: ignore[return-value]

    @property
    def lives(self) -> bool:
        return self.open and (self.host is None or self.host.lives)


class Token:
    """A token on a step. ``whole`` is the multi-instance it is one of; ``many`` are its instances."""

    def __init__(
        self, scope: Scope, step: Step, *, via: str = "", whole: Token | None = None, brings: dict[str, Any] | None = None
    ) -> None:
        self.scope, self.step, self.via, self.whole, self.brings = scope, step, via, whole, brings
        self.local: dict[str, Any] = {}
        self.many: list[Token] = []
        self.results: list[Any] = []
        self.index = self.done = 0
        self.waits: list[Wait] = []
        self.inside: Scope | None = None
        self.state = "ready"
        self.begun = self.work = False
        self.fires = False

    @property
    def lives(self) -> bool:
        return self.state != "gone" and self.scope.lives

    @property
    def is_whole(self) -> bool:
        return self.step.items is not None and self.whole is None

    def chain(self) -> list[tuple[dict[str, Any], bool]]:
        """Return the variables it sees from the inside out, and whether new names stop there."""
        found = [(self.local, self.whole is not None)] + ([(self.whole.local, False)] if self.whole else [])
        scope = self.scope
        while scope.host is not None and not scope.area.process:
            host = scope.host
            found += [(host.local, host.whole is not None)] + ([(host.whole.local, False)] if host.whole else [])
            scope = host.scope
        return [*found, (scope.variables, True)]

    def sees(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for held, _ in reversed(self.chain()):
            found.update(held)
        return found


class Wait:
    """Something waited for: a time, a message or a signal."""

    def __init__(self, holder: Token | Scope, step: Step, about: tuple[str, str], number: int, now: datetime) -> None:
        self.holder, self.step, self.about, self.number = holder, step, about, number
        self.left, self.due = 0, None
        if about[0] in ("duration", "cycle"):
            found = re.fullmatch(r"(?:R(\d)/)?PT(\d+)H(\d+)S", about[1])
            assert found
            self.every = timedelta(hours=int(found[2]), seconds=int(found[3]))
            self.left, self.due = int(found[1] or 1), now + self.every

    @property
    def event(self) -> str:
        return self.step.inside.start.name if self.step.inside is not None and self.step.kind == "handler" else self.step.name
