"""One request from the concern to the shared log, in a browser, as each of its people: every page on the way is judged."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from service import form_schemas
from service.app import create_app
from service.bootstrap import Services
from service.domain.identity import Actor
from service.form_schemas import Form
from service.policy.scenarios.loading import load
from service.policy.scenarios.model import Scenario, Step
from service.queries.case_page import case_page
from service.queries.cases import cases
from service.queries.inbox import inbox
from service.queries.start_page import start_page
from service.queries.task_page import task_page
from service.queries.views import TaskPage
from tests.web.conftest import Aside, Served
from tests.web.driving import Person

SCENARIO = Path(__file__).parents[2] / "processes" / "wakefield" / "scenarios" / "sc-01-happy-path.yaml"

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Backstage:
    """What the service knows of the scenario's people and their tasks, asked without a browser."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def actor(self, person_id: str) -> Actor:
        found = self.services.actor(person_id, "wakefield")
        assert found is not None
        return found

    def beginning(self, scenario: Scenario) -> tuple[TaskPage, Form, Mapping[str, Any]]:
        """Return the start page, its form and the answers completed."""
        actor = self.actor(str(scenario.start.person))
        return self.completed(self.services.query(start_page, actor, procedure_id=scenario.procedure), scenario.start.given)

    def task(self, step: Step) -> tuple[TaskPage, Form, Mapping[str, Any]]:
        """Let the worker finish, then return the step's task as its person sees it, its form and the answers completed."""
        self.services.worker.run_until_idle()
        actor = self.actor(str(step.person))
        rows = [row for tab in ("mine", "team") for row in self.services.query(inbox, actor, tab=tab).rows]
        pages = [self.services.query(task_page, actor, task_id=row.task_id) for row in rows]
        return self.completed(next(page for page in pages if page.element_id == step.target), step.given)

    def completed(self, page: TaskPage, given: Mapping[str, Any]) -> tuple[TaskPage, Form, Mapping[str, Any]]:
        assert page.form is not None
        form = form_schemas.load(page.form, file=f"{page.form_id}.form")
        return page, form, form_schemas.sample(form, given, page.context, self.services.directory("wakefield"))

    def outcome(self) -> tuple[str, str, str]:
        """Return the number of the scenario's case, its state and how it ended."""
        self.services.worker.run_until_idle()
        actor = self.actor("aisha.rahman")
        number = min(row.number for row in self.services.query(cases, actor, search="WR-"))
        found = self.services.query(case_page, actor, number=number)
        return number, found.row.state, found.outcome


class Files(dict[str, Path]):
    """Files to upload, made when asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __missing__(self, name: str) -> Path:
        path = self.folder / name
        path.write_bytes(b"%PDF-1.7\n" + name.encode())
        return path


@pytest.mark.parametrize(("width", "script"), [(1280, True), (320, True), (1280, False)])
def test_a_request_goes_from_the_concern_to_the_shared_log(
    real: Services, aside: Aside, chromium: Browser, serve: Served, tmp_path: Path, width: int, script: bool
) -> None:
    backstage, address, scenario, files = Backstage(real), serve(create_app(real)), load(SCENARIO), Files(tmp_path)

    @cache
    def person(person_id: str | None) -> Person:
        return Person(chromium, address, str(person_id), width=width, script=script)

    _, form, answers = aside(lambda: backstage.beginning(scenario))
    starter = person(scenario.start.person)
    starter.goto("/start")
    starter.answer(form, answers, path=f"/start/{scenario.procedure}", send="", files=files)
    for step in scenario.steps:
        page, form, answers = aside(lambda step=step: backstage.task(step))  # type: ignore[misc]  # mypy cannot see the default
        someone = person(step.person)
        someone.answer(form, answers, path=f"/tasks/{page.row.task_id}", send=page.row.name, files=files)
        assert "is done and recorded" in someone.page.inner_text("main"), someone.page.inner_text("main")

    number, state, outcome = aside(backstage.outcome)
    assert (state, outcome) == ("ended", "Log shared")
    reader = person("aisha.rahman")
    for path in (f"/cases/{number}", f"/cases/{number}/diagram", "/inbox", "/cases"):
        reader.goto(path)
    for someone in {person(step.person) for step in scenario.steps}:
        someone.close()
