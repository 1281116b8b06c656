"""``make bench``: measures on SQLite and on PostgreSQL, prints tables and writes JSON."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from bench import floor, inside, over_http
from bench.databases import KINDS, database
from bench.figures import Figures
from service.cli import quiet_logs
from service.settings import ROOT

OUT = ROOT / "bench" / "results.json"
ROUNDS, FEW = 400, 60
BUSY = 2.5


def measured(kind: str, *, rounds: int, say: Any) -> Figures:
    """Return every figure of one database; each part has a database of its own."""
    parts: dict[str, Callable[[Path, str], Figures]] = {
        "over HTTP": lambda folder, url: over_http.measure(folder, url, rounds=rounds),
        "inside": inside.measure,
        "floor: bare driver": lambda folder, url: floor.bare_driver(folder, url, rounds=rounds // 2),
    }
    figures: Figures = {}
    for name, measure in parts.items():
        say(f"{kind}: {name}")
        with tempfile.TemporaryDirectory(prefix="triangulate-bench-") as made, database(kind, Path(made)) as url:
            figures[name] = measure(Path(made), url)
    return figures


def flat(figures: Mapping[str, Any], *, before: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield (path, value) of every figure; a row of percentiles or counts is one."""
    for name, value in figures.items():
        path = (*before, name)
        if isinstance(value, Mapping) and (before == () or any(isinstance(inner, Mapping) for inner in value.values())):
            yield from flat(value, before=path)
        elif isinstance(value, Mapping):
            yield " · ".join(path), "   ".join(f"{key} {inner}" for key, inner in value.items())
        else:
            yield " · ".join(path), str(value)


def show(console: Console, results: Mapping[str, Figures]) -> None:
    """Print one table: a row per figure, a column per database."""
    rows: dict[str, dict[str, str]] = {}
    for kind, figures in results.items():
        for path, value in flat(figures):
            rows.setdefault(path, {})[kind] = value
    table = Table(title="What users wait for, on this machine")
    table.add_column("")
    for kind in results:
        table.add_column(kind)
    for path, values in rows.items():
        table.add_row(path, *(values.get(kind, "") for kind in results))
    console.print(table)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--quick", is_flag=True, help="Few rounds: figures to look at, not to keep.")
@click.option("--database", "kinds", multiple=True, type=click.Choice(KINDS), help="Only this one; by default both.")
@click.option(
    "--json", "out", default=OUT, show_default=True, type=click.Path(path_type=Path, dir_okay=False), help="Where to write."
)
def bench(*, quick: bool, kinds: tuple[str, ...], out: Path) -> None:
    """Measure what users of the API wait for, and beside it what bare libraries need for the same on this machine."""
    quiet_logs()
    console, notes = Console(width=150), Console(stderr=True)
    rounds = FEW if quick else ROUNDS
    results = {kind: measured(kind, rounds=rounds, say=notes.print) for kind in kinds or KINDS}
    notes.print("bare SpiffWorkflow")
    with tempfile.TemporaryDirectory(prefix="triangulate-bench-") as made:
        results["SpiffWorkflow"] = {"floor: bare SpiffWorkflow": floor.bare_spiff(Path(made), rounds=rounds)}
    show(console, results)
    load = os.getloadavg()[0]
    if load > BUSY:
        notes.print(f"This machine does other work too (load {load:.1f}): expect better figures when it rests.")
    about = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    out.write_text(json.dumps({**about, "rounds": rounds, "results": results}, indent=1, ensure_ascii=False) + "\n", "utf-8")
    notes.print(f"Written to {out}")


if __name__ == "__main__":
    bench()
