"""Faults in the shipped procedures are refused: what random walks show to break the policy, the checker finds. The full run is
``make mutation``; here its results are held against the checker on a sample, and some mutants are walked again."""

from __future__ import annotations

import pytest

from tests.processes.mutation import results
from tests.processes.mutation.mutants import ASSESSMENT, REQUEST, Mutant, mutants, original
from tests.processes.mutation.parallel import SEED, language, walk
from tests.processes.mutation.policing import police
from tests.processes.mutation.report import uncaught
from tests.processes.mutation.survivors import why_it_survives
from tests.processes.mutation.walking import Walker

WALKED, CHECKED = results.load()
BROKEN = [mutant for mutant in mutants() if mutant.name in WALKED and WALKED[mutant.name].broken]
IN_ASSESSMENT = [mutant for mutant in BROKEN if mutant.procedure_id == ASSESSMENT]
IN_REQUEST = [mutant for mutant in BROKEN if mutant.procedure_id == REQUEST]
QUICK = 2.0
QUICKLY_CHECKED = [mutant for mutant in IN_ASSESSMENT if mutant.name in CHECKED and CHECKED[mutant.name].seconds < QUICK]
CHECKED_AGAIN = [*QUICKLY_CHECKED[:5], *IN_REQUEST[:1]]
WALKED_AGAIN = [*IN_ASSESSMENT[:2], *sorted(IN_REQUEST, key=lambda each: -max(WALKED[each.name].broken.values()))[:1]]
FEW = 150


def test_at_least_sixty_mutants_run() -> None:
    assert len([name for name, walk in WALKED.items() if not walk.refused]) >= 60


def test_every_mutant_was_walked_and_checked() -> None:
    names = {mutant.name for mutant in mutants()}
    assert (set(WALKED), set(CHECKED)) == (names, names), "run make mutation"


def test_what_walks_break_the_checker_refuses() -> None:
    assert uncaught(WALKED, CHECKED) == []


def test_every_mutant_that_nothing_finds_is_explained() -> None:
    silent = [
        mutant
        for mutant in mutants()
        if not (WALKED[mutant.name].refused or WALKED[mutant.name].broken or CHECKED[mutant.name].says_no)
    ]
    assert [mutant.name for mutant in silent if not why_it_survives(mutant)] == []


@pytest.mark.parametrize("procedure_id", [REQUEST, ASSESSMENT])
def test_no_monitor_fires_on_a_shipped_procedure(procedure_id: str) -> None:
    assert Walker(original(procedure_id), SEED, language()).walk(FEW).broken == {}


@pytest.mark.parametrize("mutant", CHECKED_AGAIN, ids=lambda mutant: mutant.name)
def test_a_broken_mutant_is_refused_again(mutant: Mutant) -> None:
    assert police(mutant)[0].says_no


@pytest.mark.parametrize("mutant", WALKED_AGAIN, ids=lambda mutant: mutant.name)
def test_a_broken_mutant_breaks_again(mutant: Mutant) -> None:
    assert set(walk(mutant, FEW).broken) & set(WALKED[mutant.name].broken)
