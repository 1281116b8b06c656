"""``triangulate scenarios``: plays scenarios on the real engine, says which step went otherwise, and which ways none takes."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.covering import covered, show_coverage
from service.cli.output import failing, out, show_json
from service.cli.playing import beside, by_council, play_all
from service.cli.suggesting import suggest
from service.cli.working import PROCESSES
from service.domain.errors import Invalid
from service.policy.scenarios import Report, scenario_files
from service.settings import Settings


@click.group()
def scenarios() -> None:
    """Play what process owners expect of their procedures."""


@scenarios.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON.")
@click.option("--coverage", is_flag=True, help="Say which flows, events and rules of tables no scenario takes.")
@click.option(
    "--pictures", type=click.Path(path_type=Path, file_okay=False), help="Folder for diagrams with what none takes marked."
)
@click.option(
    "--workers", default=PROCESSES, show_default=True, type=click.IntRange(1, 64), help="Processes that play side by side."
)
def run(paths: tuple[Path, ...], *, as_json: bool, coverage: bool, pictures: Path | None, workers: int) -> None:
    """Play scenario files, or all scenarios in folders, each on a fresh stage. Exits with 1 when one fails.

    The procedures are those of the folder the scenarios lie in, else the ones that are set.
    """
    with failing():
        settings = Settings.from_environment()
        files = scenario_files(paths)
        if not files:
            raise Invalid("There is no scenario here")
        played = play_all(files, settings, workers=workers, silent=as_json, heard=_show if not as_json else lambda report: None)
        found = covered(beside(files[0], settings), by_council(played)) if coverage or pictures else ()
        drawn = show_coverage(found, pictures, silent=as_json)
    reports = [one.report for one in played]
    failed = [report for report in reports if not report.passed]
    if as_json:
        told = {"passed": not failed, "scenarios": [report.as_json() for report in reports]}
        show_json({**told, "coverage": drawn} if coverage or pictures else told)
    else:
        out.print(f"{len(reports) - len(failed)} of {len(reports)} scenarios passed.")
    raise click.exceptions.Exit(int(bool(failed)))


def _show(report: Report) -> None:
    word, style = ("passed", "green") if report.passed else ("failed", "bold red")
    out.print(f"[{style}]{word}[/] ", end="")
    out.print(f"{report.scenario}  {Path(report.file).name}", markup=False)
    for failure in report.failures:
        out.print(f"   line {failure.line}, {failure.step}", markup=False)
        out.print(f"      expected {failure.expected}", markup=False)
        out.print(f"      happened {failure.happened}", markup=False)


scenarios.add_command(suggest)
