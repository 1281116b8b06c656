"""What a user of the API waits for: start-up, completing a task with one and with four clients, whole cases a second, memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.council import ANSWERS, REQUEST, clerk, furnished, open_tasks, settings_of
from bench.figures import Figures, summary, timed_ms
from bench.served import Client, Served
from service.bootstrap import Services
from service.commands import StartCase

WARM_UP = 40
STARTS = 3


def measure(folder: Path, database_url: str, *, rounds: int) -> Figures:
    """Return the figures of the real server on a database, which is filled by it."""
    services = furnished(settings_of(folder, database_url))
    try:
        starts = []
        for _ in range(STARTS):
            with Served(folder, database_url) as served:
                starts.append(served.started_ms)
        with Served(folder, database_url) as served:
            idle_mb = served.resident_mb()
            ready = tasks_to_complete(services, WARM_UP + 2 * rounds)
            complete(served, ready[:WARM_UP], clients=2)
            one = complete(served, ready[WARM_UP : WARM_UP + rounds], clients=1)
            four = complete(served, ready[WARM_UP + rounds :], clients=4)
            rates = {f"{clients} clients": cases_per_second(served, services, rounds // 2, clients=clients) for clients in (1, 4)}
            full_mb = served.resident_mb()
    finally:
        services.close()
    return {
        "complete a task, 1 client (ms)": summary(one),
        "complete a task, 4 clients (ms)": summary(four),
        "cases a second (start, 3 tasks, 1 script)": rates,
        "start-up to first answer (ms)": round(min(starts)),
        "resident memory (MB)": {"idle": idle_mb, "after the work": full_mb},
    }


def tasks_to_complete(services: Services, count: int) -> list[str]:
    """Start cases and return the id of the open task of each."""
    actor = clerk(services)
    return [open_tasks(services, str(services.run(StartCase(procedure_id=REQUEST), actor)))[0] for _ in range(count)]


def complete(served: Served, task_ids: list[str], *, clients: int) -> list[float]:
    """Complete tasks and return the milliseconds of each."""
    left = iter(task_ids)
    gate = threading.Lock()
    times: list[float] = []

    def work(client: Client) -> None:
        while True:
            with gate:
                task_id = next(left, None)
            if task_id is None:
                return
            path = f"/api/tasks/{task_id}/complete"
            times.append(timed_ms(lambda path=path: client.post(path, {"answers": ANSWERS})))  # type: ignore[misc]  # mypy cannot infer a lambda with defaults

    side_by_side(served, work, clients)
    return times


def cases_per_second(served: Served, services: Services, count: int, *, clients: int) -> float:
    """Bring cases from their start to their end and return how many a second. Task ids are read beside the server, because an
    inbox would show them."""
    left = iter(range(count))
    gate = threading.Lock()

    def work(client: Client) -> None:
        while True:
            with gate:
                if next(left, None) is None:
                    return
            number = client.post("/api/cases", {"procedure_id": REQUEST})["number"]
            for _ in range(3):
                task_id = open_task(services, number)
                client.post(f"/api/tasks/{task_id}/complete", {"answers": ANSWERS})

    begun = time.perf_counter()
    side_by_side(served, work, clients)
    return round(count / (time.perf_counter() - begun), 1)


def open_task(services: Services, number: str) -> str:
    """Return the id of the one open task of a case, with as little work in this process as can be: the server shares the machine."""
    connection = services.database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"SELECT task_id FROM tasks JOIN cases USING (case_id) WHERE number = '{number}' AND closed_at IS NULL")
        ((task_id,),) = cursor.fetchall()
    finally:
        connection.close()
    return str(task_id)


def side_by_side(served: Served, work: Callable[[Client], None], clients: int) -> None:
    """Run the same work with several clients at once; raises what the first of them raises."""
    with ThreadPoolExecutor(clients) as pool:
        connections = [served.client() for _ in range(clients)]
        for done in [pool.submit(work, connection) for connection in connections]:
            done.result()
        for connection in connections:
            connection.close()
