"""Which files hold scenarios: a file itself, or the YAML files of the ``scenarios`` folders below a folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

ENDINGS = (".yaml", ".yml")


def scenario_files(paths: Iterable[Path]) -> list[Path]:
    """Return scenario files in order. In a folder, files in ``scenarios`` folders count, or its own files where it has none.

    Raises:
        FileNotFoundError: a path does not exist.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(str(path))
        if path.is_file():
            found.append(path)
            continue
        files = sorted(file for file in path.rglob("*") if file.suffix in ENDINGS)
        nested = [file for file in files if "scenarios" in file.resolve().parts]
        found.extend(nested or [file for file in files if file.parent == path])
    return found
