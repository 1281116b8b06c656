"""What a person points at on the command line: a folder of procedures, a diagram, a form, a ZIP of a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from service.domain.bundle import Bundle
from service.domain.errors import Invalid, NotFound, TriangulateError, Unfit
from service.domain.findings import Finding, Severity
from service.policy import archive
from service.policy.bundle import Library, rebuild, unreadable
from service.policy.invariants.resolving import lost
from service.policy.paths import FOLDERS, PACK, SHARED
from service.policy.reach import contents


@dataclass(frozen=True, kw_only=True)
class Targets:
    """The bundles that were meant, and what is wrong with files that are in none of them."""

    bundles: tuple[Bundle, ...]
    findings: tuple[Finding, ...] = ()


def resolve(path: Path, library: Library) -> Targets:
    """Return the bundles a path means.

    A folder means every procedure of every council below it; a file in a ``processes`` or ``forms`` folder means the procedures
    that use it; a ZIP means the bundle it holds; any other file means that procedure of ``library`` with the file replaced.

    Raises:
        FileNotFoundError: there is nothing at the path.
        Invalid: nothing that procedures are made of.
    """
    if not path.exists():
        raise FileNotFoundError(2, "not found", str(path))
    if path.suffix == ".zip":
        return Targets(bundles=(from_archive(path.read_bytes()),))
    root = _root(path.resolve())
    if path.is_dir():
        if root is None:
            raise Invalid(f"{path} has no folder 'processes' and lies in none")
        return _councils(Library(root / "processes", root / "forms"), _council_of(path.resolve(), root))
    if path.suffix not in FOLDERS:
        raise Invalid(f"{path} is no diagram, table, form, policy pack or ZIP of them")
    if root is not None:
        return _using(Library(root / "processes", root / "forms"), path.resolve(), root)
    return Targets(bundles=(_replacing(library, path),))


def from_archive(content: bytes) -> Bundle:
    """Return the bundle in a ZIP as the studio gives it. Raises Invalid, or Unfit for a diagram that cannot be read."""
    files = archive.unpack(content)
    councils = {path.split("/")[1] for path in files if path.endswith(f"/{PACK}")}
    if len(councils) != 1:
        raise Invalid(f"The ZIP file must hold the {PACK} of exactly one council, at processes/<council>/{PACK}")
    council = councils.pop()
    return Bundle(council=council, procedure_id=_main_process(files, council), files=files)


def _main_process(files: Mapping[str, bytes], council: str) -> str:
    """Return the process that no other of the bundle calls."""
    broken = unreadable(files)
    if broken:
        raise Unfit("Some files of the ZIP cannot be read", findings=broken)
    found = {path: contents(path, content) for path, content in files.items()}
    called = {name for inside in found.values() for name in inside.needs_processes}
    mains = [
        name for path, inside in found.items() if f"/{SHARED}/" not in path for name in inside.numbered if name not in called
    ]
    mains = mains or [name for inside in found.values() for name in inside.numbered if name not in called]
    if len(mains) != 1:
        raise Invalid("The ZIP file must hold one procedure that can be started and what it calls")
    return mains[0]


def _root(path: Path) -> Path | None:
    """Return the folder that holds the ``processes`` and ``forms`` folders of a path."""
    if (path / "processes").is_dir():
        return path
    return next((folder.parent for folder in (path, *path.parents) if folder.name in ("processes", "forms")), None)


def _council_of(path: Path, root: Path) -> str | None:
    parts = path.relative_to(root).parts
    return parts[1] if len(parts) > 1 else None


def _councils(library: Library, only: str | None) -> Targets:
    councils = library.councils() if only in (None, SHARED) else (only,)
    bundles: list[Bundle] = []
    findings: list[Finding] = []
    for council in councils:
        files = library.files(council)
        broken = unreadable(files)
        findings += [*broken, *lost(files, council=council)]
        for procedure_id in library.procedures(council):
            bundles.append(library.bundle(council, procedure_id))
        findings += [_unused(path) for path in library.unused(council) if path not in {finding.file for finding in broken}]
    if not bundles and not findings:
        raise Invalid(f"There is no procedure of {only or 'any council'} here")
    return Targets(bundles=tuple(bundles), findings=tuple(dict.fromkeys(findings)))


def _unused(path: str) -> Finding:
    return Finding(rule="unused-file", file=path, message="No procedure of the council uses this file", severity=Severity.WARNING)


def _using(library: Library, path: Path, root: Path) -> Targets:
    name = path.relative_to(root).as_posix()
    everything = _councils(library, _council_of(path, root))
    using = tuple(bundle for bundle in everything.bundles if name in bundle.files)
    return Targets(bundles=using, findings=tuple(finding for finding in everything.findings if finding.file == name))


def _replacing(library: Library, path: Path) -> Bundle:
    """Return the procedure of the library that a lone file belongs to, with that file in it."""
    content = path.read_bytes()
    own = contents(path.name, content)
    for council in library.councils():
        for procedure_id in library.procedures(council):
            if path.suffix == ".bpmn" and own.processes and procedure_id not in own.processes:
                continue
            try:
                return rebuild(library.bundle(council, procedure_id), {path.name: content})
            except TriangulateError:
                continue
    broken = unreadable({path.name: content})
    if broken:
        raise Unfit(f"{path} cannot be read", findings=broken)
    raise NotFound(f"No procedure here uses a file like {path}")
