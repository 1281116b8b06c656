"""``triangulate council``: a new council from another one and a preset, and the presets that there are."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import click

from service.cli.entering import people
from service.cli.output import fail, failing, out
from service.domain.errors import Invalid, NotFound
from service.policy.presets import Order, Preset, load, made, presets, rulings
from service.policy.presets.choosing import DEMO
from service.policy.presets.making import judge, nearest
from service.settings import Settings

SMALL = frozenset({"and", "of", "on", "in", "upon", "the", "with", "under", "by"})
"""Words within a name that are written small."""
KINDS = {
    ".bpmn": ("diagram", "diagrams"),
    ".dmn": ("table", "tables"),
    ".form": ("form", "forms"),
    ".yaml": ("scenario", "scenarios"),
    ".md": ("page of guidance", "pages of guidance"),
}


@click.group()
def council() -> None:
    """Set up another council."""


council.add_command(people)


@council.command("presets")
def show_presets() -> None:
    """List the presets: rules that councils have published, and what the service makes of them."""
    with failing():
        settings = Settings.from_environment()
        for key in presets(settings.processes_dir):
            tell(load(settings.processes_dir, key), settings.processes_dir)
            out.print()


@council.command()
@click.argument("name")
@click.option("--preset", "key", default=None, help="Rules to begin with; triangulate council presets lists them.")
@click.option("--from", "base", default=None, help="The council whose procedures are taken over; the preset's if left out.")
@click.option("--title", default=None, help='What the council is called, for instance "London Borough of …".')
@click.option(
    "--without", multiple=True, metavar="PROCEDURE", help="A procedure not to take over, without its prefix. Repeatable."
)
def new(name: str, *, key: str | None, base: str | None, title: str | None, without: tuple[str, ...]) -> None:
    """Write the folders of a new council, NAME, which passes ``triangulate check`` as it is and is then made your own.

    The procedures, forms, tables, invariants, made-up people and scenarios of another council are taken over in the new one's words.
    Nothing is written when a folder of that name is there, and nothing of the other council is changed.
    """
    with failing():
        settings = Settings.from_environment()
        preset = _preset(settings.processes_dir, key)
        if base is None and preset is None:
            raise Invalid("Say which council to begin from: --from NAME, or --preset NAME")
        itself = preset if preset and preset.key == name else None
        short = itself.name if itself else _spoken(name)
        order = Order(
            name=name,
            base=base or (preset.base if preset else ""),
            title=title or (itself.title if itself else f"{short} Council"),
            short=short,
            without=without,
        )
        judge(order)
        _free(settings, name)
        files = made(settings.processes_dir, settings.forms_dir, order, preset)
        _write(settings, order.name, files)
        _say(order, preset, files, settings)


def tell(preset: Preset, processes_dir: Path) -> None:
    """Show what a council published, and what follows for one that is set up with it."""
    out.print(f"[bold]{preset.key}[/]")
    for ruling in rulings(processes_dir, preset.name):
        out.print(f"  {ruling.activity.replace('_', ' ')}: {ruling.ruling}; {ruling.route}", markup=False)
        out.print(f"    {ruling.note}", markup=False)
    out.print(f"  Here: {preset.stance}", markup=False)
    out.print(f"  Source: {preset.source}", markup=False)


def _preset(processes_dir: Path, key: str | None) -> Preset | None:
    if key is None:
        return None
    known = presets(processes_dir)
    if key not in known:
        raise NotFound(f"There is no preset {key!r}{nearest(key, known)}")
    return load(processes_dir, key)


def _free(settings: Settings, name: str) -> None:
    for folder in (settings.processes_dir / name, settings.forms_dir / name):
        if folder.exists():
            fail(f"{_here(folder)} is there already: nothing was written. Take another name")


def _spoken(name: str) -> str:
    return " ".join(word if at and word in SMALL else word.capitalize() for at, word in enumerate(name.split("-")))


def _here(path: Path) -> str:
    """Return a path as it is written from where the person is, whole where that would lead upwards."""
    short = os.path.relpath(path)
    return str(path) if short.startswith(os.pardir) else short


def _write(settings: Settings, name: str, files: Mapping[str, bytes]) -> None:
    """Write both folders aside and put them in their place whole, the one that makes it a council last: whoever is stopped half-way has
    none, and where the second cannot go to its place the first leaves it again."""
    roots = {"forms": settings.forms_dir, "processes": settings.processes_dir}
    for root in roots.values():
        if not os.access(root, os.W_OK | os.X_OK):
            fail(f"{_here(root)} may not be written to: nothing was made")
    with ExitStack() as stack:
        aside = {kind: Path(stack.enter_context(TemporaryDirectory(dir=root, prefix="."))) for kind, root in roots.items()}
        for path, content in files.items():
            kind, *rest = PurePosixPath(path).parts
            place = aside[kind].joinpath(*rest)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        put: list[Path] = []
        try:
            for kind, root in roots.items():
                if (aside[kind] / name).is_dir():
                    put.append((aside[kind] / name).rename(root / name))
        except OSError:
            for folder in put:
                shutil.rmtree(folder)
            raise


def _say(order: Order, preset: Preset | None, files: Mapping[str, bytes], settings: Settings) -> None:
    home = Path(_here(settings.processes_dir / order.name))
    kinds = Counter(PurePosixPath(path).suffix for path in files if PurePosixPath(path).name != DEMO)
    counts = [f"{kinds[suffix]} {one if kinds[suffix] == 1 else many}" for suffix, (one, many) in KINDS.items() if kinds[suffix]]
    out.print(f"{order.title}: {', '.join(counts)}, taken over from {order.base}", markup=False)
    out.print(f"  {home}\n  {_here(settings.forms_dir / order.name)}", markup=False)
    if preset:
        out.print()
        tell(preset, settings.processes_dir)
        changes = ", ".join(f"{key} = {value!r}" for key, value in preset.parameters.items())
        out.print(f"  Set in the pack: {changes}", markup=False)
        if not any(PurePosixPath(path).name in preset.scenarios for path in files):
            out.print(f"  No scenario of the preset goes with {order.base}: write one that shows the rule", markup=False)
    steps = (
        f"triangulate check {home}",
        f"Read {home / 'policy.toml'}: name, notice, colours, roles and their groups, days",
        f"Replace the made-up people and cases of {home / 'demo.yaml'}, which scenarios and demonstrations use",
        "Change procedures in the Camunda Modeler or the studio, and follow docs/new-council.md to the first day",
    )
    out.print("\nNext:", markup=False)
    for number, step in enumerate(steps, 1):
        out.print(f"  {number}. {step}", markup=False)
