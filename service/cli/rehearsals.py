"""``triangulate scenarios run``: plays scenarios on the real engine and says which step went otherwise."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import click

from service.cli.output import failing, out, progress, show_json
from service.domain.errors import Invalid, TriangulateError
from service.policy.scenarios import Failure, Report, load, scenario_files
from service.rehearsing import play
from service.settings import Settings

FEW = 4
"""Up to so many scenarios are played in this process: starting others would take longer."""


@click.group()
def scenarios() -> None:
    """Play what process owners expect of their procedures."""


@scenarios.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON.")
@click.option(
    "--workers",
    default=os.cpu_count() or 1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that play side by side.",
)
def run(paths: tuple[Path, ...], *, as_json: bool, workers: int) -> None:
    """Play scenario files, or all scenarios in folders, each on a fresh stage. Exits with 1 when one fails.

    The procedures are those of the folder the scenarios lie in, else the ones that are set.
    """
    with failing():
        settings = Settings.from_environment()
        files = scenario_files(paths)
        if not files:
            raise Invalid("There is no scenario here")
        reports = _play_all(files, settings, workers=workers, silent=as_json)
    failed = [report for report in reports if not report.passed]
    if as_json:
        show_json({"passed": not failed, "scenarios": [report.as_json() for report in reports]})
    else:
        out.print(f"{len(reports) - len(failed)} of {len(reports)} scenarios passed.")
    raise click.exceptions.Exit(int(bool(failed)))


def _play_all(files: list[Path], settings: Settings, *, workers: int, silent: bool) -> list[Report]:
    reports = []
    with progress(silent=silent) as bar:
        for report in bar.track(_reports(files, settings, workers), total=len(files), description="Playing"):
            reports.append(report)
            if not silent:
                _show(report)
    return reports


def _reports(files: list[Path], settings: Settings, workers: int) -> Iterator[Report]:
    if workers == 1 or len(files) <= FEW:
        yield from (play_file(file, settings) for file in files)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=min(workers, len(files)), mp_context=context) as pool:
        yield from pool.map(play_file, files, [settings] * len(files))


def play_file(file: Path, settings: Settings) -> Report:
    """Load and play one file; a file that cannot be played is a report that failed."""
    try:
        return play(load(file), beside(file, settings))
    except TriangulateError as error:
        findings = getattr(error, "findings", ())
        happened = "; ".join(str(finding) for finding in findings) or str(error)
        return Report(
            scenario=file.stem,
            file=str(file),
            failures=(Failure(step="load", line=1, expected="a scenario that can be played", happened=happened),),
        )


def beside(file: Path, settings: Settings) -> Settings:
    """Return the settings with the procedures that a scenario lies among, where it lies in a ``processes`` folder."""
    root = next((folder.parent for folder in file.resolve().parents if folder.name == "processes"), None)
    return settings if root is None else replace(settings, processes_dir=root / "processes", forms_dir=root / "forms")


def _show(report: Report) -> None:
    word, style = ("passed", "green") if report.passed else ("failed", "bold red")
    out.print(f"[{style}]{word}[/] ", end="")
    out.print(f"{report.scenario}  {Path(report.file).name}", markup=False)
    for failure in report.failures:
        out.print(f"   line {failure.line}, {failure.step}", markup=False)
        out.print(f"      expected {failure.expected}", markup=False)
        out.print(f"      happened {failure.happened}", markup=False)
