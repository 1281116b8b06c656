"""Lets somebody who asked for something try to judge it themselves, with every role that could, on a council's own scenario."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from connectors.recording import Recorder
from service import demo
from service.bootstrap import Services, build
from service.commands import CompleteTask, DeployVersion, PutPerson
from service.domain.errors import NotAllowed
from service.domain.identity import Grant, system_actor
from service.policy.scenarios import load_text, run
from service.policy.scenarios.model import Expectation
from service.settings import ROOT, Settings
from service.stage import MovingClock, Rehearsal
from tests.processes.conftest import AT


@contextmanager
def on_stage(folder: Path, council: str, procedure: str, at: datetime = AT) -> Iterator[tuple[Services, Rehearsal]]:
    """A council's people and registers with one procedure, in memory. Nothing is proved: other tests do."""
    clock, recorder = MovingClock(at), Recorder()
    settings = Settings(data_dir=folder, database_url="sqlite://", secret_key="test" * 8)
    services = build(settings, clock=clock, recorder=recorder, on_stage=True)
    services.run(DeployVersion(services.library.bundle(council, procedure), note="As shipped"), system_actor(council))
    demo.furnish(services, council)
    yield services, Rehearsal(services, clock, council=council, recorder=recorder)
    services.close()


def refusing_rule(folder: Path, council: str, file: str, element_id: str, *, person: str, roles: Collection[str]) -> str:
    """Return the rule that refuses a person, given these roles too, the step that a scenario comes to."""
    content = (ROOT / "processes" / council / "scenarios" / file).read_bytes()
    scenario = load_text(content, file=file, council=council)
    end = next(index for index, step in enumerate(scenario.steps) if step.target == element_id)
    with on_stage(folder, council, scenario.procedure) as (services, stage):
        report = run(replace(scenario, steps=scenario.steps[:end], expect=Expectation(line=1)), stage)
        assert report.passed, report.failures
        with services.database.unit_of_work(read_only=True) as unit:
            found = unit.people.get(person)
        grants = found.grants | {Grant(council, role) for role in roles}
        services.run(PutPerson(replace(found, grants=grants)), system_actor(council))
        actor = services.actor(person)
        assert actor is not None
        (task_id,) = stage.tasks(stage.cases()[-1], element_id)
        with pytest.raises(NotAllowed) as refused:
            services.run(CompleteTask(task_id), actor)
        return refused.value.rule or ""
