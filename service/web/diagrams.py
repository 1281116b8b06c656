"""What a diagram shows over a procedure: one mark per element, with a sign and a word, never only a colour."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from flask import Response

from service.domain.errors import NotFound
from service.domain.execution import Description, Element
from service.queries.views import ElementCount, StepRow
from service.web.words import count

STATE_WORDS = {"here": "Here now", "waiting": "Waiting", "paused": "Paused", "done": "✓"}
CONTAINERS = ("subProcess", "callActivity")
PROCESS_NAME = re.compile(r"<(?:\w+:)?process\s[^>]*?\bname=\"([^\"]+)\"")
Mark = tuple[str, str, str]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """One BPMN file of a procedure: ``number`` is its place in the address, from 0; ``name`` is its file's name in words."""

    number: int
    path: str
    xml: str

    @property
    def name(self) -> str:
        """Return the file's name without folder and ending."""
        return self.path.rpartition("/")[2].removesuffix(".bpmn")

    @property
    def title(self) -> str:
        """Return what the drawn procedure is called, the file's name when it says nothing."""
        named = PROCESS_NAME.search(self.xml)
        return unescape(named[1]) if named else self.name

    def draws(self, element_id: str) -> bool:
        """Say whether the element stands in this file."""
        return f'id="{element_id}"' in self.xml


def drawings(diagrams: Mapping[str, str]) -> tuple[Drawing, ...]:
    """Return the files in the order given: the procedure's own first."""
    return tuple(Drawing(number=number, path=path, xml=xml) for number, (path, xml) in enumerate(diagrams.items()))


def drawing_of(found: Sequence[Drawing], steps: Iterable[StepRow]) -> Drawing | None:
    """Return the file to show first: where the case is now, else the procedure's own; None when there is none."""
    for step in standing(steps):
        drawing = next((drawing for drawing in found if drawing.draws(step.element_id)), None)
        if drawing:
            return drawing
    return found[0] if found else None


def standing(steps: Iterable[StepRow]) -> list[StepRow]:
    """Return where the case stands: at open tasks and stops; only when there are none, at what it waits for. What merely may happen
    meanwhile is not where it stands. A part that only holds other steps is left out."""
    told = [step for step in steps if step.kind not in CONTAINERS]
    return [step for step in told if step.state in ("here", "paused")] or [step for step in told if step.state == "waiting"]


def case_marks(steps: Iterable[StepRow]) -> list[Mark]:
    """Return (element id, state, words) of every step that has something to say."""
    return [(step.element_id, step.state, STATE_WORDS[step.state]) for step in steps if step.state in STATE_WORDS]


def count_marks(counts: Iterable[ElementCount], description: Description) -> list[Mark]:
    """Return a mark for the cases at an element and one for its incidents, in words. A sub-process or called procedure carries
    the sum of what is inside it, for it is drawn closed."""
    own = {row.element_id: row for row in counts}
    marks: list[Mark] = []
    for element in description.elements:
        row = summed(element, description, own)
        if row.open:
            words = f"{row.open} here" + (f", {row.overdue} overdue" if row.overdue else "")
            marks.append((row.element_id, "late" if row.overdue else "count", words))
        if row.incidents:
            marks.append((row.element_id, "incident", count(row.incidents, "incident")))
    return marks


def summed(element: Element, description: Description, own: Mapping[str, ElementCount]) -> ElementCount:
    """Return an element's counts with those of everything inside it."""
    rows = [own[item.element_id] for item in (element, *inside(element, description)) if item.element_id in own]
    return ElementCount(
        element_id=element.element_id,
        name=element.name,
        who="",
        open=sum(row.open for row in rows),
        overdue=sum(row.overdue for row in rows),
        incidents=sum(row.incidents for row in rows),
    )


def inside(container: Element, description: Description) -> Iterator[Element]:
    """Yield every element inside a sub-process or a called procedure once, at any depth; a procedure may call itself."""
    waiting, seen = [container], {container.element_id}
    while waiting:
        outer = waiting.pop()
        for item in description.elements:
            is_called = item.parent is None and outer.called is not None and item.process_id == outer.called
            if (item.parent == outer.element_id or is_called) and item.element_id not in seen:
                seen.add(item.element_id)
                waiting.append(item)
                yield item


def send_drawing(found: Sequence[Drawing], number: int) -> Response:
    """Answer with one BPMN file. Raises NotFound when there are not so many."""
    if number >= len(found):
        raise NotFound("There is no such diagram")
    answer = Response(found[number].xml, mimetype="application/xml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found[number].name}.bpmn"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
