"""Each choice both ways: a run writes down what it chose, and the next run is told to choose otherwise."""

from __future__ import annotations

from collections.abc import Iterator


class Chooser:
    """The choices of one run: first those it is told, then always the first."""

    def __init__(self, told: tuple[int, ...]) -> None:
        self.told = told
        self.made: list[tuple[int, int]] = []

    def choose(self, options: int) -> int:
        """Return one of so many options, from 0."""
        if options <= 1:
            return 0
        at = len(self.made)
        chosen = self.told[at] if at < len(self.told) else 0
        self.made.append((chosen, options))
        return chosen

    def others(self) -> Iterator[tuple[int, ...]]:
        """Yield what to tell further runs, so that all together choose everything once."""
        for at in range(len(self.told), len(self.made)):
            before = tuple(chosen for chosen, _ in self.made[:at])
            for other in range(1, self.made[at][1]):
                yield (*before, other)
