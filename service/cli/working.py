"""Does independent pieces of work over several processes, in order, with a progress bar that names what is being done."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from service.cli.output import progress

Piece = TypeVar("Piece")
Result = TypeVar("Result")
Say = Callable[[str], None]
FEW = 4
"""Up to so many pieces are done in this process: starting others would take longer."""
PROCESSES = os.cpu_count() or 1


@contextmanager
def bar_of(total: int, *, silent: bool) -> Iterator[tuple[Say, Say]]:
    """Show a bar for so many pieces. Yields what says which piece is next, and what says how far it is within."""
    with progress(silent=silent) as bar:
        task = bar.add_task("", total=total)
        begun, named = 0, ""

        def next_one(name: str) -> None:
            nonlocal begun, named
            bar.update(task, completed=begun, description=name)
            begun, named = begun + 1, name

        yield next_one, lambda words: bar.update(task, description=f"{named}: {words}")


def done(do: Callable[[Piece], Result], pieces: Sequence[Piece], *, workers: int = PROCESSES) -> Iterator[Result]:
    """Yield the result of each piece in order, from several processes where that pays. ``do`` and pieces must be picklable."""
    if workers == 1 or len(pieces) <= FEW:
        yield from map(do, pieces)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=min(workers, len(pieces)), mp_context=context) as pool:
        yield from pool.map(do, pieces)
