"""The example cases that a council's demo begins with go through whenever somebody sets the demo up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.recording import Recorder
from service import demo
from service.bootstrap import build
from service.policy.bundle import Library
from service.policy.scenarios import run
from service.settings import ROOT, Settings
from service.stage import MovingClock, Rehearsal

LIBRARY = Library(ROOT / "processes", ROOT / "forms")
LATE_ON_A_LEAP_DAY = datetime(2028, 2, 29, 23, 59, tzinfo=UTC)
ON_A_BANK_HOLIDAY_AFTER_A_WEEKEND = datetime(2027, 12, 27, 0, 30, tzinfo=UTC)
WHEN_CLOCKS_GO_BACK = datetime(2026, 10, 25, 0, 59, tzinfo=UTC)
MOMENTS = {"wakefield": (LATE_ON_A_LEAP_DAY,), "kent": (ON_A_BANK_HOLIDAY_AFTER_A_WEEKEND, WHEN_CLOCKS_GO_BACK)}


@pytest.mark.parametrize(
    ("council", "now"), [(council, now) for council in LIBRARY.councils() for now in MOMENTS.get(council, (LATE_ON_A_LEAP_DAY,))]
)
def test_every_example_case_goes_through(tmp_path: Path, council: str, now: datetime) -> None:
    clock, recorder = MovingClock(now), Recorder()
    settings = Settings(data_dir=tmp_path, database_url="sqlite://", secret_key="test" * 8)
    cases = sorted(LIBRARY.demo(council).cases, key=lambda case: -case.days_ago)
    clock.move(demo.begun_at(cases[0], now=now))
    services = build(settings, clock=clock, recorder=recorder, on_stage=True)
    demo.deploy_all(services, council)
    demo.furnish(services, council)
    stage = Rehearsal(services, clock, council=council, recorder=recorder)
    failed: list[str] = []
    for case in cases:
        clock.move(demo.begun_at(case, now=now))
        report = run(demo.as_scenario(case, council, at=clock.now()), stage)
        failed += [f"{case.name}: {failure}" for failure in report.failures]
    services.close()
    assert failed == []
