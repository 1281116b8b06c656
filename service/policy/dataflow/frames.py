"""Where errors and escalations that are thrown inside something are caught: the engine's walk outward, done on the drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Catcher:
    """A boundary event or the start of an event sub-process: where a caught token arrives. ``code`` None catches all."""

    kind: str
    code: str | None
    arrival: int


@dataclass(kw_only=True)
class Frame:
    """One scope. ``host`` is the point where its activity is entered, ``boundaries`` those of the activity, ``own`` the names
    that stay inside it; ``keeps_all`` says that nothing of the inside is seen outside (instances of a multi-instance)."""

    process: str
    outer: Frame | None = None
    host: int | None = None
    boundaries: list[Catcher] = field(default_factory=list)
    event_subs: list[Catcher] = field(default_factory=list)
    own: frozenset[str] = frozenset()
    keeps_all: bool = False
    is_event_sub: bool = False


@dataclass(frozen=True, kw_only=True)
class Thrown:
    """Something thrown from a point of a frame; ``boundaries`` are those of the throwing activity itself."""

    kind: str
    code: str
    point: int
    frame: Frame
    element_id: str
    brings: frozenset[str]
    boundaries: list[Catcher] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class CallSite:
    """A call activity: where it is entered, what stands around it and what watches it."""

    frame: Frame
    entered: int
    boundaries: list[Catcher]


Leave = Callable[[int, Frame], int]


def caught(thrown: Thrown, sites: dict[str, list[CallSite]], leave: Leave) -> Iterator[tuple[int, int]]:
    """Yield (point, arrival) for every catcher that something thrown may reach. ``leave`` gives the point at which what is
    known inside a frame's activity has been reduced to what is known outside."""
    own = _match(thrown, thrown.boundaries)
    if own is not None:
        yield thrown.point, own.arrival
        return
    waiting = [(thrown.point, thrown.frame, False)]
    seen: set[tuple[int, int]] = set()
    while waiting:
        point, frame, from_event_sub = waiting.pop()
        if (point, id(frame)) in seen:
            continue
        seen.add((point, id(frame)))
        inner = None if from_event_sub else _match(thrown, frame.event_subs)
        if inner is not None:
            yield point, inner.arrival
        elif frame.outer is None:
            for site in sites.get(frame.process, ()):
                found = _match(thrown, site.boundaries)
                if found is not None:
                    yield site.entered, found.arrival
                else:
                    waiting.append((site.entered, site.frame, False))
        else:
            outside = leave(point, frame)
            found = _match(thrown, frame.boundaries)
            if found is not None:
                yield outside, found.arrival
            else:
                waiting.append((outside, frame.outer, frame.is_event_sub))


def _match(thrown: Thrown, catchers: list[Catcher]) -> Catcher | None:
    fitting = [each for each in catchers if each.kind == thrown.kind and each.code in (None, thrown.code)]
    return min(fitting, key=lambda each: each.code is None, default=None)
