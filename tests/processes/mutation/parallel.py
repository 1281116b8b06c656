"""Walks and checks of many mutants over the processors of this machine."""

from __future__ import annotations

import gc
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from typing import Any, TypeVar

from service.domain.errors import Unfit
from tests.processes.mutation import results
from tests.processes.mutation.mutants import Mutant, mutants
from tests.processes.mutation.remembering import Remembering
from tests.processes.mutation.results import Walked
from tests.processes.mutation.walking import Walker

SEED = 20260320
ENOUGH = 2_000
"""Once something broke, so many walks that break nothing else are enough."""
Found = TypeVar("Found")


@cache
def language() -> Remembering:
    """Return the language that all walks of this process share."""
    return Remembering()


def walk(mutant: Mutant, walks: int, before: Walked | None = None) -> Walked:
    """Return what random walks of a mutant show: as many as are still missing after those that were walked ``before``, fewer where
    enough was seen."""
    begun = time.process_time()
    before = before or results.nothing(mutant, "")
    if before.refused or before.walks >= walks or before.enough:
        return before
    try:
        walker = Walker(mutant.bundle(), SEED + before.walks, language())
    except Unfit as refused:
        return results.nothing(mutant, refused.findings[0].message if refused.findings else str(refused))
    gc.freeze()
    gc.set_threshold(20_000, 50, 1_000)
    found = walker.walk(walks - before.walks, enough=ENOUGH)
    return Walked(
        fault=mutant.fault,
        procedure_id=mutant.procedure_id,
        content=mutant.runs,
        walks=before.walks + found.walks,
        enough=found.walks < walks - before.walks,
        broken=dict(sorted((Counter(before.broken) + found.broken).items())),
        shortest={**{name: way[-6:] for name, way in sorted(found.shortest.items())}, **before.shortest},
        endings=dict(sorted((Counter(before.endings) + found.endings).items())),
        seconds=round(before.seconds + time.process_time() - begun, 1),
    )


def _walk_one(index: int, walks: int, before: Walked | None) -> Walked:
    return walk(mutants()[index], walks, before)


def walk_all(walks: Mapping[int, int], before: Mapping[str, Walked], *, workers: int) -> Iterator[tuple[Mutant, Walked]]:
    """Walk mutants so often, by index; yield what was found as it is found. What was walked of the same content before is not walked
    again."""
    jobs = []
    for index, count in walks.items():
        mutant = mutants()[index]
        known = before.get(mutant.name)
        same = known is not None and (bool(known.refused) or known.content == mutant.runs)
        jobs.append((index, count, known if same else None))
    return everywhere(_walk_one, jobs, workers=workers)


def everywhere(work: Callable[..., Found], jobs: Sequence[tuple[Any, ...]], *, workers: int) -> Iterator[tuple[Mutant, Found]]:
    """Do work for mutants, a few at a time; yield what each gave as it is done. A job begins with the index of its mutant."""
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        pending = {pool.submit(work, *job): job[0] for job in jobs}
        for future in as_completed(pending):
            yield mutants()[pending[future]], future.result()
