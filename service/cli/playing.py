"""Plays scenario files side by side, each over the procedures it lies among."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from service.cli.working import PROCESSES, bar_of, done
from service.domain.errors import TriangulateError
from service.policy.coverage import Taken
from service.policy.scenarios import Failure, Report, load
from service.rehearsing import Played, rehearse
from service.settings import Settings


def play_all(
    files: list[Path],
    settings: Settings,
    *,
    workers: int = PROCESSES,
    silent: bool,
    heard: Callable[[Report], None] = lambda report: None,
) -> list[Played]:
    """Play every file, with a progress bar; ``heard`` hears of each report."""
    played = []
    with bar_of(len(files), silent=silent) as (next_one, _):
        results = done(partial(play_file, settings=settings), files, workers=workers)
        for file in files:
            next_one(f"Playing {file.stem}")
            one = next(results)
            played.append(one)
            heard(one.report)
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
