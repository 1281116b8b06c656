"""The steps of a way through a diagram, as pictures number them and words tell them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from service.domain.behaviour import Cause, Evidence, Move, What


@dataclass(frozen=True, kw_only=True)
class Passage:
    """An element that was done, or that failed with an error. ``move`` is the place of the move in the evidence, from 0; ``at`` the
    place in that move; ``around`` are the ids of what lies around it, from the outside in."""

    element_id: str
    move: int
    at: int = 0
    around: tuple[str, ...] = ()
    failed: bool = False


def bare(name: str) -> str:
    """Return the element of a place: ``Search[2]`` is an item of ``Search``."""
    return name.partition("[")[0]


def passages(evidence: Evidence, *, quiet: frozenset[str] = frozenset()) -> tuple[Passage, ...]:
    """Return the steps in order, those at ``quiet`` elements left out. What only lies around other steps is none, nor is the whole of
    what was done for each item."""
    found: list[Passage] = []
    holders = set(_holders(evidence)) | quiet
    for place, move in enumerate(evidence.moves):
        found += [passage for passage in _of(move, place) if passage.failed or passage.element_id not in holders]
    return tuple(found)


def _holders(evidence: Evidence) -> Iterator[str]:
    for move in evidence.moves:
        for item in move.passed:
            yield from {bare(name) for name in item.place} - {item.element_id}


def _of(move: Move, place: int) -> Iterator[Passage]:
    done = [item.element_id for item in move.passed if item.what is What.COMPLETED]
    if move.cause is Cause.ERROR and move.element_id not in done:
        around = next((item.place for item in move.passed if item.element_id == move.element_id), ())
        yield Passage(element_id=move.element_id, move=place, around=tuple(map(bare, around)), failed=True)
    for at, item in enumerate(move.passed):
        ended = item.what is What.ENDED and item.element_id not in done
        whole = _is_whole(move, at)
        if (item.what is What.COMPLETED or ended) and not whole:
            around = tuple(name for name in map(bare, item.place) if name != item.element_id)
            yield Passage(element_id=item.element_id, move=place, at=at, around=around)


def _is_whole(move: Move, at: int) -> bool:
    """Say whether this is the end of an activity that was done for each item of a list, the last of them just before."""
    item = move.passed[at]
    inner = f"{item.element_id}["
    return any(
        before.element_id == item.element_id
        and before.what is What.COMPLETED
        and before.place[-1:]
        and before.place[-1].startswith(inner)
        for before in move.passed[:at]
    ) and not (item.place[-1:] and item.place[-1].startswith(inner))
