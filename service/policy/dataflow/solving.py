"""Which variables may and must be set at each point, and the way round by which one is not."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from service.policy.dataflow.model import ANSWERS, Point

Names = frozenset[str]


@dataclass(frozen=True)
class Solved:
    """By point: what is set on some way there, and on every way; None on every way for a point that nothing reaches."""

    points: Sequence[Point]
    may: Sequence[Names]
    must: Sequence[Names | None]

    def way_round(self, point: int, name: str) -> list[str]:
        """Return ids of elements on a shortest way to a point on which ``name`` is not set, in order."""
        before: dict[int, int | None] = {point: None}
        waiting = deque([point])
        while waiting:
            at = waiting.popleft()
            sources = self._lacking(at, name)
            if not sources:
                return _told(self.points, before, at)
            for source in sources:
                if source not in before:
                    before[source] = at
                    waiting.append(source)
        return []

    def _lacking(self, at: int, name: str) -> list[int]:
        point = self.points[at]
        sources = point.after
        if point.base is not None and (point.drop is None or name in point.drop):
            sources = [point.base]
        return [each for each in sources if self._lacks(each, name)]

    def _lacks(self, at: int, name: str) -> bool:
        held = self.must[at]
        return held is not None and name not in held


def solve(points: Sequence[Point]) -> Solved:
    """Return the least solution for may and the greatest for must."""
    may: list[Names] = [frozenset()] * len(points)
    must: list[Names | None] = [None] * len(points)
    _settle(points, lambda at: _may(points[at], may), may)
    _settle(points, lambda at: _must(points[at], must), must)
    return Solved(points, may, must)


def _settle(points: Sequence[Point], value: Callable[[int], Names | None], held: list[Any]) -> None:
    """Recompute points, each after those it depends on has changed, until nothing changes."""
    needed_by: list[set[int]] = [set() for _ in points]
    for at, point in enumerate(points):
        for source in chain(point.after, *point.also, () if point.base is None else (point.base,)):
            needed_by[source].add(at)
    waiting = deque(range(len(points)))
    queued = set(waiting)
    while waiting:
        at = waiting.popleft()
        queued.discard(at)
        found = value(at)
        if found != held[at]:
            held[at] = found
            for each in needed_by[at] - queued:
                waiting.append(each)
                queued.add(each)


def _may(point: Point, may: Sequence[Names]) -> Names:
    came = frozenset[str]().union(*(may[each] for each in chain(point.after, *point.also)))
    return _passed(point, came, frozenset() if point.base is None else may[point.base])


def _must(point: Point, must: Sequence[Names | None]) -> Names | None:
    """A point that nothing has reached yet stays None, so that a loop's way back takes nothing from its first pass."""
    came = [held for each in point.after if (held := must[each]) is not None]
    base = None if point.base is None else must[point.base]
    if not point.root and (not came or (point.together and len(came) < len(point.after))):
        return None
    if point.base is not None and base is None:
        return None
    joined = frozenset[str]().union(*came) if point.together else frozenset.intersection(*came) if came else frozenset()
    return _passed(point, joined, base or frozenset())


def _passed(point: Point, came: Names, base: Names) -> Names:
    kept = came - point.drop if point.drop is not None else frozenset(name for name in came if name.startswith(ANSWERS))
    return kept | base | point.sets


def _told(points: Sequence[Point], before: dict[int, int | None], start: int) -> list[str]:
    told: list[str] = []
    at: int | None = start
    while at is not None:
        if not told or told[-1] != points[at].element_id:
            told.append(points[at].element_id)
        at = before[at]
    return told
