"""The made-up council of the bench: one clerk, and three procedures (three tasks and a script, a loop, 300 at once)."""

from __future__ import annotations

from pathlib import Path

from service.bootstrap import Services, build
from service.commands import DeployVersion, PutPerson
from service.domain.identity import Actor, Grant, Person, system_actor
from service.settings import Settings

HERE = Path(__file__).parent / "council"
COUNCIL, CLERK = "benchton", "cleo.clerk"
REQUEST, LOOP, MANY = "bench_request", "bench_loop", "bench_many"
ANSWERS = {"outcome": "on", "reason": "The records of the last two visits say so. " * 8, "detail": "None", "sure": True}
SECRET = "bench" * 8


def settings_of(folder: Path, database_url: str, *, port: int = 8000) -> Settings:
    """Return settings of a service whose data lie in a folder."""
    return Settings(
        data_dir=folder,
        database_url=database_url,
        processes_dir=HERE / "processes",
        forms_dir=HERE / "forms",
        secret_key=SECRET,
        port=port,
    )


def furnished(settings: Settings) -> Services:
    """Return the service with the clerk entered and the procedures live."""
    services = build(settings)
    machine = system_actor(COUNCIL)
    services.run(
        PutPerson(Person(person_id=CLERK, name="Cleo Clerk", job_title="", grants=frozenset({Grant(COUNCIL, "clerk")}))), machine
    )
    for procedure_id in services.library.procedures(COUNCIL):
        services.run(DeployVersion(services.library.bundle(COUNCIL, procedure_id)), machine)
    return services


def clerk(services: Services) -> Actor:
    """Return the clerk as an actor."""
    actor = services.actor(CLERK, COUNCIL)
    assert actor is not None
    return actor


def open_tasks(services: Services, number: str) -> list[str]:
    """Return ids of the open tasks of a case, in order of opening."""
    with services.database.unit_of_work(read_only=True) as unit:
        case_id = unit.cases.get(number).case_id
        return sorted(task.task_id for task in unit.records.tasks_of(case_id) if task.closed_at is None)
