"""A way through a procedure, told step by step: who does what, what they answer, which way it goes on. Numbered as it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.behaviour import Cause, Evidence, Move, What
from service.domain.execution import Description, Element
from service.form_schemas import Form
from service.policy.drawing.passages import Passage, passages
from service.policy.telling.answers import Answer, in_words

NAMELESS = {
    "startEvent": "Start",
    "endEvent": "End",
    "boundaryEvent": "Event",
    "intermediateCatchEvent": "Event",
    "intermediateThrowEvent": "Event",
    "parallelGateway": "Branches part or meet",
    "inclusiveGateway": "Branches part or meet",
    "exclusiveGateway": "Ways part or meet",
    "eventBasedGateway": "Whichever comes first",
}
HAPPENS = {
    Cause.TIMER: "The time is up",
    Cause.MESSAGE: "A message comes",
    Cause.SIGNAL: "Somebody raises it",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step. ``who`` is the lane or role that does it, '' for the service; ``chosen`` the words on the flow that was taken out of
    a gateway; ``happens`` says what else made it come about; ``here`` that it goes wrong at this step."""

    number: int
    element_id: str
    name: str
    who: str = ""
    answers: tuple[Answer, ...] = ()
    chosen: str = ""
    happens: str = ""
    here: bool = False


def quiet(description: Description) -> frozenset[str]:
    """Return the elements that no step is told of: where the parts of a procedure plainly begin and end."""
    return frozenset(
        element.element_id
        for element in description.elements
        if element.kind in ("startEvent", "endEvent")
        and element.trigger == "none"
        and (element.parent is not None or element.process_id != description.procedure_id)
    )


def steps_of(
    evidence: Evidence, description: Description, *, forms: Mapping[str, Form], roles: Mapping[str, str]
) -> tuple[Step, ...]:
    """Return the steps of a way in order. ``roles`` are the names of roles by key."""
    found = passages(evidence, quiet=quiet(description))
    elements = {element.element_id: element for element in description.elements}
    names = {line.flow_id: (line.source, line.name) for line in description.lines}
    said = _answers(evidence, found, elements, forms)
    wrong = max((place for place, passage in enumerate(found) if passage.element_id == evidence.at), default=-1)
    return tuple(
        Step(
            number=place + 1,
            element_id=passage.element_id,
            name=name_of(elements.get(passage.element_id), passage.element_id),
            who=_who(elements.get(passage.element_id), roles),
            answers=said.get(place, ()),
            chosen=_chosen(passage, evidence.moves[passage.move], names, elements),
            happens=_happens(passage, evidence.moves[passage.move]),
            here=place == wrong,
        )
        for place, passage in enumerate(found)
    )


def name_of(element: Element | None, element_id: str) -> str:
    """Return what an element is called, in words for its kind where it has no name."""
    if element is None:
        return element_id
    return " ".join(element.name.split()) or NAMELESS.get(element.kind, element_id)


def _who(element: Element | None, roles: Mapping[str, str]) -> str:
    """Return who does it; nobody but the service does what is no user or manual task."""
    lane = (element.lane or "") if element and element.kind in ("userTask", "manualTask") else ""
    return roles.get(lane, lane)


def _answers(
    evidence: Evidence, found: tuple[Passage, ...], elements: Mapping[str, Element], forms: Mapping[str, Form]
) -> Mapping[int, tuple[Answer, ...]]:
    """Return the answers by step: each at the last step, up to the move that depends on it, at which it was given."""
    said: dict[int, dict[str, Answer]] = {}
    for number, move in enumerate(evidence.moves):
        done = [place for place, passage in enumerate(found) if passage.move <= number]
        for element_id, key, value in move.answers:
            at = next((place for place in reversed(done) if found[place].element_id == element_id), done[-1] if done else None)
            if at is not None:
                element = elements.get(element_id)
                form = forms.get(element.form_id) if element and element.form_id else None
                said.setdefault(at, {})[key] = in_words(form, key, value)
    return {place: tuple(answers.values()) for place, answers in said.items()}


def _chosen(passage: Passage, move: Move, names: Mapping[str, tuple[str, str]], elements: Mapping[str, Element]) -> str:
    element = elements.get(passage.element_id)
    if element is None or not element.kind.endswith("Gateway"):
        return ""
    taken: list[str] = []
    for item in move.passed[passage.at + 1 :]:
        if item.element_id == passage.element_id and item.what is not What.TAKEN:
            break
        source, name = names.get(item.element_id, ("", ""))
        if item.what is What.TAKEN and source == passage.element_id and name:
            taken.append(name)
    return ", ".join(taken)


def _happens(passage: Passage, move: Move) -> str:
    if passage.failed:
        return f"It fails: {move.code}" if move.code else "It fails"
    return HAPPENS.get(move.cause, "") if move.element_id == passage.element_id else ""
