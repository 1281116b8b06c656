"""What is committed as a built bundle is what its lock says."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FOLDERS = (ROOT / "service/toolchain/static", ROOT / "service/web/static/vendor", ROOT / "tests/bpmnlint")


@pytest.mark.parametrize("folder", FOLDERS, ids=["toolchain", "web", "tests"])
def test_lock_names_every_file_with_its_hash(folder: Path) -> None:
    lock = json.loads((folder / "LOCK.json").read_text(encoding="utf-8"))["files"]
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name != "LOCK.json"}
    assert {name: entry["sha256"] for name, entry in lock.items()} == found


@pytest.mark.parametrize("folder", FOLDERS, ids=["toolchain", "web", "tests"])
def test_lock_tells_version_and_licence_of_every_package(folder: Path) -> None:
    lock = json.loads((folder / "LOCK.json").read_text(encoding="utf-8"))["files"]
    packages = [package for entry in lock.values() for package in entry["packages"]]
    assert packages
    assert all(package["name"] and package["version"] and package["licence"] for package in packages)
