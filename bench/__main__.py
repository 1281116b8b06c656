"""``make bench``: starts cases and completes tasks through the service, on an SQLite file; prints and writes figures as JSON."""

from __future__ import annotations

import json
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors.recording import Recorder
from service import demo
from service.bootstrap import build
from service.commands import CompleteTask
from service.queries.inbox import inbox
from service.settings import ROOT, Settings
from service.stage import MovingClock, Rehearsal

ROUNDS = 50
OUT = ROOT / "data" / "bench.json"
COUNCIL, PROCEDURE, PERSON, TASK = "wakefield", "wmdc_search_request", "aisha.rahman", "W1_RecordConcern"


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long an action takes in milliseconds, and its answer."""
    begun = time.perf_counter()
    answer = action()
    return (time.perf_counter() - begun) * 1000, answer


def summary(times_ms: list[float]) -> dict[str, float]:
    """Return median, 95th percentile and rate of a list of times."""
    ordered = sorted(times_ms)
    return {
        "median_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 2),
        "per_s": round(1000 / statistics.mean(ordered), 1),
    }


def measure(folder: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Return figures for starting a case, completing its first task and reading an inbox of ``rounds`` tasks."""
    clock = MovingClock(datetime(2026, 3, 20, 9, tzinfo=UTC))
    services = build(Settings(data_dir=folder, secret_key="bench" * 8), clock=clock, recorder=Recorder())
    try:
        demo.deploy_all(services, COUNCIL)
        demo.furnish(services, COUNCIL)
        stage = Rehearsal(services, clock, council=COUNCIL)
        actor = services.actor(PERSON, COUNCIL)
        assert actor is not None
        starts, completions = [], []
        for _ in range(rounds):
            took, number = timed(lambda: stage.start(PROCEDURE, person=PERSON, given={"caseId": "CD-204417"}, fill=True))
            starts.append(took)
            stage.settle()
            (task_id,) = stage.tasks(str(number), TASK)
            answers = stage.answers(task_id, person=PERSON, given={"groundType": "misleading_account"})
            took, _ = timed(lambda task_id=task_id, answers=answers: services.run(CompleteTask(task_id, answers), actor))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
            completions.append(took)
        reader = services.actor("carol.whitaker", COUNCIL)
        assert reader is not None
        inboxes = [timed(lambda: services.query(inbox, reader, tab="team"))[0] for _ in range(20)]
    finally:
        services.close()
    return {"start a case": summary(starts), "complete a task": summary(completions), f"inbox of {rounds}": summary(inboxes)}


def main() -> None:
    """Measure, print and write."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory(prefix="triangulate-bench-") as folder:
        figures = measure(Path(folder), rounds)
    report = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "database": "sqlite",
        "rounds": rounds,
        "figures": figures,
    }
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
