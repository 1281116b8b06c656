"""``triangulate scenarios suggest``: skeletons of scenarios for the ways that none takes yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from service import engine
from service.cli.output import failing, out, show_json
from service.cli.playing import beside, by_council, play_all
from service.cli.working import bar_of
from service.domain.bundle import Bundle
from service.domain.errors import NotFound, TriangulateError
from service.operations import shipped_operations
from service.policy.bundle import Library
from service.policy.coverage import Kind, Taken, coverage
from service.policy.scenarios import Scenario, load, load_text, scenario_files
from service.policy.suggesting import Examples, Suggestion
from service.policy.suggesting import suggest as suggested
from service.rehearsing import rehearse
from service.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A suggestion, and what happens when it is played as it is: '' when it takes the flow."""

    bundle: Bundle
    suggestion: Suggestion
    happened: str

    @property
    def file_name(self) -> str:
        """Return the name of its file."""
        return f"suggested-{self.suggestion.flow_id.removeprefix('Flow_').lower().replace('_', '-')}.yaml"


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--flow", "flow_id", help="The sequence flow to take; without it, every one that no scenario takes.")
@click.option("--out", "folder", type=click.Path(path_type=Path, file_okay=False), help="Folder to write the scenarios to.")
@click.option("--json", "as_json", is_flag=True, help="Print the suggestions as JSON.")
def suggest(path: Path, *, flow_id: str | None, folder: Path | None, as_json: bool) -> None:
    """Write a scenario for each sequence flow that none takes: the shortest way there, with examples for what people answer.

    PATH is a folder of procedures. Each suggestion is played once, to say whether it runs as it is or what is to be filled in.
    """
    with failing():
        settings = beside(path / "processes" if (path / "processes").is_dir() else path, Settings.from_environment())
        library = Library(settings.processes_dir, settings.forms_dir)
        bundles = [library.bundle(council, name) for council in library.councils() for name in library.procedures(council)]
        files = scenario_files([settings.processes_dir])
        wanted = [flow_id] if flow_id else _untaken(bundles, files, settings, silent=as_json)
        known = _readable(files)
        offers = list(_offers(bundles, library, known, wanted, settings, silent=as_json))
        files_written: list[Path | None] = [_written(offer, folder) if folder else None for offer in offers]
    if flow_id and not offers:
        with failing():
            raise NotFound(f"No way is known that takes a sequence flow {flow_id}")
    if as_json:
        show_json([as_data(offer) for offer in offers])
    for offer, file in zip(offers, files_written, strict=True):
        if not as_json:
            _show(offer, file)


def _untaken(bundles: Sequence[Bundle], files: list[Path], settings: Settings, *, silent: bool) -> list[str]:
    taken = by_council(play_all(files, settings, silent=silent)) if files else {}
    found = coverage(bundles, {bundle.council: taken.get(bundle.council, Taken()) for bundle in bundles})
    ways = (way for one in found for way in one.ways)
    return list(dict.fromkeys(way.way_id for way in ways if way.kind is Kind.FLOW and not way.taken))


def _readable(files: Sequence[Path]) -> list[Scenario]:
    found = []
    for file in files:
        try:
            found.append(load(file))
        except TriangulateError:
            continue
    return found


def _offers(
    bundles: Sequence[Bundle], library: Library, known: Sequence[Scenario], wanted: list[str], settings: Settings, *, silent: bool
) -> Iterator[Offer]:
    """Yield a suggestion for each flow that none before it takes, of the first procedure that has the flow."""
    operations, met = shipped_operations(), set[str]()
    with bar_of(len(wanted), silent=silent) as (next_one, _):
        for flow_id in wanted:
            next_one(f"Looking for a way to {flow_id}")
            for bundle in (bundle for bundle in bundles if flow_id not in met and _has(bundle, flow_id)):
                mine = [one for one in known if one.council in ("", bundle.council)]
                found = suggested(bundle, operations, flow_id, Examples(library.demo(bundle.council), mine))
                if found is not None:
                    offer = Offer(bundle=bundle, suggestion=found, happened=_happened(found, settings))
                    met |= found.takes if not offer.happened else {flow_id}
                    yield offer


def _has(bundle: Bundle, flow_id: str) -> bool:
    lines = engine.describe(engine.compile_procedure(bundle)).lines
    return any(line.flow_id == flow_id for line in lines)


def _happened(found: Suggestion, settings: Settings) -> str:
    """Play a suggestion and say what went otherwise."""
    try:
        played = rehearse(load_text(found.text.encode(), file=found.flow_id), settings)
    except TriangulateError as error:
        return str(error)
    if played.report.failures:
        return str(played.report.failures[0])
    return "" if found.flow_id in played.taken.flows else "it ran, but went another way"


def _written(offer: Offer, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / offer.file_name
    file.write_text(_text(offer), "utf-8")
    return file


def _text(offer: Offer) -> str:
    said = f"# Played as it is: {offer.happened}\n" if offer.happened else ""
    return said + offer.suggestion.text


def _show(offer: Offer, file: Path | None) -> None:
    out.print(f"{offer.suggestion.name}: " + ("to be filled in" if offer.happened else "runs as it is"), markup=False)
    if file is not None:
        out.print(f"   {file}", markup=False)
        if offer.happened:
            out.print(f"   {offer.happened}", markup=False)
    else:
        click.echo(_text(offer))


def as_data(offer: Offer) -> dict[str, Any]:
    """Return a suggestion as plain values."""
    return {
        "council": offer.bundle.council,
        "procedure": offer.bundle.procedure_id,
        "flow": offer.suggestion.flow_id,
        "name": offer.suggestion.name,
        "runs": not offer.happened,
        "happened": offer.happened,
        "fill_in": list(offer.suggestion.notes),
        "text": _text(offer),
    }
