"""Engine: load, one step and save with 4 KiB of variables; snapshot after many rounds; checking and compiling."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

from service.domain.bundle import Bundle
from service.domain.execution import Advance, CaseFacts, CompleteTask, Doer, Start
from service.engine import Procedure, advance, check_diagrams, compile_procedure

NOW = datetime(2026, 3, 21, 9, 0, tzinfo=UTC)
ANN = Doer("ann", "Ann")
FACTS = CaseFacts(case_id="c", number="N-1", council="x", procedure_id="p", started_by="ann", started_at=NOW)
ROWS = [{"id": number, "name": f"Name {number}", "note": "x" * 60} for number in range(20)]
HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'id="file" targetNamespace="http://x"><bpmn:process id="p" isExecutable="true">'
)
MULTI = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
    '<zeebe:loopCharacteristics inputCollection="=for i in 1..300 return i" outputCollection="out" outputElement="=r"/>'
    "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
)


def drawn(nodes: str, flows: list[tuple[str, str]], condition: str = "") -> Bundle:
    """Return a bundle of one process; ``condition`` stands on the flow to the end."""
    lines = [
        f'<bpmn:sequenceFlow id="{one}-{other}" sourceRef="{one}" targetRef="{other}">{condition if other == "e" else ""}</bpmn:sequenceFlow>'
        for one, other in flows
    ]
    text = f'{HEAD}<bpmn:startEvent id="s"/>{nodes}{"".join(lines)}<bpmn:endEvent id="e"/></bpmn:process></bpmn:definitions>'
    return Bundle(council="x", procedure_id="p", files={"processes/x/p.bpmn": text.encode()})


def rounds(procedure: Procedure, count: int) -> tuple[list[float], Advance]:
    """Complete the oldest open task ``count`` times; return the seconds of each step and the last Advance."""
    last = advance(procedure, None, Start(variables={"rows": ROWS}, doer=ANN), facts=FACTS, now=NOW)
    waiting = list(last.tasks_opened)
    times = []
    for number in range(count):
        intent = CompleteTask(task_id=waiting.pop(0).task_id, answers={"r": number}, doer=ANN)
        began = perf_counter()
        last = advance(procedure, last.snapshot, intent, facts=FACTS, now=NOW)
        times.append(perf_counter() - began)
        waiting += last.tasks_opened
    return times, last


def lines() -> Iterator[str]:
    """Return what was measured."""
    ends = "<bpmn:conditionExpression>=r=9999</bpmn:conditionExpression>"
    loop = drawn(
        '<bpmn:exclusiveGateway id="m"/><bpmn:userTask id="u"/><bpmn:exclusiveGateway id="x" default="x-m"/>',
        [("s", "m"), ("m", "u"), ("u", "x"), ("x", "m"), ("x", "e")],
        ends,
    )
    several = drawn(f'<bpmn:userTask id="u">{MULTI}</bpmn:userTask>', [("s", "u"), ("u", "e")])
    for name, bundle, count in (
        ("loop, 50 rounds", loop, 50),
        ("loop, 300 rounds", loop, 300),
        ("300 instances of a task", several, 150),
    ):
        times, last = rounds(compile_procedure(bundle), count)
        yield f"{name}: {1000 * median(times):.2f} ms a step, last {1000 * times[-1]:.2f} ms, snapshot {len(last.snapshot)} bytes"
    names = [f"t{number}" for number in range(40)]
    tasks = drawn(
        "".join(f'<bpmn:userTask id="{name}"/>' for name in names), list(zip(["s", *names], [*names, "e"], strict=True))
    )
    began = perf_counter()
    check_diagrams(tasks)
    yield f"checking 40 tasks: {1000 * (perf_counter() - began):.1f} ms"
    began = perf_counter()
    compile_procedure(tasks)
    yield f"checking and compiling 40 tasks: {1000 * (perf_counter() - began):.1f} ms"
