"""Which scenarios concern some bundles, and the folders they are to be played over: those the bundles lie in, or a copy of the
procedures that are set with the bundle's files laid over them."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.domain.findings import Finding
from service.policy.scenarios import load, scenario_files
from service.policy.targets import Targets
from service.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """One scenario to play."""

    file: Path
    settings: Settings


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """What is to be played, and what is wrong with scenario files that cannot be read."""

    rehearsals: tuple[Rehearsal, ...] = ()
    findings: tuple[Finding, ...] = ()


@contextmanager
def concerned(targets: Iterable[tuple[Path, Targets]], settings: Settings) -> Iterator[Concerned]:
    """Find the scenarios of the councils whose procedure is among the bundles; those of a folder that was named all count. The
    copies that are made for bundles from elsewhere live as long as the context."""
    rehearsals: dict[tuple[Path, Path], Rehearsal] = {}
    findings: list[Finding] = []
    with ExitStack() as stack:
        for path, target in targets:
            root = root_of(path)
            for bundle in target.bundles:
                stage = _within(root, settings) if root else stack.enter_context(_laid_over(bundle, settings))
                files, wrong = _files(stage, bundle, {one.procedure_id for one in target.bundles})
                rehearsals.update({(stage.processes_dir, file): Rehearsal(file=file, settings=stage) for file in files})
                findings += wrong
        found = tuple(rehearsals[key] for key in sorted(rehearsals))
        yield Concerned(rehearsals=found, findings=tuple(dict.fromkeys(findings)))


def root_of(path: Path) -> Path | None:
    """Return the folder that holds the ``processes`` folder a path lies in or holds, None for a file from elsewhere."""
    full = path.resolve()
    if (full / "processes").is_dir():
        return full
    return next((folder.parent for folder in (full, *full.parents) if folder.name in ("processes", "forms")), None)


def _within(root: Path, settings: Settings) -> Settings:
    return replace(settings, processes_dir=root / "processes", forms_dir=root / "forms")


@contextmanager
def _laid_over(bundle: Bundle, settings: Settings) -> Iterator[Settings]:
    with TemporaryDirectory(prefix="triangulate-") as folder:
        stage = _within(Path(folder), settings)
        for there, copy in ((settings.processes_dir, stage.processes_dir), (settings.forms_dir, stage.forms_dir)):
            if there.is_dir():
                shutil.copytree(there, copy)
        for path, content in bundle.files.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_bytes(content)
        yield stage


def _files(stage: Settings, bundle: Bundle, wanted: set[str]) -> tuple[list[Path], list[Finding]]:
    folder = stage.processes_dir / bundle.council / "scenarios"
    files: list[Path] = []
    findings: list[Finding] = []
    for file in scenario_files([folder]) if folder.is_dir() else ():
        try:
            if load(file).procedure in wanted:
                files.append(file)
        except Unfit as error:
            findings += [replace(finding, file=shown(finding.file)) for finding in error.findings]
    return files, findings


def shown(file: str) -> str:
    """Return a scenario's path from its ``processes`` folder on, as the files of bundles are named."""
    parts = Path(file).parts
    return "/".join(parts[len(parts) - 1 - parts[::-1].index("processes") :]) if "processes" in parts else file
