"""Random diagrams of every element that is executed, structured or not. The variable ``r`` decides the ways at gateways."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from drawing import (
    boundary,
    call,
    catch,
    drawing,
    element,
    end,
    flows,
    gateway,
    io,
    multi,
    process,
    script,
    service,
    start,
    sub,
    throws,
    user,
)

TASKS = ("user", "service", "receive", "script", "pass")
PARKED = ("user", "service", "receive")
HOLDERS = ("sub", "call")


@dataclass
class Step:
    """A flow node: what it is about (trigger, value), where it leads with which condition, what sits on it or is inside it."""

    name: str
    kind: str
    about: tuple[str, str] = ("none", "")
    interrupts: bool = True
    to: list[tuple[str, str]] = field(default_factory=list)
    inside: Area | None = None
    items: int | None = None
    one_by_one: bool = False
    enough: int = 0
    gives: str = ""
    takes: str = ""
    sits_on: str = ""

    @property
    def active(self) -> bool:
        return self.kind in TASKS + HOLDERS


@dataclass
class Area:
    """A process or the inside of a sub-process."""

    name: str
    process: bool
    steps: dict[str, Step] = field(default_factory=dict)

    @property
    def start(self) -> Step:
        return self.steps[f"{self.name}s"]

    def into(self, name: str) -> list[tuple[str, str]]:
        """Return (source, target) of every flow into a step."""
        return [(step.name, name) for step in self.steps.values() for target, _ in step.to if target == name]

    def on(self, name: str) -> list[Step]:
        """Return the boundary events of a step."""
        return [step for step in self.steps.values() if step.sits_on == name]

    def handlers(self) -> list[Step]:
        """Return the event sub-processes."""
        return [step for step in self.steps.values() if step.kind == "handler"]

    def areas(self) -> Iterator[Area]:
        """Return this area and everything inside it."""
        yield self
        for step in self.steps.values():
            if step.inside is not None:
                yield from step.inside.areas()


class Draw:
    """Draws random areas; every timer has seconds of its own, so that few are due at the same time."""

    longest = 7

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.seconds = 0

    def duration(self) -> str:
        self.seconds += 1
        return f"PT{self.dice.randint(1, 6)}H{self.seconds}S"

    def trigger(self, kinds: str) -> tuple[tuple[str, str], bool]:
        """Return what an event is about and whether it interrupts."""
        kind = self.dice.choice(kinds.split())
        if kind == "cycle":
            return (kind, f"R{self.dice.randint(1, 3)}/{self.duration()}"), False
        value = self.duration() if kind == "duration" else self.dice.choice("MN")
        if kind in ("error", "escalation") and self.dice.random() < 0.3:
            value = ""
        return (kind, value), kind == "error" or self.dice.random() < 0.5

    def area(
        self, name: str, depth: int, *, is_process: bool = False, trigger: tuple[tuple[str, str], bool] | None = None
    ) -> Area:
        """Return a random area: any step leads forward to any other, those where somebody or something waits also back."""
        dice, area = self.dice, Area(name, is_process)
        about, interrupts = trigger or (("none", ""), True)
        area.steps[f"{name}s"] = Step(f"{name}s", "start", about=about, interrupts=interrupts)
        names = [f"{name}{index}" for index in range(dice.randint(3, self.longest + 3 * depth))]
        for step in names:
            area.steps[step] = self.step(step, depth)
        if len(names) > 3:
            area.steps[names[0]] = Step(names[0], dice.choice(["parallel", "parallel", "parallel", "inclusive"]))
        area.steps[f"{name}e"] = Step(f"{name}e", "end", about=self.ending(name))
        line = [f"{name}s", *names, f"{name}e"]
        for index, step in enumerate(line[:-1]):
            self.lead(area, area.steps[step], line, index)
        for step in [area.steps[one] for one in names if area.steps[one].active]:
            self.attach(area, step, line)
        for mark in "hi" if depth and dice.random() < 0.4 else "":
            self.handle(area, Step(f"{name}{mark}", "handler"), depth)
        self.prune(area)
        return area

    def ending(self, name: str) -> tuple[str, str]:
        kind = self.dice.choice(
            "none none none none none none none terminate signal message escalation escalation error error".split()
        )
        if kind in ("error", "terminate") and len(name) < 3:
            kind = "none"
        return kind, "" if kind in ("none", "terminate") else self.dice.choice("MN")

    def step(self, name: str, depth: int) -> Step:
        dice = self.dice
        gates = "exclusive parallel parallel inclusive inclusive inclusive eventgate catch throw link".split()
        kinds = [
            *TASKS,
            *("user", "service", "receive") * 3,
            *gates,
            *["end"] * (dice.random() < 0.3),
            *HOLDERS * (5 if depth else 0),
        ]
        step = Step(name, dice.choice(kinds))
        if step.kind == "receive":
            step.about = ("message", dice.choice("MN"))
        elif step.kind == "catch":
            step.about = self.trigger("duration message signal")[0]
        elif step.kind == "throw":
            step.about = dice.choice([("signal", "M"), ("message", "N"), ("escalation", "M"), ("escalation", "N"), ("none", "")])
        elif step.kind == "end":
            step.about = self.ending(name)
        elif step.kind in HOLDERS:
            step.inside = self.area(f"{name}x", depth - 1, is_process=step.kind == "call")
        if step.kind in ("user", "service"):
            step.gives, step.takes = dice.choice(["", "", "v0"]), dice.choice(["", "", "v1"])
        if step.active and dice.random() < 0.3:
            step.items, step.one_by_one, step.enough = (
                dice.choice([0, 1, 2, 2, 3]),
                dice.random() < 0.5,
                dice.choice([0, 0, 0, 1, 2]),
            )
        return step

    def lead(self, area: Area, step: Step, line: list[str], index: int) -> None:
        """Give a step its flows."""
        dice, ahead = self.dice, line[index + 1 : index + {0: 2, 1: 6}.get(index, 4)]
        if step.kind == "end":
            return
        if step.kind == "link":
            caught = Step(f"{step.name}l", "linked", to=[(dice.choice(ahead), "")])
            step.about, area.steps[caught.name] = ("link", step.name), caught
            caught.about = step.about
            return
        if step.kind == "eventgate":
            for number in range(2):
                behind = Step(
                    f"{step.name}c{number}",
                    "catch",
                    about=self.trigger("duration message signal")[0],
                    to=[(dice.choice(ahead), "")],
                )
                area.steps[behind.name] = behind
                step.to.append((behind.name, ""))
            return
        count = dice.choice([1, 2, 2, 3, 3, 4]) if step.kind in ("exclusive", "parallel", "inclusive") else 1
        targets = sorted({dice.choice(ahead) for _ in range(5 if index == 1 and count > 1 else count)})
        if step.kind in PARKED and step.items is None and index > 1 and dice.random() < 0.35:
            targets = [dice.choice(line[1:index])]
        for number, target in enumerate(targets):
            asks = step.kind in ("exclusive", "inclusive") and number < len(targets) - 1
            test = f"modulo(r,{len(targets)})={number}" if step.kind == "exclusive" else f"modulo(floor(r/{2**number}),2)=1"
            step.to.append((target, test if asks else ""))

    def attach(self, area: Area, step: Step, line: list[str]) -> None:
        """Put boundary events on a step."""
        index = line.index(step.name)
        for number in range(self.dice.choice([0, 0, 0, 1, 2, 3])):
            about, interrupts = self.trigger("duration cycle message signal error escalation")
            if any(one.about == about for one in area.on(step.name)):
                continue
            mark = Step(
                f"{step.name}b{number}",
                "boundary",
                about,
                interrupts,
                [(self.dice.choice(line[index + 1 :]), "")],
                sits_on=step.name,
            )
            area.steps[mark.name] = mark

    def handle(self, area: Area, step: Step, depth: int) -> None:
        """Put an event sub-process into an area, unless it has one about the same already."""
        trigger = self.trigger("duration cycle message signal error escalation escalation")
        if all(other.inside and other.inside.start.about != trigger[0] for other in area.handlers()):
            step.inside = self.area(f"{step.name}x", depth - 1, trigger=trigger)
            area.steps[step.name] = step

    def prune(self, area: Area) -> None:
        """Take away what nothing leads to."""
        todo, seen = [f"{area.name}s", *(step.name for step in area.handlers())], set[str]()
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                step = area.steps[name]
                todo += [target for target, _ in step.to] + [one.name for one in area.on(name)]
                todo += [f"{name}l"] if step.kind == "link" else []
        area.steps = {name: step for name, step in area.steps.items() if name in seen}


def drawn(area: Area) -> str:
    """Return the inside of an area as BPMN."""
    parts = [shape(step) for step in area.steps.values()]
    lines = " ".join(
        f"{step.name}>{target}" + (f"|={test}" if test else "") for step in area.steps.values() for target, test in step.to
    )
    return "".join(parts) + flows(lines)


def shape(step: Step) -> str:
    """Return one flow node as BPMN."""
    name, (kind, value) = step.name, step.about
    loop = ""
    if step.items is not None:
        until = f"=numberOfCompletedInstances&gt;={step.enough}" if step.enough else ""
        loop = multi(f"={list(range(1, step.items + 1))}", out=f"o{name}", each="=out", one_by_one=step.one_by_one, until=until)
    maps = (
        [io(*(["out:=r->v0"] if step.gives else []), *(["in:=r->v1"] if step.takes else []))] if step.gives or step.takes else []
    )
    named = (None if kind == "none" else kind, value)
    made = {
        "start": lambda: start(name, *named, isInterrupting="false" if not step.interrupts else None),
        "end": lambda: end(name, *named),
        "user": lambda: user(name, *maps, loop=loop),
        "service": lambda: service(name, *maps, loop=loop),
        "receive": lambda: element("receiveTask", name, loop, name=name, messageRef=f"message_{value}"),
        "script": lambda: script(name, "=n+1", "n", loop=loop),
        "pass": lambda: element("task", name, loop),
        "sub": lambda: sub(name, drawn(step.inside or Area("", False)), loop=loop),
        "call": lambda: call(name, f"p{name}", loop=loop),
        "handler": lambda: sub(name, drawn(step.inside or Area("", False)), event_sub=True),
        "boundary": lambda: boundary(name, step.sits_on, kind, value, interrupts=step.interrupts),
        "catch": lambda: catch(name, kind, value),
        "linked": lambda: catch(name, kind, value),
        "link": lambda: throws(name, kind, value),
        "throw": lambda: throws(name, *named),
        "eventgate": lambda: gateway("eventBased", name),
    }
    if step.kind not in made:
        default = f"{name}-{step.to[-1][0]}" if step.kind != "parallel" and len(step.to) > 1 else None
        return gateway(step.kind, name, default)
    return made[step.kind]()


def diagram(area: Area) -> bytes:
    """Return a process with every process it calls."""
    calls = [step for held in area.areas() for step in held.steps.values() if step.kind == "call"]
    return drawing(process(drawn(area)), *(process(drawn(step.inside), name=f"p{step.name}") for step in calls if step.inside))
