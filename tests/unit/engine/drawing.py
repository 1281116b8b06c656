"""A tiny way to draw diagrams and play them: what a test does not say is left out of the drawing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import quoteattr

from service.domain.bundle import Bundle
from service.domain.execution import (
    Advance,
    CaseFacts,
    CompleteJob,
    CompleteTask,
    Deliver,
    Doer,
    FireTimers,
    Intent,
    RetryIncident,
    Start,
    ThrowError,
)
from service.engine.machine import advance, view
from service.engine.procedure import Procedure, compile_procedure

SPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
NOW = datetime(2026, 3, 21, 9, 0, tzinfo=UTC)
AISHA = Doer("aisha.rahman", "Aisha Rahman", ("osw",))
FACTS = CaseFacts(
    case_id="c1",
    number="WR-2026-0001",
    council="wakefield",
    procedure_id="p",
    started_by="aisha.rahman",
    started_at=NOW,
    pack={"days": 5},
)


def attributes(**given: Any) -> str:
    return "".join(f" {name}={quoteattr(str(value))}" for name, value in given.items() if value is not None)


def element(tag: str, element_id: str, /, *inside: str, **given: Any) -> str:
    return f"<bpmn:{tag} id={quoteattr(element_id)}{attributes(**given)}>{''.join(inside)}</bpmn:{tag}>"


def extensions(*inside: str) -> str:
    return f"<bpmn:extensionElements>{''.join(inside)}</bpmn:extensionElements>"


def zeebe(tag: str, /, *inside: str, **given: Any) -> str:
    return f"<zeebe:{tag}{attributes(**given)}>{''.join(inside)}</zeebe:{tag}>"


def io(*mappings: str) -> str:
    """``in:=a->b`` and ``out:=c->d``."""
    found = [re.fullmatch(r"(in|out):(.*)->(.*)", text) for text in mappings]
    return zeebe("ioMapping", *[zeebe(f"{m[1]}put", source=m[2], target=m[3]) for m in found if m])


def properties(**given: str) -> str:
    return zeebe("properties", *[zeebe("property", name=name, value=value) for name, value in given.items()])


def user(name: str, *ext: str, loop: str = "", **assign: str) -> str:
    people = zeebe("assignmentDefinition", **assign) if assign else ""
    return element("userTask", name, extensions(people, *ext), loop, name=name)


def service(name: str, *ext: str, loop: str = "", type: str = "op") -> str:
    return element("serviceTask", name, extensions(zeebe("taskDefinition", type=type), *ext), loop, name=name)


def script(name: str, expression: str, result: str, loop: str = "") -> str:
    return element("scriptTask", name, extensions(zeebe("script", expression=expression, resultVariable=result)), loop, name=name)


def decide(name: str, decision: str, result: str, loop: str = "") -> str:
    return element(
        "businessRuleTask", name, extensions(zeebe("calledDecision", decisionId=decision, resultVariable=result)), loop, name=name
    )


def call(name: str, process: str, *ext: str, loop: str = "", **given: str) -> str:
    return element("callActivity", name, extensions(zeebe("calledElement", processId=process, **given), *ext), loop, name=name)


def multi(
    collection: str,
    item: str | None = "item",
    out: str | None = None,
    each: str | None = None,
    *,
    one_by_one: bool = False,
    until: str = "",
) -> str:
    held = zeebe("loopCharacteristics", inputCollection=collection, inputElement=item, outputCollection=out, outputElement=each)
    condition = f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if until else ""
    given = attributes(isSequential="true" if one_by_one else None)
    return f"<bpmn:multiInstanceLoopCharacteristics{given}>{extensions(held)}{condition}</bpmn:multiInstanceLoopCharacteristics>"


def about(kind: str | None, value: str = "") -> str:
    if kind is None:
        return ""
    if kind in ("date", "duration", "cycle"):
        return f"<bpmn:timerEventDefinition><bpmn:time{kind.capitalize()}>{value}</bpmn:time{kind.capitalize()}></bpmn:timerEventDefinition>"
    if kind == "link":
        return f'<bpmn:linkEventDefinition name="{value}"/>'
    ref = f' {kind}Ref="{kind}_{value}"' if value else ""
    return f"<bpmn:{kind}EventDefinition{ref}/>"


def event(tag: str, name: str, kind: str | None = None, value: str = "", /, *ext: str, **given: Any) -> str:
    return element(tag, name, extensions(*ext) if ext else "", about(kind, value), name=name, **given)


def start(name: str = "s", kind: str | None = None, value: str = "", /, *ext: str, **given: Any) -> str:
    return event("startEvent", name, kind, value, *ext, **given)


def end(name: str = "e", kind: str | None = None, value: str = "", *ext: str) -> str:
    return event("endEvent", name, kind, value, *ext)


def boundary(name: str, host: str, kind: str, value: str = "", *ext: str, interrupts: bool = True) -> str:
    return event("boundaryEvent", name, kind, value, *ext, attachedToRef=host, cancelActivity=str(interrupts).lower())


def catch(name: str, kind: str, value: str = "", *ext: str) -> str:
    return event("intermediateCatchEvent", name, kind, value, *ext)


def throws(name: str, kind: str | None = None, value: str = "", *ext: str) -> str:
    return event("intermediateThrowEvent", name, kind, value, *ext)


def gateway(kind: str, name: str, default: str | None = None) -> str:
    return element(f"{kind}Gateway", name, name=name, default=default)


def sub(name: str, *inside: str, loop: str = "", ext: str = "", event_sub: bool = False) -> str:
    return element(
        "subProcess",
        name,
        extensions(ext) if ext else "",
        loop,
        *inside,
        name=name,
        triggeredByEvent="true" if event_sub else None,
    )


def flows(text: str) -> str:
    """``s>a a>g g>b|=x>1`` draws three flows with ids ``s-a`` ``a-g`` ``g-b``; a bar brings a condition up to the next blank."""
    drawn = []
    for part in text.split():
        ends, _, condition = part.partition("|")
        source, target = ends.split(">")
        inside = (
            f"<bpmn:conditionExpression>{condition.replace('&', '&amp;').replace('<', '&lt;').replace('~', ' ')}</bpmn:conditionExpression>"
            if condition
            else ""
        )
        drawn.append(element("sequenceFlow", f"{source}-{target}", inside, sourceRef=source, targetRef=target))
    return "".join(drawn)


def process(*inside: str, name: str = "p") -> str:
    return element("process", name, *inside, isExecutable="true")


NAMED = {"message": "name", "signal": "name", "error": "errorCode", "escalation": "escalationCode"}


def drawing(*processes: str, keys: Mapping[str, str] | None = None) -> bytes:
    """A file with these processes and every message, signal, error and escalation they refer to."""
    body = "".join(processes)
    roots = []
    for kind, attribute in NAMED.items():
        for value in sorted(set(re.findall(rf'{kind}Ref="{kind}_(\w+)"', body))):
            key = (keys or {}).get(value)
            inside = extensions(zeebe("subscription", correlationKey=key)) if key else ""
            roots.append(element(kind, f"{kind}_{value}", inside, **{attribute: value}))
    return (
        f'<bpmn:definitions {SPACES} id="drawing" targetNamespace="http://x">{"".join(roots)}{body}</bpmn:definitions>'.encode()
    )


def bundle(*files: bytes, procedure_id: str = "p", **named: bytes) -> Bundle:
    held = {f"processes/wakefield/{'abc'[index]}.bpmn": content for index, content in enumerate(files)}
    held.update({f"processes/wakefield/{name}.dmn": content for name, content in named.items()})
    return Bundle(council="wakefield", procedure_id=procedure_id, files=held)


def simple(*inside: str, order: str, keys: Mapping[str, str] | None = None) -> bytes:
    """One process with a start ``s`` and an end ``e``."""
    return drawing(process(start(), *inside, end(), flows(order)), keys=keys)


class Play:
    """Plays a case on the real machine through its snapshots, keeping the open lists as the store would."""

    def __init__(
        self,
        *files: bytes,
        variables: Mapping[str, Any] | None = None,
        facts: CaseFacts = FACTS,
        procedure: Procedure | None = None,
        **dmn: bytes,
    ) -> None:
        self.procedure = procedure or compile_procedure(bundle(*files, **dmn))
        self.facts = facts
        self.now = NOW
        self.snapshot: bytes | None = None
        self.open: dict[str, dict[str, Any]] = {kind: {} for kind in ("tasks", "jobs", "timers", "subscriptions", "incidents")}
        self.last: Advance
        self.history: list[tuple[str, str]] = []
        self.decisions: list[Any] = []
        self.do(Start(variables=dict(variables or {}), doer=AISHA))

    def do(self, intent: Intent) -> Play:
        self.last = advance(self.procedure, self.snapshot, intent, facts=self.facts, now=self.now)
        self.snapshot = self.last.snapshot
        for kind, held in self.open.items():
            for closed in getattr(self.last, f"{kind}_closed"):
                del held[closed.item_id]
            for item in getattr(self.last, f"{kind}_opened"):
                item_id = getattr(item, f"{kind[:-1]}_id")
                assert item_id not in held
                held[item_id] = item
        self.history += [(step.element_id, step.what) for step in self.last.steps]
        self.decisions += self.last.decisions
        if self.last.ended:
            assert not any(self.open.values()), self.open
        return self

    def item(self, kind: str, element_id: str, index: int = 0) -> str:
        found = [item_id for item_id, item in self.open[kind].items() if item.element_id == element_id]
        assert len(found) > index, f"{element_id} is not among {self.waits}"
        return found[index]

    def complete(self, element_id: str, index: int = 0, doer: Doer = AISHA, **answers: Any) -> Play:
        return self.do(CompleteTask(task_id=self.item("tasks", element_id, index), answers=answers, doer=doer))

    def job(self, element_id: str, index: int = 0, **result: Any) -> Play:
        return self.do(CompleteJob(job_id=self.item("jobs", element_id, index), result=result))

    def fail(self, element_id: str, code: str, index: int = 0, **payload: Any) -> Play:
        return self.do(ThrowError(job_id=self.item("jobs", element_id, index), code=code, message="m", payload=payload))

    def deliver(self, element_id: str, index: int = 0, doer: Doer | None = None, **payload: Any) -> Play:
        return self.do(Deliver(subscription_id=self.item("subscriptions", element_id, index), payload=payload, doer=doer))

    def wait(self, **time: float) -> Play:
        self.now += timedelta(**time)
        return self.do(FireTimers())

    def retry(self, element_id: str) -> Play:
        return self.do(RetryIncident(incident_id=self.item("incidents", element_id)))

    def view(self, element_id: str, index: int = 0) -> dict[str, Any]:
        assert self.snapshot is not None
        return view(
            self.procedure, self.snapshot, self.item("tasks", element_id, index), facts=self.facts, doer=AISHA, now=self.now
        )

    @property
    def waits(self) -> str:
        """Everything that waits, in order of opening: tasks, jobs*, timers@, subscriptions~, incidents!; or how it ended."""
        if self.last.ended:
            return f"ended {self.last.ended}"
        marks = {"tasks": "", "jobs": "*", "timers": "@", "subscriptions": "~", "incidents": "!"}
        return " ".join(item.element_id + mark for kind, mark in marks.items() for item in self.open[kind].values())

    @property
    def variables(self) -> dict[str, Any]:
        return dict(self.last.variables)

    @property
    def done(self) -> str:
        """Elements completed, in order."""
        return " ".join(name for name, what in self.history if what == "completed")

    @property
    def cancelled(self) -> str:
        """Elements cancelled, in order."""
        return " ".join(name for name, what in self.history if what == "cancelled")

    @property
    def content(self) -> dict[str, Any]:
        """What the snapshot holds."""
        import zlib

        assert self.snapshot is not None
        found: dict[str, Any] = json.loads(zlib.decompress(self.snapshot.partition(b"\n")[2]))
        return found
