"""Random diagrams put together from whole blocks: whatever opens several branches joins them again. Sound by construction."""

from __future__ import annotations

import random
import re

from random_diagrams import Area, Step, diagram

PARKED = ("user", "user", "service", "receive", "catch")
RAISES = {"risky": ("M",)}


class Blocks:
    """Draws areas. ``made`` are the blocks by kind, as (area, first step, last step), for whoever wants to break one."""

    handlers = 0.2

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.made: dict[str, list[tuple[Area, str, str]]] = {}
        self.count = 0

    def process(self, size: int) -> Area:
        """Return a process of about so many steps."""
        area = self.area("n", size, depth=1, is_process=True)
        for each in area.areas():
            ask(each)
        return area

    def area(
        self,
        name: str,
        size: int,
        *,
        depth: int,
        is_process: bool = False,
        about: tuple[str, str] = ("none", ""),
        interrupts: bool = True,
    ) -> Area:
        area = Area(name, is_process)
        first, last = Step(f"{name}s", "start", about=about, interrupts=interrupts), Step(f"{name}e", "end")
        area.steps = {first.name: first, last.name: last}
        entry, leave = self.block(area, size, depth)
        first.to.append((entry, ""))
        area.steps[leave].to.append((last.name, ""))
        if depth and self.dice.random() < self.handlers:
            waits(area)
            self.handler(area)
        return area

    def new(self, area: Area, kind: str, about: tuple[str, str] = ("none", ""), **more: bool) -> Step:
        self.count += 1
        step = Step(f"{area.name}{self.count}", kind, about=about, **more)
        area.steps[step.name] = step
        return step

    def lead(self, area: Area, source: str, target: str) -> None:
        area.steps[source].to.append((target, ""))

    # ---- blocks: each returns its first and its last step

    def block(self, area: Area, size: int, depth: int) -> tuple[str, str]:
        if size <= 1:
            return self.task(area)
        kind = self.dice.choice(
            ["line"] * 3
            + ["exclusive", "parallel", "inclusive", "loop", "watched", "beside", "race"]
            + ["sub", "sub", "call", "escalating"] * depth
        )
        first, last = getattr(self, f"_{kind}")(area, size, depth)
        self.made.setdefault(kind, []).append((area, first, last))
        return first, last

    def task(self, area: Area, kind: str = "") -> tuple[str, str]:
        kind = kind or self.dice.choice((*PARKED, "pass", "script"))
        about = ("none", "")
        if kind == "receive":
            about = ("message", "M")
        elif kind == "catch":
            about = self.dice.choice([("duration", "PT1H"), ("message", "N"), ("signal", "N")])
        step = self.new(area, kind, about)
        if kind in ("user", "service") and self.dice.random() < 0.15:
            step.items, step.one_by_one = 2, self.dice.random() < 0.5
        return step.name, step.name

    def _line(self, area: Area, size: int, depth: int) -> tuple[str, str]:
        cut = self.dice.randint(1, size - 1)
        first, middle = self.block(area, cut, depth)
        after, last = self.block(area, size - cut, depth)
        self.lead(area, middle, after)
        return first, last

    def _split(self, area: Area, size: int, depth: int, kind: str) -> tuple[str, str]:
        split, join = self.new(area, kind), self.new(area, kind)
        for _ in range(2 if size < 4 else self.dice.choice([2, 2, 3])):
            first, last = self.block(area, size // 2, depth)
            self.lead(area, split.name, first)
            self.lead(area, last, join.name)
        if kind != "parallel" and self.dice.random() < 0.3:
            self.lead(area, split.name, join.name)
        return split.name, join.name

    def _exclusive(self, area: Area, size: int, depth: int) -> tuple[str, str]:
        return self._split(area, size, depth, "exclusive")

    def _parallel(self, area: Area, size: int, depth: int) -> tuple[str, str]:
        return self._split(area, size, depth, "parallel")

    def _inclusive(self, area: Area, size: int, depth: int) -> tuple[str, str]:
        return self._split(area, size, depth, "inclusive")

    def _loop(self, area: Area, size: int, depth: int) -> tuple[str, str]:
        begin, again = self.new(area, "exclusive"), self.new(area, "exclusive")
        if size <= 2:
            first, last = self.task(area, self.dice.choice(("user", "service")))
        else:
            first, middle = self.block(area, size - 2, depth)
            after, last = self.task(area, "user")
            self.lead(area, middle, after)
        self.lead(area, begin.name, first)
        self.lead(area, last, again.name)
        self.lead(area, again.name, begin.name)
        return begin.name, again.name

    def _sub(self, area: Area, size: int, depth: int, kind: str = "sub") -> tuple[str, str]:
        step = self.new(area, kind)
        step.inside = self.area(f"{step.name}x", size - 1, depth=depth - 1, is_process=kind == "call")
        if self.dice.random() < 0.15:
            step.items, step.one_by_one = 2, True
        return step.name, step.name

    def _call(self, area: Area, size: int, depth: int) -> tuple[str, str]:
        return self._sub(area, size, depth, "call")

    def _watched(self, area: Area, size: int, depth: int) -> tuple[str, str]:
        """An activity with an event that interrupts it; both ways meet again."""
        kind = self.dice.choice(["user", "service", *["sub"] * depth])
        first, _ = self._sub(area, size, depth) if kind == "sub" else self.task(area, kind)
        waits(area.steps[first].inside)
        triggers = [("duration", "PT1H"), ("message", "N"), ("signal", "M")] + [("error", "M")] * (kind == "service")
        event = self.new(area, "boundary", self.dice.choice(triggers))
        event.sits_on = first
        merge = self.new(area, "exclusive")
        after, last = self.block(area, max(1, size - 2), depth)
        self.lead(area, event.name, after)
        self.lead(area, last, merge.name)
        self.lead(area, first, merge.name)
        return first, merge.name

    def _beside(self, area: Area, size: int, depth: int) -> tuple[str, str]:
        """An activity with an event that does not interrupt it; what it leads to ends by itself."""
        first, last = self.task(area, "user")
        event = self.new(
            area, "boundary", self.dice.choice([("duration", "PT1H"), ("cycle", "R/PT1H"), ("message", "N")]), interrupts=False
        )
        event.sits_on = first
        after, end = self.task(area, "user")
        self.lead(area, event.name, after)
        self.lead(area, end, self.new(area, "end").name)
        return first, last

    def _race(self, area: Area, size: int, depth: int) -> tuple[str, str]:
        gate, merge = self.new(area, "eventgate"), self.new(area, "exclusive")
        for about in self.dice.sample([("duration", "PT1H"), ("message", "M"), ("signal", "N")], 2):
            caught = self.new(area, "catch", about)
            first, last = self.block(area, size // 2, depth)
            self.lead(area, gate.name, caught.name)
            self.lead(area, caught.name, first)
            self.lead(area, last, merge.name)
        return gate.name, merge.name

    def _escalating(self, area: Area, size: int, depth: int) -> tuple[str, str]:
        """A phase that may escalate: the event on it interrupts or not."""
        step, interrupts = self.new(area, "sub"), self.dice.random() < 0.5
        inner = Area(f"{step.name}x", False)
        names = [f"{inner.name}{mark}" for mark in "sgtue"]
        kinds = ["start", "exclusive", "end", "user", "end"]
        inner.steps = {name: Step(name, kind) for name, kind in zip(names, kinds, strict=True)}
        inner.steps[names[2]].about = ("escalation", "M")
        for source, target in [(0, 1), (1, 2), (1, 3), (3, 4)]:
            self.lead(inner, names[source], names[target])
        step.inside = inner
        event = self.new(area, "boundary", ("escalation", "M"), interrupts=interrupts)
        event.sits_on = step.name
        after, last = self.task(area, "user")
        self.lead(area, event.name, after)
        if not interrupts:
            self.lead(area, last, self.new(area, "end").name)
            return step.name, step.name
        merge = self.new(area, "exclusive")
        self.lead(area, last, merge.name)
        self.lead(area, step.name, merge.name)
        return step.name, merge.name

    def handler(self, area: Area) -> None:
        """Put an event sub-process into an area."""
        step = self.new(area, "handler")
        about, interrupts = self.dice.choice([(("message", "Q"), True), (("message", "Q"), False), (("duration", "PT1H"), False)])
        step.inside = self.area(f"{step.name}x", 1, depth=0, about=about, interrupts=interrupts)


def drawing_of(area: Area) -> bytes:
    """Return a process as BPMN; service tasks with an event for errors on them do what may fail."""
    text = diagram(area).decode()
    for each in area.areas():
        for step in each.steps.values():
            if step.kind == "boundary" and step.about[0] == "error":
                text = re.sub(f'(<bpmn:serviceTask id="{step.sits_on}".*?type=")op"', r'\1risky"', text)
    return text.encode()


def waits(area: Area | None) -> None:
    """See to it that somebody or something is waited for in an area."""
    steps = [step for each in area.areas() for step in each.steps.values()] if area else []
    if not any(step.kind in PARKED for step in steps):
        for step in steps:
            step.kind = "user" if step.kind in ("pass", "script") else step.kind


def ask(area: Area) -> None:
    """Write the conditions on the flows out of splitting gateways; the last one is the default."""
    for step in area.steps.values():
        if step.kind in ("exclusive", "inclusive") and len(step.to) > 1:
            text = "modulo(r,{0})={1}" if step.kind == "exclusive" else "modulo(floor(r/{2}),2)=1"
            step.to = [(target, text.format(len(step.to), number, 2**number)) for number, (target, _) in enumerate(step.to)]
            step.to[-1] = (step.to[-1][0], "")
