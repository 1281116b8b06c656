"""Faults that a machine makes in a diagram: one small change each, with a name that says it. The same every time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from itertools import pairwise

from tests.processes.mutation.drawn import BPMN, ZEEBE, Drawn, Element, kind, name_of, nodes

Change = tuple[str, Callable[[Drawn], None]]
ROLES = ("osw", "tm", "sm", "sd", "aaw", "legal", "manager")


def pick(text: str, count: int) -> int:
    """Return a number below ``count`` that depends on a text alone."""
    return int.from_bytes(sha256(text.encode()).digest()[:4], "big") % count


def redirected(drawn: Drawn) -> Iterator[Change]:
    """Every flow whose target others lead to as well leads to another element of the same level."""
    for flow in drawn.flows():
        if len(drawn.into(drawn[str(flow.get("targetRef"))])) < 2:
            continue
        flow_id, source, target = str(flow.get("id")), str(flow.get("sourceRef")), str(flow.get("targetRef"))
        others = [each for each in nodes(flow) if each.get("id") not in (source, target)]
        if others:
            other = others[pick(flow_id, len(others))]
            other_id = str(other.get("id"))
            yield (
                f"{flow_words(drawn, flow)} leads to {name_of(other)}",
                _edit(flow_id, lambda d, f, to=other_id: d.lead(f, d[to])),
            )


def exchanged(drawn: Drawn) -> Iterator[Change]:
    """Of every two answers of a gateway, each leads where the other did."""
    for gateway in drawn.of("exclusiveGateway"):
        flows = drawn.out_of(gateway)
        for one, other in pairwise(flows):
            words = f"“{one.get('name')}” and “{other.get('name')}” of {name_of(gateway)} are exchanged"
            other_id = str(other.get("id"))
            yield words, _edit(str(one.get("id")), lambda d, f, to=other_id: _exchange(d, f, d[to]))


def _exchange(drawn: Drawn, one: Element, other: Element) -> None:
    first, second = drawn[str(one.get("targetRef"))], drawn[str(other.get("targetRef"))]
    drawn.lead(one, second)
    drawn.lead(other, first)


def negated(drawn: Drawn) -> Iterator[Change]:
    """Every condition is turned round."""
    for flow in drawn.flows():
        if flow.find(f"{BPMN}conditionExpression") is not None:
            yield f"negate {flow_words(drawn, flow)}", _edit(str(flow.get("id")), _negate)


def _negate(drawn: Drawn, flow: Element) -> None:
    condition = flow.find(f"{BPMN}conditionExpression")
    assert condition is not None and condition.text is not None
    condition.text = f"=not({condition.text.strip().removeprefix('=')})"


def swapped(drawn: Drawn) -> Iterator[Change]:
    """Every gateway becomes one of another kind."""
    for gateway in drawn.of("exclusiveGateway", "parallelGateway"):
        gateway_id = str(gateway.get("id"))
        kinds = ("inclusiveGateway", "parallelGateway") if kind(gateway) == "exclusiveGateway" else ("exclusiveGateway",)
        for other in kinds:
            yield f"{name_of(gateway)} becomes {other}", _edit(gateway_id, lambda d, g, to=other: _swap(d, g, to))


def _swap(drawn: Drawn, gateway: Element, other: str) -> None:
    flows = drawn.out_of(gateway)
    gateway.tag = f"{BPMN}{other}"
    if other == "parallelGateway":
        gateway.attrib.pop("default", "")
        for flow in flows:
            for condition in flow.findall(f"{BPMN}conditionExpression"):
                flow.remove(condition)
    elif other == "exclusiveGateway" and len(flows) > 1:
        gateway.set("default", str(flows[0].get("id")))
        for flow in flows[1:]:
            condition = flow.makeelement(f"{BPMN}conditionExpression", {})
            condition.text = "=osw = null"
            flow.append(condition)


def moved_defaults(drawn: Drawn) -> Iterator[Change]:
    """Every default goes to another flow, whose condition the old default gets."""
    for gateway in drawn.of("exclusiveGateway"):
        for flow in drawn.out_of(gateway):
            if flow.get("id") != gateway.get("default"):
                label = flow.get("name") or str(flow.get("id"))
                yield f"the default of {name_of(gateway)} is “{label}”", _edit(str(flow.get("id")), _default)


def _default(drawn: Drawn, flow: Element) -> None:
    gateway = drawn[str(flow.get("sourceRef"))]
    old = drawn[str(gateway.get("default"))]
    for condition in flow.findall(f"{BPMN}conditionExpression"):
        old.append(condition)
    gateway.set("default", str(flow.get("id")))


def boundaries(drawn: Drawn) -> Iterator[Change]:
    """Every boundary event but those of errors interrupts where it did not, and the other way round."""
    for event in drawn.of("boundaryEvent"):
        if event.find(f"{BPMN}errorEventDefinition") is not None:
            continue
        now = event.get("cancelActivity", "true") == "true"
        words = "no longer interrupts" if now else "interrupts"
        yield (
            f"{name_of(event)} at {name_of(drawn[str(event.get('attachedToRef'))])} {words}",
            _edit(str(event.get("id")), lambda d, e, to="false" if now else "true": e.set("cancelActivity", to)),
        )
    for event in drawn.of("startEvent"):
        parent = event.getparent()
        if parent is not None and parent.get("triggeredByEvent") == "true":
            yield (
                f"{name_of(event)} no longer interrupts",
                _edit(str(event.get("id")), lambda d, e: e.set("isInterrupting", "false")),
            )


def codes(drawn: Drawn) -> Iterator[Change]:
    """Every end event that throws, and every boundary event that catches, has another code."""
    for event in drawn.of("endEvent", "boundaryEvent", "intermediateThrowEvent"):
        for definition in event:
            key = "errorRef" if definition.get("errorRef") else "escalationRef" if definition.get("escalationRef") else None
            if key is None:
                continue
            known = [str(each.get("id")) for each in drawn.of(key.removesuffix("Ref")) if each.get("id") != definition.get(key)]
            if known:
                other = known[pick(str(event.get("id")), len(known))]
                yield (
                    f"{name_of(event)} ({event.get('id')}) has the code of {name_of(drawn[other])}",
                    _edit(str(definition.get("id")), lambda d, e, key=key, to=other: e.set(key, to)),
                )


def skipped(drawn: Drawn) -> Iterator[Change]:
    """Every element with one way on is left out with what only its boundary events led to: flows go past it."""
    for element in drawn.of(
        "userTask",
        "serviceTask",
        "sendTask",
        "scriptTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "intermediateThrowEvent",
    ):
        if len(drawn.out_of(element)) == 1 and drawn.into(element):
            yield f"leave out {name_of(element)}", _edit(str(element.get("id")), _skip)


def _skip(drawn: Drawn, element: Element) -> None:
    target = drawn[str(drawn.out_of(element)[0].get("targetRef"))]
    for flow in drawn.into(element):
        drawn.lead(flow, target)
    beside = [each for each in nodes(element) if drawn.into(each) and each is not target]
    drawn.remove(element)
    while lost := [each for each in beside if each.getparent() is not None and not drawn.into(each)]:
        for each in lost:
            drawn.remove(each)


def other_people(drawn: Drawn) -> Iterator[Change]:
    """Every task goes to people of another role."""
    for task in drawn.of("userTask"):
        performer = next((each for each in task.iter(f"{ZEEBE}property") if each.get("name") == "performer"), None)
        groups = next((each for each in task.iter(f"{ZEEBE}assignmentDefinition") if each.get("candidateGroups")), None)
        holder, key = (performer, "value") if performer is not None else (groups, "candidateGroups")
        if holder is not None:
            others = [role for role in ROLES if role not in str(holder.get(key))]
            role = others[pick(str(task.get("id")), len(others))]
            yield f"{name_of(task)} is done by {role}", _edit(str(task.get("id")), lambda d, t, to=role: _give(t, to))


def _give(task: Element, role: str) -> None:
    for each in task.iter(f"{ZEEBE}property"):
        if each.get("name") == "performer":
            each.set("value", role)
            return
    for each in task.iter(f"{ZEEBE}assignmentDefinition"):
        each.attrib.pop("assignee", "")
        each.set("candidateGroups", role)


SETTLED = {
    "surveillanceCleared": "true",
    "clearedSubjects": "for s in subjects return s.id",
    "tmAgrees": '"agree"',
    "legitimacy": '"satisfied"',
    "directorOutcome": '"approved"',
    "validationResult": '"ok"',
    "groundsMet": "true",
    "relevantItems": "[]",
    "s1Outcome": '"PROCEED"',
    "illegalSeen": "false",
    "disagreement": "false",
    "referBackResult": '"valid_as_is"',
    "authorised": "true",
}


def mapped_always(drawn: Drawn) -> Iterator[Change]:
    """A result that decides something is always the same, whatever was answered."""
    for output in drawn.root.iter(f"{ZEEBE}output"):
        value = SETTLED.get(str(output.get("target")))
        activity = next(each for each in output.iterancestors() if each.get("id"))
        if value is not None and str(output.get("source")).strip("= ") not in ("null", "0", "[]", "false"):
            key = str(output.get("target"))
            yield (
                f"{name_of(activity)} always gives {key} = {value}",
                _edit(str(activity.get("id")), lambda d, a, key=key, to=value: _always(a, key, to)),
            )


def _always(activity: Element, key: str, value: str) -> None:
    for output in activity.iter(f"{ZEEBE}output"):
        if output.get("target") == key:
            output.set("source", f"={value}")


def flow_words(drawn: Drawn, flow: Element) -> str:
    """Return what a reader calls a flow: where it starts and the answer on it."""
    source = name_of(drawn[str(flow.get("sourceRef"))])
    return f"{source} {str(flow.get('name')).lower()}" if flow.get("name") else f"the flow out of {source}"


def _edit(element_id: str, change: Callable[..., None]) -> Callable[[Drawn], None]:
    return lambda drawn: change(drawn, drawn[element_id])


KINDS: Mapping[str, Callable[[Drawn], Iterator[Change]]] = {
    "flow redirected": redirected,
    "answers exchanged": exchanged,
    "condition negated": negated,
    "gateway swapped": swapped,
    "default moved": moved_defaults,
    "interruption turned round": boundaries,
    "code changed": codes,
    "element left out": skipped,
    "other people": other_people,
    "result always the same": mapped_always,
}
