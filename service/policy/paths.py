"""Where the files of a procedure lie: the names of folders and endings, in one place."""

from __future__ import annotations

from pathlib import PurePosixPath

SHARED = "shared"
PACK = "policy.toml"
FOLDERS = {".bpmn": "processes", ".dmn": "processes", ".form": "forms", ".toml": "processes"}


def pack_path(council: str) -> str:
    """Return the path of a council's policy pack."""
    return f"processes/{council}/{PACK}"


def home_of(name: str, *, council: str) -> str:
    """Return the path that a file called ``name`` has in a bundle of ``council``."""
    return f"{FOLDERS[PurePosixPath(name).suffix]}/{council}/{PurePosixPath(name).name}"
