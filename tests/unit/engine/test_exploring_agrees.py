"""An exploration by answers finds exactly the ways that the engine itself goes when every answer is really given."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from drawing import Play, bundle, decide, drawing, end, flows, gateway, io, process, script, start, user, zeebe

from service.domain.behaviour import FieldValues, Question, What
from service.engine import compile_procedure, explore

VALUES: dict[str, tuple[Any, ...]] = {"k": ("red", "green", "blue"), "y": (True, False), "n": (1, 2, 3)}


@dataclass
class Grown:
    """A diagram without rounds: tasks that ask, gateways that read, scripts, mappings and tables in between."""

    dice: random.Random
    nodes: list[str] = field(default_factory=list)
    flows: list[str] = field(default_factory=list)
    asks: dict[str, list[str]] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)
    tables: dict[str, bytes] = field(default_factory=dict)
    count: int = 0

    def name(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def condition(self) -> str:
        texts = []
        for name in self.dice.sample(self.known, k=min(len(self.known), self.dice.choice([1, 1, 2]))):
            match name[0]:
                case "k":
                    texts.append(
                        self.dice.choice([f'{name}="red"', f'{name}~in~("red","green")', f'{name}!="blue"', f"{name}!=null"])
                    )
                case "y":
                    texts.append(self.dice.choice([name, f"not({name})", f"{name}=false"]))
                case _:
                    texts.append(self.dice.choice([f"{name}>1", f"{name}<=2", f"{name}=2"]))
        return self.dice.choice(["~and~", "~or~"]).join(texts)

    def grow(self, before: str) -> str:
        """Add something after ``before`` and return where it ends."""
        choice = self.dice.choice(["task", "task", "gate", "gate", "script", "table"]) if self.known else "task"
        if choice == "task" and len(self.asks) < 4:
            task = self.name("t")
            keys = [self.dice.choice("kyn") + self.name("") for _ in range(self.dice.choice([1, 1, 2]))]
            self.asks[task] = keys
            renamed = f"{keys[0][0]}r{self.count}"
            mapped = self.dice.random() < 0.3
            ext = (io(f"out:={keys[0]}->{renamed}"),) if mapped else ()
            self.known += [renamed] if mapped else keys
            self.nodes.append(user(task, zeebe("formDefinition", formId=task), *ext))
            return self.link(before, task)
        if choice == "script":
            name, result = self.name("x"), self.name("y")
            self.nodes.append(script(name, f"={self.condition().replace('~', ' ')}", result))
            self.known.append(result)
            return self.link(before, name)
        if choice == "table":
            name, result = self.name("d"), self.name("k")
            self.tables[name] = self.table(name)
            self.nodes.append(decide(name, name, result))
            self.known.append(result)
            return self.link(before, name)
        fork, join, yes, no = self.name("g"), self.name("j"), self.name("a"), self.name("b")
        self.nodes += [gateway("exclusive", fork, f"{fork}-{no}"), gateway("exclusive", join), user(yes), user(no)]
        self.flows += [f"{before}>{fork}", f"{fork}>{yes}|={self.condition()}", f"{fork}>{no}", f"{yes}>{join}", f"{no}>{join}"]
        return join

    def table(self, name: str) -> bytes:
        columns = self.dice.sample(self.known, k=min(2, len(self.known)))
        cells = {
            "k": ['"red"', '"red","blue"', 'not("green")', "-"],
            "y": ["true", "false", "-"],
            "n": ["1", ">1", "[2..3]", "-"],
        }
        rules = ""
        for result in self.dice.sample(["red", "green", "blue"], k=2):
            tests = "".join(
                f"<inputEntry><text>{self.dice.choice(cells[c[0]]).replace('>', '&gt;')}</text></inputEntry>" for c in columns
            )
            rules += f'<rule>{tests}<outputEntry><text>"{result}"</text></outputEntry></rule>'
        inputs = "".join(f"<input><inputExpression><text>{column}</text></inputExpression></input>" for column in columns)
        return (
            f'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x"><decision id="{name}" name="{name}">'
            f'<decisionTable hitPolicy="FIRST">{inputs}<output name="o"/>{rules}</decisionTable></decision></definitions>'
        ).encode()

    def link(self, before: str, after: str) -> str:
        self.flows.append(f"{before}>{after}")
        return after


def grown(seed: int) -> tuple[Grown, bytes]:
    made = Grown(random.Random(seed))
    at = "s"
    for _ in range(made.dice.choice([3, 4, 5, 6])):
        at = made.grow(at)
    made.flows.append(f"{at}>e")
    return made, drawing(process(start(), *made.nodes, end(), flows(" ".join(made.flows))))


def really(made: Grown, xml: bytes) -> set[tuple[str, ...]]:
    """Every way the engine goes, each answer really given."""
    ways: set[tuple[str, ...]] = set()
    procedure = compile_procedure(bundle(xml, **made.tables))
    keys = [(task, key) for task, asked in made.asks.items() for key in asked]
    for values in product(*(VALUES[key[0]] for _, key in keys)):
        answers: dict[str, dict[str, Any]] = {}
        for (task, key), value in zip(keys, values, strict=True):
            answers.setdefault(task, {})[key] = value
        play = Play(xml, procedure=procedure)
        while not play.last.ended:
            (task,) = [item.element_id for item in play.open["tasks"].values()]
            play.complete(task, **answers.get(task, {}))
        ways.add(tuple(name for name, what in play.history if what == "completed"))
    return ways


def explored(made: Grown, xml: bytes) -> tuple[set[tuple[str, ...]], tuple[str, ...]]:
    """Every way the exploration finds."""
    forms = {
        task: tuple(FieldValues(key=key, values=VALUES[key[0]], required=True) for key in keys)
        for task, keys in made.asks.items()
    }
    behaviour = explore(compile_procedure(bundle(xml, **made.tables)), Question(forms=forms, by_answers=True))
    ways: set[tuple[str, ...]] = set()
    todo: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    after: dict[int, list[Any]] = {}
    for move in behaviour.moves:
        after.setdefault(move.source, []).append(move)
    while todo:
        at, way = todo.pop()
        if behaviour.rests[at].ended:
            ways.add(way)
        for move in after.get(at, ()):
            todo.append((move.target, (*way, *(p.element_id for p in move.passed if p.what is What.COMPLETED))))
    return ways, behaviour.unsure


@pytest.mark.parametrize("seed", range(60))
def test_the_ways_by_answers_are_those_that_the_engine_goes(seed: int) -> None:
    made, xml = grown(seed)
    ways, unsure = explored(made, xml)
    assert ways == really(made, xml)
    assert not unsure
