"""Verdicts told to people: the sentence, the way that breaks it step by step, and the same way drawn on each diagram it goes through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.domain.execution import Description
from service.domain.verdicts import Verdict
from service.policy import pack
from service.policy.drawing import Marks
from service.policy.drawing.model import Plane
from service.policy.drawing.reading import read_planes
from service.policy.drawing.sheet import drawn
from service.policy.paths import pack_path
from service.policy.telling.answers import Answer, forms_of
from service.policy.telling.steps import Step, name_of, quiet, steps_of

__all__ = ["Answer", "Picture", "Step", "Told", "as_data", "tell"]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One plane of a diagram with the way marked. ``main`` says that the way ends on it or goes wrong there."""

    file: str
    plane_id: str
    name: str
    svg: str
    main: bool = True


@dataclass(frozen=True, kw_only=True)
class Told:
    """A verdict with its evidence in words and pictures. ``here`` is the name of the element where it goes wrong, ``concerned`` the
    names of the elements it is about; both and all the steps are empty for a verdict without evidence."""

    verdict: Verdict
    steps: tuple[Step, ...] = ()
    here: str = ""
    concerned: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()


def tell(verdict: Verdict, bundle: Bundle, description: Description) -> Told:
    """Tell a verdict about a procedure of this bundle."""
    concerned = tuple(found.name for name in verdict.elements if (found := description.element(name)) and found.name)
    if verdict.evidence is None:
        return Told(verdict=verdict, concerned=concerned)
    marks = Marks.along(verdict.evidence, quiet=quiet(description))
    here = verdict.evidence.at
    return Told(
        verdict=verdict,
        steps=steps_of(verdict.evidence, description, forms=forms_of(bundle), roles=_roles(bundle)),
        here=name_of(description.element(here), here) if here else "",
        concerned=concerned,
        pictures=_pictures(bundle, marks),
    )


def as_data(told: Told) -> Mapping[str, Any]:
    """Return the same for machines, pictures as SVG."""
    verdict = told.verdict
    return {
        "check": verdict.check_id,
        "outcome": verdict.outcome.value,
        "sentence": verdict.sentence,
        "why": verdict.why,
        "source": verdict.source,
        "level": verdict.level,
        "formal": verdict.formal,
        "procedure": verdict.procedure_id,
        "elements": list(verdict.elements),
        "here": verdict.evidence.at if verdict.evidence else None,
        "path": [asdict(step) for step in told.steps],
        "pictures": [asdict(picture) for picture in told.pictures],
    }


def _pictures(bundle: Bundle, marks: Marks) -> tuple[Picture, ...]:
    """Return the planes that the way goes through, in the order in which it does."""
    found: list[tuple[int, Picture]] = []
    ends = {marks.here, *marks.steps[-1:]}
    for path, content in sorted(bundle.files.items()):
        for plane in _planes(path, content):
            if marks.touches(plane.ids):
                name = plane.name or path.rpartition("/")[2]
                picture = drawn(plane, marks, f"{name}, with the way marked")
                first = min((place for place, step in enumerate(marks.steps) if step in plane.ids), default=len(marks.steps))
                found.append(
                    (first, Picture(file=path, plane_id=plane.plane_id, name=name, svg=picture, main=bool(ends & plane.ids)))
                )
    return tuple(picture for _, picture in sorted(found, key=lambda one: one[0]))


def _roles(bundle: Bundle) -> Mapping[str, str]:
    path = pack_path(bundle.council)
    try:
        roles = pack.load(bundle.files[path], file=path).roles if path in bundle.files else ()
    except Unfit:
        return {}
    return {role.key: role.name for role in roles}


def _planes(path: str, content: bytes) -> tuple[Plane, ...]:
    try:
        return read_planes(content) if path.endswith(".bpmn") else ()
    except Unfit:
        return ()
