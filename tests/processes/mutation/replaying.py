"""Plays a checker's evidence on the engine, with the monitors of the walks watching. Evidence does not say everything, and the items
of a list are one for it: what it leaves open is drawn at random, and now and then so is what it says of one step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.domain.behaviour import Cause, Move
from service.domain.execution import ThrowError
from service.domain.verdicts import Verdict
from tests.processes.mutation.mutants import Mutant
from tests.processes.mutation.parallel import SEED, language
from tests.processes.mutation.walking import LiveRun, Walker

ATTEMPTS = 200
AS_IT_SAYS = 0.8
JOBS_BETWEEN = 40
EVENTS = (Cause.TIMER, Cause.MESSAGE, Cause.SIGNAL)


def plays(mutant: Mutant, verdict: Verdict) -> bool:
    """Say whether a case that goes the way that the checker shows breaks the invariant on the engine too."""
    if verdict.evidence is None or (verdict.procedure_id and verdict.procedure_id != mutant.procedure_id):
        return False
    walker = Walker(mutant.bundle(), SEED, language())
    moves = verdict.evidence.moves
    return any(_once(walker, moves, verdict.check_id) for _attempt in range(ATTEMPTS))


def _once(walker: Walker, moves: Sequence[Move], invariant: str) -> bool:
    run = walker.begin()
    for at, move in enumerate(moves):
        if move.cause is not Cause.START:
            _move(walker, run, move, _answers(moves, at))
    walker.answering.forced = {}
    if invariant not in run.monitor.broken:
        walker.go_on(run)
    return invariant in run.monitor.broken


def _answers(moves: Sequence[Move], at: int) -> Mapping[str, Any]:
    """Return the answers of the task that a move completes: those that it or a later move depends on, until the task comes again."""
    found: dict[str, Any] = {}
    for move in moves[at:]:
        if move is not moves[at] and move.element_id == moves[at].element_id:
            break
        for element_id, field, value in move.answers:
            if element_id == moves[at].element_id and "\N{HORIZONTAL ELLIPSIS}" not in str(value):
                found.setdefault(field, value)
    return found


def _move(walker: Walker, run: LiveRun, move: Move, answers: Mapping[str, Any]) -> None:
    """Do what a move does, after the jobs that the evidence does not speak of; nothing where it cannot be done."""
    kinds = ("timer", "subscription") if move.cause in EVENTS else ("task", "job")
    for _job in range(JOBS_BETWEEN):
        items = [
            (item_id, each) for kind in kinds for item_id, each in run.opened[kind].items() if each.element_id == move.element_id
        ]
        jobs = list(run.opened["job"].values())
        if items:
            item_id, item = walker.random.choice(items)
            walker.answering.forced = walker.world.forced = answers if walker.random.random() < AS_IT_SAYS else {}
            if move.cause in EVENTS:
                walker.happen(run, item_id)
            elif move.cause is Cause.ERROR:
                walker.apply(run, ThrowError(job_id=item_id, code=move.code or ""))
            else:
                walker.work(run, item, 0.0)
            walker.answering.forced = walker.world.forced = {}
            return
        if not jobs:
            return
        walker.work(run, walker.random.choice(jobs), 0.0)
