"""Inside one process, without HTTP: statements and commits of each command, loops, 300 at once, reading and restoring."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import event

from bench.council import ANSWERS, LOOP, MANY, REQUEST, clerk, furnished, open_tasks, settings_of
from bench.figures import Figures, percentile, repeated_ms, timed_ms
from service.bootstrap import Services
from service.commands import ClaimTask, CompleteTask, ReleaseTask, SaveDraft, StartCase
from service.domain.identity import Actor
from service.engine.procedure import build
from service.engine.snapshot import load

ROUNDS = 300
TURNS = 25


def measure(folder: Path, database_url: str) -> Figures:
    """Return the figures of the service in this process on a database."""
    services = furnished(settings_of(folder, database_url))
    try:
        return {
            "statements and commits": costs(services),
            "a loop (ms)": loop(services),
            "300 instances (ms)": many(services),
            "read and restore (ms)": reading(services),
        }
    finally:
        services.close()


# ---- statements


@contextmanager
def counted(services: Services) -> Iterator[Figures]:
    """Yield what counts statements and commits that change something while the block runs."""
    engine, count = services.database.engine, {"statements": 0, "commits": 0}

    def statement(*_: Any) -> None:
        count["statements"] += 1

    def commit(*_: Any) -> None:
        count["commits"] += 1

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    try:
        yield count
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


def costs(services: Services) -> dict[str, Figures]:
    """Return statements and commits of each command that people wait for, who they are included."""
    number = str(services.run(StartCase(procedure_id=REQUEST), clerk(services)))
    (task_id,) = open_tasks(services, number)
    commands: dict[str, Callable[[], Any]] = {
        "StartCase": lambda: StartCase(procedure_id=REQUEST),
        "ClaimTask": lambda: ClaimTask(task_id),
        "SaveDraft": lambda: SaveDraft(task_id, {"reason": "Half"}),
        "ReleaseTask": lambda: ReleaseTask(task_id),
        "CompleteTask": lambda: CompleteTask(task_id, ANSWERS),
    }
    found = {}
    for name, made in commands.items():
        with counted(services) as count:
            services.run(made(), clerk(services))
        found[name] = count
    return found


# ---- time


def complete(services: Services, actor: Actor, task_id: str) -> float:
    """Complete one task and return the milliseconds."""
    return timed_ms(lambda: services.run(CompleteTask(task_id, ANSWERS), actor))


def loop(services: Services) -> Figures:
    """Return the times of the 1st, 50th and 300th iteration of a loop: medians of one after the other in turn, so that whatever
    else the machine does meets all three alike."""
    actor = clerk(services)
    old = {place: gone_round(services, actor, place - 1) for place in (50, ROUNDS)}
    times: dict[int, list[float]] = {1: [], **{place: [] for place in old}}
    for _ in range(TURNS):
        for place, number in {1: gone_round(services, actor, 0), **old}.items():
            times[place].append(complete(services, actor, open_tasks(services, number)[0]))
    usual = {place: median(taken) for place, taken in times.items()}
    figures: Figures = {f"iteration {place}": round(value, 2) for place, value in usual.items()}
    return figures | {f"iteration {place} ÷ first": round(usual[place] / usual[1], 2) for place in old}


def gone_round(services: Services, actor: Actor, rounds: int) -> str:
    """Return the number of a case that went round the loop."""
    number = str(services.run(StartCase(procedure_id=LOOP), actor))
    for _ in range(rounds):
        complete(services, actor, open_tasks(services, number)[0])
    return number


def many(services: Services) -> Figures:
    """Open 300 instances of a task, complete them all."""
    actor = clerk(services)
    begun: list[str] = []
    opened = timed_ms(lambda: begun.append(str(services.run(StartCase(procedure_id=MANY), actor))))
    times = [complete(services, actor, task_id) for task_id in open_tasks(services, begun[0])]
    assert len(times) == ROUNDS
    return {
        "open all": round(opened, 1),
        "complete one, p50": percentile(times, 0.5),
        "complete one, p95": percentile(times, 0.95),
    }


def reading(services: Services) -> Figures:
    """Check and compile the procedures from their files; restore a case with one and with 300 open tasks."""
    actor = clerk(services)
    figures: Figures = {}
    for procedure_id in (REQUEST, MANY):
        number = str(services.run(StartCase(procedure_id=procedure_id), actor))
        with services.database.unit_of_work(read_only=True) as unit:
            case = unit.cases.get(number)
            bundle = unit.versions.bundle(case.version_id)
        procedure = build(bundle)
        figures[f"check and compile {procedure_id}"] = round(median(repeated_ms(lambda bundle=bundle: build(bundle), 5)), 2)  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
        restored = repeated_ms(lambda procedure=procedure, case=case: load(procedure, case.snapshot), 20)  # type: ignore[misc]  # as above
        figures[f"restore a case of {procedure_id}"] = round(median(restored), 3)
        figures[f"snapshot of {procedure_id} (bytes)"] = len(case.snapshot)
    return figures
