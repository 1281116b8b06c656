"""Makes the files of a new council from those of another one and a preset. Writes nothing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from service.domain.errors import Invalid, NotFound, Problem
from service.policy import pack
from service.policy.bundle import Library
from service.policy.paths import INVARIANTS, PACK, SHARED, owner_of, pack_path
from service.policy.presets.choosing import Without
from service.policy.presets.packs import blocks, changed
from service.policy.presets.preset import FOLDER, Preset
from service.policy.presets.words import Words
from service.policy.reach import contents, reached

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
LONGEST = 40
TITLE = re.compile(r"[^\W_]([^\W_]|[ &'’().,–-])*\Z")
LONGEST_TITLE = 100
"""A title stands in diagrams, forms, tables and documents, each with signs of its own that would end a text."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """A council to make: its folder's ``name``, the ``base``, its ``title`` and ``short`` name. ``without`` names procedures to leave out,
    without their prefix."""

    name: str
    base: str
    title: str
    short: str
    without: tuple[str, ...] = ()


def made(processes_dir: Path, forms_dir: Path, order: Order, preset: Preset | None) -> Mapping[str, bytes]:
    """Return the files of the new council by path, ``processes/<name>/…`` and ``forms/<name>/…``.

    Raises:
        NotFound: there is no such base.
        Invalid: the name, the title or a procedure to leave out is none that can be.
        Unfit: the base's pack, or the one made of it, cannot be used.
    """
    library = Library(processes_dir, forms_dir)
    if order.base not in library.councils():
        raise NotFound(f"There is no council {order.base!r} to begin from{nearest(order.base, library.councils())}")
    judge(order)
    files = library.files(order.base)
    own = {path: content for path, content in files.items() if owner_of(path) == order.base}
    processes = _processes(own)
    title = pack.load(files[pack_path(order.base)], file=pack_path(order.base)).name
    words = Words(base=order.base, base_title=title, processes=processes, name=order.name, title=order.title, short=order.short)
    gone = _left_out(words, (*order.without, *(preset.leaves_out if preset else ())), strict=order.without)
    dropped = _only_of(files, library.procedures(order.base), council=order.base, gone=gone)
    without = Without(processes=gone, decided=preset.decides if preset and preset.tables else ())
    everything = {**own, **dict(_beside(processes_dir, order.base))}
    kept = {
        path: content for path, content in everything.items() if path not in dropped and not without.leaves_out(path, content)
    }
    written = {words.path(path): words.content(path, without.within(path, content)) for path, content in kept.items()}
    if preset:
        shared = _processes({path: content for path, content in files.items() if owner_of(path) == SHARED})
        written |= _of_preset(
            preset, words, gone, files=written, known={*shared, *(words.ids[name] for name in processes if name not in gone)}
        )
    written[pack_path(order.name)] = _pack(written[pack_path(order.name)].decode("utf-8"), order, preset)
    pack.load(written[pack_path(order.name)], file=pack_path(order.name))
    return written


def judge(order: Order) -> None:
    """Raises: Invalid when no council can be called so."""
    problems = []
    if order.name in (SHARED, FOLDER):
        problems.append(Problem("NAME", f"{order.name} is a folder that belongs to every council"))
    elif not NAME.match(order.name) or len(order.name) > LONGEST:
        wanted = f"Write lower-case words joined by hyphens, such as north-shire, of at most {LONGEST} characters"
        problems.append(Problem("NAME", wanted))
    if not TITLE.match(order.title) or len(order.title) > LONGEST_TITLE:
        wanted = f"Write words with spaces, & ' ( ) . , or - between them, of at most {LONGEST_TITLE} characters"
        problems.append(Problem("--title", wanted))
    if problems:
        raise Invalid(f"No council can be set up as {order.name!r}, called {order.title!r}", problems=problems)


def nearest(name: str, known: Collection[str]) -> str:
    """Return the end of a sentence that says which name was probably meant, or which there are."""
    near = get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(sorted(known))}"


def _processes(files: Mapping[str, bytes]) -> tuple[str, ...]:
    return tuple(sorted({name for path, content in files.items() for name in contents(path, content).processes}))


def _left_out(words: Words, names: Collection[str], *, strict: Collection[str]) -> frozenset[str]:
    """Return the ids of processes to leave out. A preset may name one that the base has not; a person may not."""
    known = {words.plain(process_id): process_id for process_id in words.processes}
    for name in strict:
        if name not in known:
            raise Invalid(
                "There is no such procedure to leave out", problems=[Problem(name, f"No procedure{nearest(name, known)}")]
            )
    return frozenset(known[name] for name in names if name in known)


def _only_of(files: Mapping[str, bytes], procedures: Collection[str], *, council: str, gone: frozenset[str]) -> frozenset[str]:
    """Return the council's own files that nothing needs any more without these processes."""
    lost: set[str] = set()
    needed: set[str] = set()
    for process_id in {*procedures, *gone}:
        paths = reached(files, council=council, procedure_id=process_id)
        (lost if process_id in gone else needed).update(paths)
    return frozenset(
        path for path in lost - needed if owner_of(path) == council and PurePosixPath(path).name not in (PACK, INVARIANTS)
    )


