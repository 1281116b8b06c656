"""Shows which ways no scenario takes: a percentage for each procedure, each way in words, the diagrams with them marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from service.cli.output import out
from service.cli.pictures import draw
from service.domain.bundle import Bundle
from service.policy.bundle import Library
from service.policy.coverage import Coverage, Taken, coverage
from service.policy.drawing import Marks
from service.settings import Settings

Covered = Sequence[tuple[Bundle, Coverage]]


def covered(settings: Settings, taken: Mapping[str, Taken]) -> Covered:
    """Return the coverage of every procedure of the councils whose scenarios were played, with a bundle that holds it."""
    library = Library(settings.processes_dir, settings.forms_dir)
    councils = [council for council in library.councils() if council in taken]
    bundles = [library.bundle(council, name) for council in councils for name in library.procedures(council)]
    return [(next(bundle for bundle in bundles if _holds(bundle, one)), one) for one in coverage(bundles, taken)]


def _holds(bundle: Bundle, one: Coverage) -> bool:
    return bundle.council == one.council and one.file in bundle.files


def show_coverage(found: Covered, pictures: Path | None, *, silent: bool) -> list[dict[str, Any]]:
    """Print the coverage, draw it where a folder is given, and return both as plain values."""
    told = []
    for bundle, one in found:
        marks = Marks(untaken=one.marked)
        named = f"{one.council}-{one.procedure_id}"
        files = draw(_own(bundle, one), marks, pictures, named, title=f"{one.name}: what no scenario takes") if pictures else []
        told.append(as_json(one, files))
        if not silent:
            out.print(
                f"\n{one.council}: {one.name} ({one.procedure_id}): {one.percent} % of {len(one.ways)} ways taken", markup=False
            )
            for way in one.untaken:
                out.print(f"   {way.words}  ({way.way_id})", markup=False)
            for file in files:
                out.print(f"   Picture: {file}", markup=False)
    if found and not silent:
        out.print()
    return told


def _own(bundle: Bundle, one: Coverage) -> Bundle:
    """Return the bundle with the diagram of this procedure alone."""
    return Bundle(council=bundle.council, procedure_id=one.procedure_id, files={one.file: bundle.files[one.file]})


def as_json(one: Coverage, files: Sequence[Path] = ()) -> dict[str, Any]:
    """Return a coverage as plain values."""
    return {
        "council": one.council,
        "procedure": one.procedure_id,
        "name": one.name,
        "percent": one.percent,
        "ways": len(one.ways),
        "untaken": [{"kind": way.kind.value, "id": way.way_id, "file": way.file, "words": way.words} for way in one.untaken],
        "pictures": [str(file) for file in files],
    }
