"""Sets a council up with what its ``demo.yaml`` says: procedures, people, registers, care record, and cases at different steps.
Everything goes through the commands that people use. Doing it again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from connectors.case_record import FolderRecord
from connectors.recording import MemoryRecord
from service.bootstrap import Services
from service.commands import DeployVersion, PutPerson
from service.commands.deploy_version import is_live
from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.domain.findings import Finding
from service.domain.identity import system_actor
from service.domain.pack import Pack
from service.policy.assurance import Hear, Judgement
from service.policy.demo import RULE, Demo, DemoCase, demo_file
from service.policy.scenarios.model import Expectation, Scenario

NOTE = "As shipped"


NONE_YET: Iterator[Judgement] = iter(())


def unheard(words: str) -> None:
    """Hear nothing."""


def to_deploy(services: Services, council: str) -> dict[str, Bundle | None]:
    """Return the procedures of a council as they lie in the folders, by id and in order; None for one that is live like that."""
    found: dict[str, Bundle | None] = {}
    with services.database.unit_of_work(read_only=True) as unit:
        for procedure_id in services.library.procedures(council):
            bundle = services.library.bundle(council, procedure_id)
            found[procedure_id] = None if is_live(bundle, unit) else bundle
    return found


def deploy_all(
    services: Services,
    council: str,
    *,
    next_one: Hear = unheard,
    say: Hear = unheard,
    judgements: Iterator[Judgement] = NONE_YET,
) -> None:
    """Deploy every procedure of a council that is not live yet as it lies in the folders. ``next_one`` hears which is next, ``say`` what is
    being checked of it. What is live was proved when it went live, and is not proved again. ``judgements`` are those on ``to_deploy``,
    one after the other, where somebody else comes to them meanwhile. Raises Unfit."""
    for procedure_id, bundle in to_deploy(services, council).items():
        next_one(f"{services.pack(council).name}, {procedure_id}")
        if bundle is not None:
            for found in islice(judgements, 1):
                services.resources.judge.keep(found)
            services.resources.judge(bundle, hear=say)
            services.run(DeployVersion(bundle, note=NOTE), system_actor(council))


def furnish(services: Services, council: str) -> Demo:
    """Enter a council's made-up people, registers and care record; return what was entered. Raises Unfit."""
    demo = services.library.demo(council)
    for person in demo.people:
        services.run(PutPerson(person), system_actor(council))
    for reference, content in demo.records.items():
        if isinstance(services.record, FolderRecord):
            services.record.write(council, reference, content)
        elif isinstance(services.record, MemoryRecord):
            services.record.cases[council, reference] = content
    _fill_registers(services, demo)
    return demo


def _fill_registers(services: Services, demo: Demo) -> None:
    now, council = services.clock.now(), demo.council
    with services.database.unit_of_work() as unit:
        registers = unit.registers
        _make_entries(registers, services.pack(council), demo, now=now)
        if registers.accounts(council=council) or registers.access_workers(council=council):
            unit.commit()
            return
        for row in demo.accounts:
            about = {key: row[key] for key in ("platform", "handle", "purpose", "status", "overseer") if key in row}
            registers.put_account(council=council, account=row["id"], **about)
        for row in demo.access_workers:
            registers.set_access_worker(
                council=council,
                person_id=row["person"],
                status=row.get("status", "active"),
                now=now,
                trained_on=_day(row.get("trainedOn")),
                until=_day(row.get("until")),
            )
        for row in demo.links:
            registers.declare_link(council=council, person_id=row["person"], subjects=row["subjects"], case_id="", now=now)
        unit.commit()


def _make_entries(registers: Any, pack: Pack, demo: Demo, *, now: datetime) -> None:
    """Make the demo's entries in those registers of the pack that have none. Raises Unfit for a register that the pack does not name."""
    today, named = now.date(), {register.key: register for register in pack.registers}
    unknown = sorted({row["register"] for row in demo.entries} - set(named))
    if unknown:
        message = f"An entry is of the register {unknown[0]!r}; the policy pack names {', '.join(named) or 'none'}"
        finding = Finding(rule=RULE, file=demo_file(pack.council), message=message)
        raise Unfit(f"{demo_file(pack.council)} cannot be used", findings=[finding])
    empty = {key for key in named if not registers.entries(council=pack.council, register=key, today=today)}
    for row in demo.entries:
        if row["register"] in empty:
            given = {key: value for key, value in row.items() if value is not None}
            registers.enter(council=pack.council, prefix=named[row["register"]].prefix, today=today, now=now, **given)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def is_empty(services: Services, council: str) -> bool:
    """Say whether a council has no case yet."""
    with services.database.unit_of_work(read_only=True) as unit:
        return not unit.records.cases(council, limit=1)


def begun_at(case: DemoCase, *, now: datetime) -> datetime:
    """Return when a demo case began: in the morning of its day, and never after ``now``."""
    day = (now - timedelta(days=case.days_ago)).astimezone(UTC)
    return min(day.replace(hour=9, minute=0, second=0, microsecond=0), now)


def as_scenario(case: DemoCase, council: str, *, at: datetime) -> Scenario:
    """Return a demo case as a scenario that expects nothing."""
    return Scenario(
        name=case.name,
        file=demo_file(council),
        council=council,
        procedure=case.procedure,
        at=at,
        start=case.start,
        steps=case.steps,
        expect=Expectation(line=case.start.line),
    )
