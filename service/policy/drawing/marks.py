"""What is pointed out on a diagram: a way through it step by step, the place where it goes wrong, flows that nothing takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from service.domain.behaviour import Evidence, What
from service.policy.drawing.passages import bare, passages


@dataclass(frozen=True, kw_only=True)
class Marks:
    """``steps`` are the elements passed, in order: the first has the number 1, whichever plane it is drawn on. ``inside`` gives the
    numbers of the steps within a sub-process or called procedure, ``passed`` is what lies on the way without a number. ``flows`` says
    how often each flow was taken, ``here`` where it
    goes wrong and ``around`` what that lies in, ``untaken`` what nothing passes. The words stand in the key."""

    steps: tuple[str, ...] = ()
    inside: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    passed: frozenset[str] = frozenset()
    flows: Mapping[str, int] = field(default_factory=dict)
    here: str | None = None
    around: frozenset[str] = frozenset()
    untaken: frozenset[str] = frozenset()
    here_words: str = "Goes wrong here"
    untaken_words: str = "No scenario goes this way"

    @classmethod
    def along(cls, evidence: Evidence, *, quiet: frozenset[str] = frozenset()) -> Marks:
        """Return the marks of a way through the diagram. Where the evidence names no place, it goes wrong at the last step;
        ``quiet`` elements get no number."""
        found = passages(evidence, quiet=quiet)
        inside: dict[str, tuple[int, ...]] = {}
        for number, passage in enumerate(found, start=1):
            for holder in passage.around:
                inside[holder] = (*inside.get(holder, ()), number)
        passed = [item for move in evidence.moves for item in move.passed]
        here = bare(evidence.at) if evidence.at else found[-1].element_id if found else None
        places = [item.place for item in passed if item.element_id == here]
        return cls(
            steps=tuple(passage.element_id for passage in found),
            inside=inside,
            passed=frozenset(item.element_id for item in passed if item.what is What.COMPLETED) & quiet,
            flows=dict(Counter(item.element_id for item in passed if item.what is What.TAKEN)),
            here=here,
            around=frozenset(map(bare, places[-1])) - {here or ""} if places else frozenset(),
        )

    @cached_property
    def numbers(self) -> Mapping[str, tuple[int, ...]]:
        """Return the numbers of each element's steps, of those inside it too."""
        found: dict[str, tuple[int, ...]] = dict(self.inside)
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

    def is_here(self, element_id: str, holds: Iterable[str] = ()) -> bool:
        """Say whether it goes wrong at an element or inside it."""
        return self.here is not None and (element_id == self.here or element_id in self.around or self.here in holds)

    def touches(self, ids: Iterable[str]) -> bool:
        """Say whether anything is pointed out among these themselves."""
        return any(
            item in self.steps or item in self.passed or item in self.flows or item in self.untaken or item == self.here
            for item in ids
        )


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
