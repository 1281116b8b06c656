"""``triangulate audit``: whether cases kept the policy, by what was recorded of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import click

from service.bootstrap import Services, build
from service.cases.opened import Shelf
from service.cli.output import err, fail, failing, out, progress, show_json
from service.domain.errors import NotFound, Unfit
from service.domain.ports import UnitOfWork
from service.domain.records import CaseRecord
from service.queries.policy_kept import CaseAudit, Kept
from service.settings import Settings

AT_ONCE = 200


@click.group()
def audit() -> None:
    """Look back at what was recorded."""


@audit.command()
@click.option("--council", help="Only the cases of this council.")
@click.option("--case", "number", help="Only the case with this request number.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def invariants(*, council: str | None, number: str | None, as_json: bool) -> None:
    """Hold every case against the invariants of its own version: the ways it took, the guards, who did what, and that the audit is
    unbroken. Says nothing of what cases are about.

    Exits with 1 when something is broken. What the records do not tell is said, and breaks nothing.
    """
    with failing():
        services = build(Settings.from_environment())
        try:
            report = _report(services, council=council, number=number, silent=as_json)
        finally:
            services.close()
    if as_json:
        show_json(report)
    else:
        _show(report)
    raise click.exceptions.Exit(int(not report["passed"]))


def _report(services: Services, *, council: str | None, number: str | None, silent: bool) -> dict[str, Any]:
    if council is not None and council not in services.councils():
        fail(f"There is no council {council} here")
    with services.database.unit_of_work(read_only=True) as unit:
        among = [council] if council else services.councils()
        cases = [_case(unit, number, council)] if number else list(_cases(unit, among))
        breaks = unit.audit.verify()
        found: list[Kept] = []
        judged = by_seal = 0
        with progress(silent=silent) as bar:
            for case in bar.track(cases, description="Looking back"):
                result = _judged(unit, case, services.resources.shelf)
                found += result.found
                judged, by_seal = judged + result.judged, by_seal + result.by_seal
    return {
        "passed": not breaks and not any(item.broken for item in found),
        "cases": len(cases),
        "judged": judged,
        "bySealOnly": by_seal,
        "auditBreaks": list(breaks),
        "findings": [asdict(item) for item in found],
    }


def _case(unit: UnitOfWork, number: str, council: str | None) -> CaseRecord:
    try:
        return unit.cases.get(number, council)
    except NotFound as error:
        fail(f"{council} has no case {number}" if council else str(error))


def _cases(unit: UnitOfWork, councils: Sequence[str]) -> Iterator[CaseRecord]:
    for council in councils:
        offset = 0
        while page := unit.records.cases(council, limit=AT_ONCE, offset=offset):
            yield from page
            offset += len(page)


def _judged(unit: UnitOfWork, case: CaseRecord, shelf: Shelf) -> CaseAudit:
    try:
        return CaseAudit(unit=unit, case=case, opened=shelf.take(case.version_id, unit.versions)).run()
    except Unfit as error:
        fail(f"The version of case {case.number} cannot be opened: {error}")


def _show(report: dict[str, Any]) -> None:
    for sentence in report["auditBreaks"]:
        out.print("[red]broken[/] The audit: ", end="")
        out.print(sentence, markup=False)
    for item in report["findings"]:
        word = "[red]broken[/]" if item["broken"] else "[yellow]not told[/]"
        place = f" · “{item['element']}” ({item['element_id']})" if item["element_id"] else ""
        when = f" · {item['at']:%d %B %Y %H:%M} UTC" if item["at"] else ""
        out.print(f"{word} ", end="")
        out.print(f"{item['case_number']} · {item['check_id']}{place}{when}", markup=False)
        out.print(f"    {item['sentence']} {item['why'][0].upper()}{item['why'][1:]}.", markup=False)
    broken = len(report["auditBreaks"]) + sum(item["broken"] for item in report["findings"])
    untold = sum(not item["broken"] for item in report["findings"])
    chain = "is broken" if report["auditBreaks"] else "is unbroken from its first entry to its last"
    out.print(f"\nLooked back at {_many(report['cases'], 'case')}: {_many(report['judged'], 'judgement')}, {broken} broken.")
    if untold:
        out.print(f"{_many(untold, 'judgement')} cannot be made again, because the records do not keep what it would take.")
    if report["bySealOnly"]:
        out.print(f"Of {_many(report['bySealOnly'], 'guard')} only the audit says that they held: what they read is not kept.")
    (err if report["auditBreaks"] else out).print(f"The audit {chain}.")


def _many(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")