def _beside(processes_dir: Path, base: str) -> Iterator[tuple[str, bytes]]:
    """Yield what lies with a council and travels with no version: people for a demonstration, scenarios, guidance."""
    folder = processes_dir / base
    for pattern in ("*.yaml", "scenarios/**/*", "guidance/*.md"):
        for path in sorted(folder.glob(pattern)):
            if path.is_file():
                yield f"processes/{base}/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _of_preset(
    preset: Preset, words: Words, gone: Collection[str], *, files: Mapping[str, bytes], known: Collection[str]
) -> dict[str, bytes]:
    """Return what a preset brings along: tables, invariants, a page of guidance, and the scenarios whose procedure there is."""
    home = f"processes/{words.name}"
    brought = {f"{home}/{name}": content for name, content in preset.tables.items()}
    for name, content in preset.scenarios.items():
        told = re.search(r"^procedure: *(\S+)", content.decode("utf-8"), re.MULTILINE)
        if told and told[1] in words.ids and told[1] not in gone:
            brought[f"{home}/scenarios/{name}"] = words.content(name, content)
    if preset.invariants:
        mine = f"{home}/{INVARIANTS}"
        brought[mine] = _joined(files.get(mine, b""), words.content(INVARIANTS, preset.invariants), known)
    page = (
        f"# The rule about looking\n\n{preset.rule}\n\nPublished by {preset.name}. Source: {preset.source}.\n\n{preset.stance}\n"
    )
    brought[f"{home}/guidance/the-rule-about-looking.md"] = page.encode("utf-8")
    return brought


def _joined(base: bytes, own: bytes, known: Collection[str]) -> bytes:
    """Return the base's invariants and the preset's; one of these stands in the place of the base's with its id, and is left out where its
    procedure is not ``known``."""
    mine = [
        (name, text) for name, text in blocks(own.decode("utf-8")) if name and tomllib.loads(text)[name].get("procedure") in known
    ]
    replaced = {name for name, _ in mine}
    theirs = [text for name, text in blocks(base.decode("utf-8")) if name not in replaced]
    return "\n".join(text.rstrip() + "\n" for text in (*theirs, *(text for _, text in mine))).encode("utf-8")


def _pack(text: str, order: Order, preset: Preset | None) -> bytes:
    text = changed(text, "", {"council": order.name, "name": order.title})
    if preset:
        notice = tomllib.loads(text).get("notice", [])
        text = changed(text, "", {"notice": [*notice, *preset.notice]} if preset.notice else {})
        text = changed(text, "parameters", preset.parameters, note=f"the rule that {preset.name} has published")
        text = changed(text, "colours", preset.colours)
    return text.encode("utf-8")
