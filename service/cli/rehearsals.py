"""``triangulate scenarios``: plays scenarios on the real engine, says which step went otherwise, and which ways none takes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from service.cli.covering import covered, show_coverage
from service.cli.output import failing, out, show_json
from service.cli.working import PROCESSES, bar_of, done
from service.domain.errors import Invalid, TriangulateError
from service.policy.coverage import Taken
from service.policy.scenarios import Failure, Report, load, scenario_files
from service.rehearsing import Played, rehearse
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
        played = _play_all(files, settings, workers=workers, silent=as_json)
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


def _play_all(files: list[Path], settings: Settings, *, workers: int, silent: bool) -> list[Played]:
    played = []
    with bar_of(len(files), silent=silent) as (next_one, _):
        results = done(partial(play_file, settings=settings), files, workers=workers)
        for file in files:
            next_one(f"Playing {file.stem}")
            one = next(results)
            played.append(one)
            if not silent:
                _show(one.report)
    return played


def play_file(file: Path, settings: Settings, *, lying: bool = True) -> Played:
    """Load and play one file; a file that cannot be played is a report that failed. ``lying`` says that the procedures are those
    that the file lies among, where it lies among any."""
    try:
        return rehearse(load(file), beside(file, settings) if lying else settings)
    except TriangulateError as error:
        findings = getattr(error, "findings", ())
        happened = "; ".join(str(finding) for finding in findings) or str(error)
        failure = Failure(step="load", line=1, expected="a scenario that can be played", happened=happened)
        return Played(report=Report(scenario=file.stem, file=str(file), failures=(failure,)))


def beside(file: Path, settings: Settings) -> Settings:
    """Return the settings with the procedures that a scenario lies among, where it lies in a ``processes`` folder."""
    root = next((folder.parent for folder in file.resolve().parents if folder.name == "processes"), None)
    return settings if root is None else replace(settings, processes_dir=root / "processes", forms_dir=root / "forms")


def by_council(played: list[Played]) -> dict[str, Taken]:
    """Return what was taken in the cases of each council."""
    found: dict[str, Taken] = defaultdict(Taken)
    for one in played:
        found[one.council] |= one.taken
    return dict(found)


def _show(report: Report) -> None:
    word, style = ("passed", "green") if report.passed else ("failed", "bold red")
    out.print(f"[{style}]{word}[/] ", end="")
    out.print(f"{report.scenario}  {Path(report.file).name}", markup=False)
    for failure in report.failures:
        out.print(f"   line {failure.line}, {failure.step}", markup=False)
        out.print(f"      expected {failure.expected}", markup=False)
        out.print(f"      happened {failure.happened}", markup=False)
