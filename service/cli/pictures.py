"""Writes diagrams with something marked on them as SVG files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from service.domain.bundle import Bundle
from service.policy.drawing import Marks, svg
from service.policy.drawing.reading import read_planes


def draw(bundle: Bundle, marks: Marks, folder: Path, name: str, *, title: str = "", first: Iterable[str] = ()) -> list[Path]:
    """Write every plane of a bundle's diagrams on which something is marked, and return the files: those that show one of the
    ids ``first`` before the others, in order of path and plane otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = frozenset(first)
    found = [
        (not wanted & plane.ids, path, plane.plane_id)
        for path, content in sorted(bundle.files.items())
        if path.endswith(".bpmn")
        for plane in read_planes(content)
        if marks.touches(plane.ids)
    ]
    written = []
    for number, (_, path, plane_id) in enumerate(sorted(found, key=lambda item: item[0]), start=1):
        file = folder / (f"{name}.svg" if number == 1 else f"{name}-{number}.svg")
        file.write_text(svg(bundle.files[path], plane=plane_id, marks=marks, title=title), "utf-8")
        written.append(file)
    return written
