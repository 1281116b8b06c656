"""Puts bundles together: from the folders of the repository, or from a bundle and the files that replace some of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from service.domain.bundle import Bundle
from service.domain.errors import Invalid, NotFound, Problem, Unfit
from service.domain.findings import Finding
from service.engine import xml
from service.policy.demo import Demo
from service.policy.demo import load as load_demo
from service.policy.paths import DOCUMENTS, FOLDERS, INVARIANTS, PACK, SHARED, TEMPLATES, home_of, owner_of
from service.policy.reach import contents, reached


class Library:
    """The procedures that lie in a ``processes`` and a ``forms`` folder, by council. Reads files when asked, keeps none."""

    def __init__(self, processes_dir: Path, forms_dir: Path) -> None:
        self._roots = {"processes": processes_dir, "forms": forms_dir}

    def councils(self) -> tuple[str, ...]:
        """Return the councils that have a policy pack, in order of name."""
        return tuple(sorted(path.parent.name for path in self._roots["processes"].glob(f"*/{PACK}")))

    def procedures(self, council: str) -> tuple[str, ...]:
        """Return the ids of the council's own processes, and of the shared ones that number cases of their own, in order."""
        files = self.files(council)
        found = set[str]()
        for path, content in files.items():
            inside = contents(path, content)
            found.update(inside.processes if owner_of(path) == council else inside.numbered)
        return tuple(sorted(found))

    def demo(self, council: str) -> Demo:
        """Return the council's made-up people, registers and cases. Raises Unfit."""
        return load_demo(self._roots["processes"], council)

    def files(self, council: str) -> Mapping[str, bytes]:
        """Return every file that procedures of a council may use, its own and the shared ones, by path in the repository."""
        found: dict[str, bytes] = {}
        for kind, root in self._roots.items():
            for folder in (council, SHARED):
                for path in sorted((root / folder).glob("*")):
                    if (
                        FOLDERS.get(path.suffix) == kind
                        and path.suffix not in TEMPLATES
                        and (path.suffix != ".toml" or path.name in (PACK, INVARIANTS))
                    ):
                        found[f"{kind}/{folder}/{path.name}"] = path.read_bytes()
        for folder in (council, SHARED):
            for path in sorted((self._roots["processes"] / folder / DOCUMENTS).glob("*")):
                if path.suffix in TEMPLATES:
                    found[f"processes/{folder}/{DOCUMENTS}/{path.name}"] = path.read_bytes()
        return found

    def bundle(self, council: str, procedure_id: str) -> Bundle:
        """Return a procedure with all that it reaches, the council's pack and the invariants; shared files stand in where the council has none.

        Raises:
            NotFound: no diagram of the council, and no shared one, has this process.
            Unfit: none has, and some diagram could not be read: it says which.
        """
        files = self.files(council)
        paths = reached(files, council=council, procedure_id=procedure_id)
        if not paths:
            broken = unreadable(files)
            if broken:
                raise Unfit(f"The procedure {procedure_id} was not found, and some files could not be read", findings=broken)
            raise NotFound(f"{council} has no procedure {procedure_id}")
        return Bundle(council=council, procedure_id=procedure_id, files={path: files[path] for path in sorted(paths)})

    def unused(self, council: str) -> tuple[str, ...]:
        """Return the council's own files that none of its procedures reaches, in order of path."""
        files = self.files(council)
        used = {path for name in self.procedures(council) for path in reached(files, council=council, procedure_id=name)}
        return tuple(path for path in sorted(files) if owner_of(path) == council and path not in used)


def unreadable(files: Mapping[str, bytes]) -> list[Finding]:
    """Return what is wrong with each diagram or table that cannot be parsed."""
    findings: list[Finding] = []
    for path, content in files.items():
        if contents(path, content).readable:
            continue
        try:
            xml.parse(content, file=path)
        except Unfit as error:
            findings.extend(error.findings)
    return findings


def rebuild(bundle: Bundle, replaced_files: Mapping[str, bytes]) -> Bundle:
    """Return the bundle with files replaced or added and those that are no longer reached left out.

    A file may be named by its path or by its bare name; a new one goes to the council's folder. A replaced file that cannot
    be read stays in, so that the checks can say why.

    Raises:
        Invalid: a file has an ending that no procedure uses, or nothing reaches it.
    """
    replaced = {_place(bundle, name): content for name, content in replaced_files.items()}
    files = {**bundle.files, **replaced}
    paths = reached(files, council=bundle.council, procedure_id=bundle.procedure_id)
    broken = {path for path in files if not contents(path, files[path]).readable}
    if not paths:
        return Bundle(council=bundle.council, procedure_id=bundle.procedure_id, files=files)
    lost = sorted(replaced.keys() - paths - broken)
    if lost:
        raise Invalid(
            "Some files are not used", problems=[Problem(path, "Nothing in this procedure refers to this file") for path in lost]
        )
    return Bundle(
        council=bundle.council, procedure_id=bundle.procedure_id, files={path: files[path] for path in sorted(paths | broken)}
    )


def _place(bundle: Bundle, name: str) -> str:
    if name in bundle.files:
        return name
    bare = PurePosixPath(name).name
    if PurePosixPath(bare).suffix not in FOLDERS:
        raise Invalid(
            "Some files are of no use here",
            problems=[Problem(name, "Use .bpmn, .dmn, .form, policy.toml, invariants.toml, .typ, .docx or .json files")],
        )
    own = home_of(bare, council=bundle.council)
    same = [path for path in bundle.files if PurePosixPath(path).name == bare]
    return own if own in same or not same else same[0]
