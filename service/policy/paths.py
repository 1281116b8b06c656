"""Where the files of a procedure lie: the names of folders and endings, in one place."""

from __future__ import annotations

from pathlib import PurePosixPath

SHARED = "shared"
PACK = "policy.toml"
INVARIANTS = "invariants.toml"
FOLDERS = {".bpmn": "processes", ".dmn": "processes", ".form": "forms", ".toml": "processes"}


def pack_path(council: str) -> str:
    """Return the path of a council's policy pack."""
    return f"processes/{council}/{PACK}"


def invariants_paths(council: str) -> tuple[str, str]:
    """Return the paths of the invariants that hold for every council and of the council's own."""
    return f"processes/{SHARED}/{INVARIANTS}", f"processes/{council}/{INVARIANTS}"


def home_of(name: str, *, council: str) -> str:
    """Return the path that a file called ``name`` has in a bundle of ``council``."""
    return f"{FOLDERS[PurePosixPath(name).suffix]}/{council}/{PurePosixPath(name).name}"
