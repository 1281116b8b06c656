"""``make conformance``: runs the suites of a folder, prints a table and writes docs/conformance.md. Exits 1 below the target."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.conformance import decisions, diagrams, linting, report
from tests.conformance.cases import Missing, Outcome, models, require

ROOT = Path(__file__).parents[2]
TARGETS = {"BPMN": 1.0, "bpmnlint": 1.0, "DMN level 2": 1.0, "DMN level 3": 0.9}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=ROOT.parent / "shared" / "conformance")
@click.option("--verbose", is_flag=True, help="Print every case that failed.")
@click.option(
    "--out", type=click.Path(path_type=Path), default=ROOT / "docs" / "conformance.md", help="Where the page is written."
)
def main(folder: Path, verbose: bool, out: Path) -> None:
    """Run the conformance cases of FOLDER."""
    try:
        require(folder)
    except Missing as missing:
        raise click.ClickException(str(missing)) from missing
    begun = time.perf_counter()
    outcomes = _run(folder)
    took = time.perf_counter() - begun
    _print(outcomes, took, verbose=verbose)
    text = report.page(outcomes, refused=diagrams.refused(folder), on=datetime.now(UTC).date(), took_s=took)
    out.write_text(text, encoding="utf-8")
    below = [row[0] for row in report.table(outcomes) if row[1] / row[2] < TARGETS.get(row[0], 0.0)]
    if below:
        raise click.ClickException(f"Below the target: {', '.join(below)}")


def _run(folder: Path) -> list[Outcome]:
    total = 2 * sum(1 for _ in models(folder, ".bpmn")) + sum(1 for _ in decisions.find(folder))
    outcomes = []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("Cases", total=total)
        for outcome in chain(diagrams.run(folder), linting.run(folder), decisions.run(folder)):
            outcomes.append(outcome)
            progress.advance(bar)
    return outcomes


def _print(outcomes: list[Outcome], took_s: float, *, verbose: bool) -> None:
    console = Console()
    shown = Table("Suite", "Passed", "Cases", "Share", "Slowest", title=f"Conformance, {took_s:.0f} s")
    for row in report.table(outcomes):
        shown.add_row(*map(str, row))
    console.print(shown)
    for line in (
        report.failures(outcomes) if verbose else [f"{count} failed in {group}" for group, count in report.common(outcomes)]
    ):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
