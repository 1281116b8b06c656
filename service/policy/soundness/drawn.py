"""The diagram as soundness talks about it: what leads where, what stands inside what, and what to call it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from service.domain.behaviour import Cause, Move, What
from service.domain.execution import Description, Element, Line

ASKING = frozenset({"exclusiveGateway", "inclusiveGateway"})
JOINING = frozenset({"parallelGateway", "inclusiveGateway"})
KINDS = {
    "startEvent": "the start",
    "endEvent": "the end",
    "boundaryEvent": "the event",
    "intermediateCatchEvent": "the event",
    "intermediateThrowEvent": "the event",
    "subProcess": "the phase",
    "eventSubProcess": "the phase",
}


class Drawn:
    """A description that can be asked. Ids in, names and neighbours out."""

    def __init__(self, description: Description) -> None:
        self.description = description
        self.elements: dict[str, Element] = {element.element_id: element for element in description.elements}
        self.lines: dict[str, Line] = {line.flow_id: line for line in description.lines}
        self.coming: dict[str, list[Line]] = defaultdict(list)
        self.leaving: dict[str, list[Line]] = defaultdict(list)
        for line in description.lines:
            self.coming[line.target].append(line)
            self.leaving[line.source].append(line)
        self.events_on: dict[str, list[str]] = defaultdict(list)
        self.inside: dict[str, list[str]] = defaultdict(list)
        for element in description.elements:
            if element.attached_to:
                self.events_on[element.attached_to].append(element.element_id)
            if element.parent:
                self.inside[element.parent].append(element.element_id)

    def kind(self, element_id: str) -> str:
        """Return the kind of an element, '' for a sequence flow."""
        element = self.elements.get(element_id)
        return element.kind if element else ""

    def joins(self, element_id: str) -> bool:
        """Say whether an element is a gateway that waits for several branches."""
        return self.kind(element_id) in JOINING and len(self.coming[element_id]) > 1

    # ---- names

    def name(self, element_id: str) -> str:
        """Return what people call an element: its words in quotes, else what it is and what stands before it."""
        element = self.elements.get(element_id)
        if element is None:
            return f"“{element_id}”"
        if element.name:
            return f"“{element.name}”"
        word = KINDS.get(element.kind, "the gateway" if element.kind.endswith("Gateway") else "the step")
        if element.attached_to:
            return f"{word} on {self.name(element.attached_to)}"
        before = self._named_before(element_id)
        if before:
            return f"{word} after {listed(before)}"
        return f"{word} of {self.name(element.parent)}" if element.parent else f"{word} “{element_id}”"

    def _named_before(self, element_id: str) -> list[str]:
        """Return the names of the nearest named elements that lead here, two at most."""
        found: dict[str, None] = {}
        seen, todo = {element_id}, [element_id]
        for at in todo:
            sources = [line.source for line in self.coming[at]]
            host = self.elements[at].attached_to if at in self.elements else None
            for source in [*sources, *([host] if host else [])]:
                if source in seen:
                    continue
                seen.add(source)
                element = self.elements.get(source)
                if element is not None and element.name:
                    found[f"“{element.name}”"] = None
                else:
                    todo.append(source)
        return list(found)[:2]

    def way(self, flow_id: str) -> str:
        """Return what to call a sequence flow."""
        line = self.lines.get(flow_id)
        if line is None:
            return f"“{flow_id}”"
        if line.name and self.kind(line.source) in ASKING:
            return f"the answer “{line.name}” to {self.name(line.source)}"
        return f"the way from {self.name(line.source)} to {self.name(line.target)}"

    # ---- what happened

    def happened(self, moves: Sequence[Move]) -> list[str]:
        """Return clauses for what was chosen and what came in some moves, three at most: the last ones say most."""
        clauses: dict[str, None] = {}
        for move in moves:
            chosen = [self._choice(passed.element_id) for passed in move.passed if passed.what is What.TAKEN]
            choices = [choice for choice in chosen if choice]
            causes = [] if move.cause is Cause.START and choices else [self._cause(move)]
            clauses |= dict.fromkeys([*causes, *choices])
        return list(clauses)[-3:]

    def _cause(self, move: Move) -> str:
        name = self.name(move.element_id)
        match move.cause:
            case Cause.START:
                return "the case has begun"
            case Cause.TIMER:
                return f"the time of {name} has come"
            case Cause.MESSAGE | Cause.SIGNAL:
                return f"{name} has come"
            case Cause.ERROR:
                return f"{name} has failed" + (f" ({move.code})" if move.code else "")
            case _:
                return f"{name} is done"

    def _choice(self, flow_id: str) -> str | None:
        line = self.lines.get(flow_id)
        if line is None or self.kind(line.source) not in ASKING or len(self.leaving[line.source]) < 2:
            return None
        answer = f"“{line.name}”" if line.name else f"the way to {self.name(line.target)}"
        return f"{self.name(line.source)} is answered by {answer}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list in a sentence."""
    found = list(words)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {last} {found[-1]}" if found else ""
