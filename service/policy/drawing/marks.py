"""What is pointed out on a diagram: a way through it step by step, the place where it goes wrong, flows that nothing takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from service.domain.behaviour import Evidence, What


@dataclass(frozen=True, kw_only=True)
class Marks:
    """``steps`` are the elements passed, in order: the first has the number 1, whichever plane it is drawn on. ``flows`` says how
    often each flow was taken, ``here`` where it goes wrong, ``untaken`` what nothing passes. The words stand in the key."""

    steps: tuple[str, ...] = ()
    flows: Mapping[str, int] = field(default_factory=dict)
    here: str | None = None
    untaken: frozenset[str] = frozenset()
    here_words: str = "Goes wrong here"
    untaken_words: str = "No scenario goes this way"

    @classmethod
    def along(cls, evidence: Evidence) -> Marks:
        """Return the marks of a way through the diagram."""
        passed = [passed for move in evidence.moves for passed in move.passed]
        holders = {holder.partition("[")[0] for item in passed for holder in item.place}
        steps: list[str] = []
        for item in passed:
            done = item.what is What.COMPLETED or (item.what is What.ENDED and steps[-1:] != [item.element_id])
            if done and item.element_id not in holders:
                steps.append(item.element_id)
        flows = Counter(item.element_id for item in passed if item.what is What.TAKEN)
        at = evidence.at or (steps[-1] if steps else None)
        return cls(steps=tuple(steps), flows=dict(flows), here=at.partition("[")[0] if at else None)

    @cached_property
    def numbers(self) -> Mapping[str, tuple[int, ...]]:
        """Return the numbers of each element's steps."""
        found: dict[str, tuple[int, ...]] = {}
        for place, element_id in enumerate(self.steps, start=1):
            found[element_id] = (*found.get(element_id, ()), place)
        return found

    @property
    def has_path(self) -> bool:
        """Say whether a way is pointed out."""
        return bool(self.steps or self.flows)

    def of(self, element_id: str, holds: Iterable[str] = ()) -> tuple[int, ...]:
        """Return the numbers of the steps at an element, and of those inside it when it is drawn closed."""
        return tuple(sorted({number for item in (element_id, *holds) for number in self.numbers.get(item, ())}))

    def touches(self, ids: Iterable[str]) -> bool:
        """Say whether anything is pointed out among these."""
        return any(item in self.numbers or item in self.flows or item in self.untaken or item == self.here for item in ids)


def in_short(numbers: tuple[int, ...], *, most: int = 4) -> str:
    """Return numbers as they stand in a mark: ``3–8, 12``; after ``most`` parts the rest is only hinted at."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return ", ".join(parts[:most]) + ("…" if len(parts) > most else "")
