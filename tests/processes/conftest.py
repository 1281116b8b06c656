"""A council's service on a stage of its own, as scenarios use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.recording import Recorder
from service import demo
from service.bootstrap import Services, build
from service.policy.scenarios import Report, load_text, run
from service.policy.scenarios.model import Expectation
from service.settings import ROOT, Settings
from service.stage import MovingClock, Rehearsal

COUNCIL = "wakefield"
SCENARIOS = ROOT / "processes" / COUNCIL / "scenarios"
AT = datetime(2026, 3, 20, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Theatre:
    """A service with its stage."""

    services: Services
    stage: Rehearsal

    def play_until(self, file: str, element_id: str, *, swaps: Mapping[str, str] | None = None) -> str:
        """Play a shipped scenario up to the step before ``element_id`` and return the case's number. ``swaps`` changes words of
        it, so that it is about another family."""
        text = (SCENARIOS / file).read_text("utf-8")
        for word, other in (swaps or {}).items():
            text = text.replace(word, other)
        scenario = load_text(text.encode(), file=file, council=COUNCIL)
        end = next(index for index, step in enumerate(scenario.steps) if step.target == element_id)
        begun = replace(scenario, steps=scenario.steps[:end], expect=Expectation(line=1))
        before = set(self.stage.cases())
        report: Report = run(begun, self.stage)
        assert report.passed, report.failures
        return next(number for number in self.stage.cases() if number not in before)


@pytest.fixture
def theatre(tmp_path: Path) -> Iterator[Theatre]:
    """The council's own procedures and made-up people, in memory."""
    clock, recorder = MovingClock(AT), Recorder()
    services = build(Settings(data_dir=tmp_path, database_url="sqlite://", secret_key="test" * 8), clock=clock, recorder=recorder)
    demo.deploy_all(services, COUNCIL)
    demo.furnish(services, COUNCIL)
    yield Theatre(services, Rehearsal(services, clock, council=COUNCIL, recorder=recorder))
    services.close()


@pytest.fixture(scope="module", autouse=True)
def _judged_once(judged_once: None) -> None:
    """What is shipped is proved once for all files here."""
