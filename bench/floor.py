"""The floor on the same machine: the same rows written by a bare driver, and bare SpiffWorkflow running the same diagrams."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias
from uuid import uuid4

from sqlalchemy import create_engine, event, make_url, text

from bench.council import ANSWERS, HERE, LOOP, REQUEST, clerk, furnished, settings_of
from bench.figures import Figures, summary, timed_ms
from bench.over_http import tasks_to_complete
from service.commands import CompleteTask

Statement: TypeAlias = tuple[str, Any, bool]
WRITES = ("INSERT", "UPDATE", "DELETE")


def bare_driver(folder: Path, database_url: str, *, rounds: int) -> Figures:
    """Complete tasks and note what is written; write the same into a copy of the database without us, each in one transaction."""
    settings = settings_of(folder, database_url)
    services = furnished(settings)
    ready = tasks_to_complete(services, rounds)
    services.close()
    copy = copied(database_url)
    services = furnished(settings)
    written: list[list[Statement]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, executemany: bool) -> None:
        if statement.startswith(WRITES):
            written[-1].append((statement, parameters, executemany))

    event.listen(services.database.engine, "before_cursor_execute", note)
    for task_id in ready:
        written.append([])
        services.run(CompleteTask(task_id, ANSWERS), clerk(services))
    services.close()
    connection = connected(copy)
    times = [timed_ms(lambda batch=batch: write(connection, batch)) for batch in written]  # type: ignore[misc]  # mypy cannot infer a lambda with defaults
    connection.close()
    return {"the same rows (ms)": summary(times), "statements": median(len(batch) for batch in written)}


def copied(database_url: str) -> str:
    """Copy a database that nobody is connected to, and return the URL of the copy."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        assert url.database is not None
        shutil.copy(url.database, f"{url.database}.copy")
        return f"{url.database}.copy"
    name = f"copy_{uuid4().hex}"
    server = create_engine(url.set(database="template1"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE {name} TEMPLATE "{url.database}"'))
    server.dispose()
    return url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)


def connected(copy: str) -> Any:
    """Return a connection of the bare driver, under the same promises as ours: WAL, synced at commit, foreign keys held."""
    if copy.startswith("postgresql"):
        import psycopg

        return psycopg.connect(copy)
    connection = sqlite3.connect(copy)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def write(connection: Any, batch: list[Statement]) -> None:
    """Write one completion and commit."""
    cursor = connection.cursor()
    for statement, parameters, many in batch:
        (cursor.executemany if many else cursor.execute)(statement, parameters)
    connection.commit()


# ---- SpiffWorkflow


def bare_spiff(folder: Path, *, rounds: int) -> Figures:
    """Complete a task of the same diagrams with SpiffWorkflow as it is: restore from JSON, run, save as JSON, one upsert."""
    connection = sqlite3.connect(folder / "floor.db")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE cases (id INTEGER PRIMARY KEY, state TEXT)")
    begun = time.perf_counter()
    steps = [step for case in range(rounds // 3) for step in spiff_steps(connection, REQUEST, case=case, rounds=3)]
    rate = rounds // 3 / (time.perf_counter() - begun)
    around = list(spiff_steps(connection, LOOP, case=-1, rounds=60))
    connection.close()
    first, fiftieth = median(around[:5]), median(around[48:53])
    return {
        "complete a task (ms)": summary(steps),
        "cases a second": round(rate, 1),
        "loop, iteration 50 ÷ first": round(fiftieth / first, 2),
    }


def spiff_steps(connection: sqlite3.Connection, procedure_id: str, *, case: int, rounds: int) -> Iterator[float]:
    """Start a case and yield the milliseconds of each completion."""
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
    from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
    from SpiffWorkflow.util.task import TaskState

    serializer = BpmnWorkflowSerializer()
    workflow = BpmnWorkflow(*spiff_specs(procedure_id))
    workflow.do_engine_steps()
    state = serializer.serialize_json(workflow)

    def complete() -> None:
        nonlocal state
        restored = serializer.deserialize_json(state)
        task = restored.get_next_task(state=TaskState.READY, manual=True)
        task.data.update(ANSWERS)
        task.run()
        restored.do_engine_steps()
        state = serializer.serialize_json(restored)
        connection.execute("INSERT INTO cases VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET state = excluded.state", (case, state))
        connection.commit()

    step: Callable[[], None] = complete
    for _ in range(rounds):
        yield timed_ms(step)


def spiff_specs(procedure_id: str) -> tuple[Any, Any]:
    """Return a diagram of the bench as SpiffWorkflow reads it, its FEEL put into Python."""
    from lxml import etree
    from SpiffWorkflow.bpmn.parser import BpmnParser

    diagram = (HERE / "processes" / "benchton" / f"{procedure_id}.bpmn").read_text("utf-8")
    diagram = diagram.replace(
        "</bpmn:scriptTask>", "<bpmn:script>score = sum(i * 2 for i in range(1, 21))</bpmn:script></bpmn:scriptTask>"
    )
    diagram = diagram.replace('=outcome = "enough"', 'outcome == "enough"')
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(diagram.encode()))
    return parser.get_spec(procedure_id), parser.get_subprocess_specs(procedure_id)
