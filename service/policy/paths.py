"""Where the files of a procedure lie: the names of folders and endings, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

SHARED = "shared"
PACK = "policy.toml"
INVARIANTS = "invariants.toml"
DOCUMENTS = "documents"
TEMPLATES = frozenset({".typ", ".docx", ".json"})
"""Endings of what lies in the folder ``documents``: templates of Typst and Word, and the data each is tried with."""

FOLDERS = {
    ".bpmn": "processes",
    ".dmn": "processes",
    ".form": "forms",
    ".toml": "processes",
    **dict.fromkeys(TEMPLATES, "processes"),
}


def pack_path(council: str) -> str:
    """Return the path of a council's policy pack."""
    return f"processes/{council}/{PACK}"


def invariants_paths(council: str) -> tuple[str, str]:
    """Return the paths of the invariants that hold for every council and of the council's own."""
    return f"processes/{SHARED}/{INVARIANTS}", f"processes/{council}/{INVARIANTS}"


def home_of(name: str, *, council: str) -> str:
    """Return the path that a file called ``name`` has in a bundle of ``council``."""
    suffix = PurePosixPath(name).suffix
    folder = f"{council}/{DOCUMENTS}" if suffix in TEMPLATES else council
    return f"{FOLDERS[suffix]}/{folder}/{PurePosixPath(name).name}"


def owner_of(path: str) -> str:
    """Return whose a file is: the council of its path, or SHARED."""
    parts = PurePosixPath(path).parts
    return parts[1] if len(parts) > 2 else ""


def templates(files: Mapping[str, bytes], *, council: str) -> Mapping[str, bytes]:
    """Return the templates and their examples by bare name; the council's own stand in for shared ones."""
    return {
        PurePosixPath(path).name: files[path]
        for owner in (SHARED, council)
        for path in sorted(files)
        if owner_of(path) == owner and PurePosixPath(path).parent.name == DOCUMENTS
    }
