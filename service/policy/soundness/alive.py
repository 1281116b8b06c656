"""No dead element: every element and every flow that is drawn can be passed by some case."""

from __future__ import annotations

from service.domain.behaviour import Behaviour, Evidence, What
from service.domain.verdicts import Outcome, Verdict
from service.policy.soundness.drawn import ASKING, Drawn, listed
from service.policy.soundness.ways import Ways

RULE = "no-dead-element"
SENTENCE = "Everything that is drawn can happen in some case."
NAMED_AT_MOST = 4


def judge(behaviour: Behaviour, ways: Ways, drawn: Drawn) -> list[Verdict]:
    """Return one verdict for each place where the diagram stops being alive, with all that is dead behind it."""
    first: dict[str, int] = {}
    completed: set[str] = set()
    for state in ways.order:
        for move in ways.leaving[state]:
            for passed in move.passed:
                if passed.what is not What.CANCELLED:
                    first.setdefault(passed.element_id, move.target)
                if passed.what is What.COMPLETED:
                    completed.add(passed.element_id)
    dead = [each for each in (*drawn.elements, *drawn.lines) if each not in first]
    if not dead:
        why = f"Each of the {len(drawn.elements)} elements and {len(drawn.lines)} flows is passed by some case."
        return [Verdict(check_id=RULE, sentence=SENTENCE, outcome=Outcome.PROVED, why=why)]
    return [_verdict(group, first, completed, ways, drawn) for group in _groups(dead, drawn)]


def _before(item: str, drawn: Drawn) -> list[str]:
    """Return what must be passed right before an element or flow."""
    if item in drawn.lines:
        return [drawn.lines[item].source]
    element = drawn.elements[item]
    if element.attached_to:
        return [element.attached_to]
    if drawn.coming[item]:
        return [line.flow_id for line in drawn.coming[item]]
    if element.kind == "startEvent":
        if element.parent:
            return [element.parent]
        return [caller.element_id for caller in drawn.elements.values() if caller.called == element.process_id]
    return [element.parent] if element.parent else []


def _groups(dead: list[str], drawn: Drawn) -> list[list[str]]:
    """Return the dead items, each group beginning with one that nothing dead leads to (or one of a dead circle)."""
    among = set(dead)
    after: dict[str, list[str]] = {item: [] for item in dead}
    roots: list[str] = []
    for item in dead:
        before = [each for each in _before(item, drawn) if each in among]
        for each in before:
            after[each].append(item)
        if not before:
            roots.append(item)
    groups: list[list[str]] = []
    seen: set[str] = set()
    for root in (*roots, *dead):
        if root in seen:
            continue
        group = [root]
        seen.add(root)
        for item in group:
            for each in after[item]:
                if each not in seen:
                    seen.add(each)
                    group.append(each)
        groups.append(group)
    return groups


def _verdict(group: list[str], first: dict[str, int], completed: set[str], ways: Ways, drawn: Drawn) -> Verdict:
    root = group[0]
    behind = [drawn.name(item) for item in group[1:] if item in drawn.elements and drawn.elements[item].name]
    more = len(behind) - NAMED_AT_MOST
    shown = [*behind[:NAMED_AT_MOST], f"{more} more"] if more > 0 else behind
    so = f", so {listed(shown)} never {'happen' if len(behind) > 1 else 'happens'}" if behind else ""
    before = next((each for each in _before(root, drawn) if each in first), None)
    return Verdict(
        check_id=RULE,
        sentence=SENTENCE,
        outcome=Outcome.BROKEN,
        why=f"{_reason(root, completed, drawn)}{so}.",
        elements=tuple(group),
        evidence=Evidence(moves=ways.to(first[before]), at=before if before in drawn.elements else root) if before else None,
    )


def _reason(root: str, completed: set[str], drawn: Drawn) -> str:
    line = drawn.lines.get(root)
    if line is not None:
        if line.source not in completed:
            return f"{drawn.name(line.source)} can begin but is never done: {drawn.way(root)} is never taken"
        if drawn.kind(line.source) in ASKING:
            return f"No case takes {drawn.way(root)}: nothing that can be answered leads there"
        return f"No case takes {drawn.way(root)}"
    element = drawn.elements[root]
    name = drawn.name(root)
    if element.attached_to:
        host = drawn.name(element.attached_to)
        if element.trigger in ("error", "escalation"):
            return f"{name} never happens: nothing in {host} raises this {element.trigger}"
        return f"{name} never happens: {host} does not wait long enough for anything to come in between"
    if element.event_sub:
        begun = next(
            (each.trigger for each in map(drawn.elements.__getitem__, drawn.inside[root]) if each.kind == "startEvent"), ""
        )
        if begun in ("error", "escalation"):
            return f"{name} never begins: nothing beside it raises this {begun}"
        return f"{name} never begins: what it waits for cannot happen while it could begin"
    if drawn.joins(root):
        return f"{name} never goes on: it needs every branch, and they never all come"
    return f"No case comes to {name}"
