"""Plays scenarios and demo cases: sets the stage for each, fresh, and lets the policy room's player run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from connectors.recording import Recorder
from service import demo
from service.bootstrap import build
from service.domain.bundle import Bundle
from service.domain.errors import Invalid
from service.policy.assurance import Hear, Judgement
from service.policy.bundle import Library
from service.policy.coverage import Taken
from service.policy.scenarios import Report, Scenario, run
from service.settings import Settings
from service.stage import MovingClock, Rehearsal

NOTHING = Taken()
JudgeAll = Callable[[Sequence[Bundle]], Iterator[Judgement]]
"""Judges bundles, and gives what came of it in their order."""


@dataclass(frozen=True, kw_only=True)
class Played:
    """What came of a scenario, and which ways its cases took."""

    report: Report
    council: str = ""
    procedure_id: str = ""
    taken: Taken = NOTHING


def play(scenario: Scenario, settings: Settings) -> Report:
    """Return what comes of a scenario that is played as ``rehearse`` plays it."""
    return rehearse(scenario, settings).report


def rehearse(scenario: Scenario, settings: Settings) -> Played:
    """Play a scenario on a stage of its own: procedures from the folders of the settings, made-up people, nothing kept.

    Raises: Invalid when it is not known whose the scenario is; Unfit when a procedure, the pack or the demo cannot be used.
    """
    council = scenario.council or only_council(Library(settings.processes_dir, settings.forms_dir), scenario)
    clock, recorder = MovingClock(scenario.at), Recorder()
    with tempfile.TemporaryDirectory(prefix="triangulate-") as folder:
        stage_settings = replace(settings, demo=True, data_dir=Path(folder), database_url="sqlite://", secret_key="rehearsal" * 4)
        services = build(stage_settings, clock=clock, recorder=recorder, on_stage=True)
        try:
            demo.deploy_all(services, council)
            demo.furnish(services, council)
            beside = Path(scenario.file).parent
            stage = Rehearsal(services, clock, council=council, recorder=recorder, folder=beside)
            report = run(scenario, stage)
            return Played(report=report, council=council, procedure_id=scenario.procedure, taken=stage.taken())
        finally:
            services.close()


def only_council(library: Library, scenario: Scenario) -> str:
    """Return the one council that has the scenario's procedure. Raises Invalid when it is none or several."""
    found = [council for council in library.councils() if scenario.procedure in library.procedures(council)]
    if len(found) != 1:
        raise Invalid(
            f"{scenario.file}: say whose scenario it is with 'council:'; {scenario.procedure} is known to {', '.join(found) or 'none'}"
        )
    return found[0]


def steps_of_demo(settings: Settings) -> int:
    """Return how many steps it takes to set the demo up from nothing."""
    library = Library(settings.processes_dir, settings.forms_dir)
    return sum(len(library.procedures(council)) + 1 + len(library.demo(council).cases) for council in library.councils())


def play_demo(
    settings: Settings,
    *,
    next_one: Hear = demo.unheard,
    say: Hear = demo.unheard,
    judging: JudgeAll = lambda bundles: demo.NONE_YET,
) -> tuple[Report, ...]:
    """Set every council up with what its demo says, and play the demo's cases where the council has no case yet. ``next_one`` hears which
    step is next, a procedure, a council or a case, and ``say`` what is being checked of it. ``judging`` judges procedures ahead; without
    it each is judged when its turn comes. Returns the reports of demo cases that did not go through."""
    services = build(settings)
    now, failed = services.clock.now(), list[Report]()
    waiting = [bundle for council in services.councils() for bundle in demo.to_deploy(services, council).values() if bundle]
    services.close()
    judgements = judging(waiting)
    for council in services.councils():
        start = now
        found = services.library.demo(council)
        cases = sorted(found.cases, key=lambda case: -case.days_ago)
        if cases:
            start = demo.begun_at(cases[0], now=now)
        clock = MovingClock(start)
        services = build(settings, clock=clock)
        whose = services.pack(council).name
        try:
            demo.deploy_all(services, council, next_one=next_one, say=say, judgements=judgements)
            next_one(f"{whose}, people and registers")
            demo.furnish(services, council)
            if demo.is_empty(services, council):
                for case in cases:
                    next_one(f"{whose}, {case.name}")
                    clock.move(demo.begun_at(case, now=now))
                    report = run(demo.as_scenario(case, council, at=clock.now()), Rehearsal(services, clock, council=council))
                    failed += [] if report.passed else [report]
        finally:
            services.close()
    return tuple(failed)
