"""Evidence is encrypted, written once, and shows tampering."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.domain.errors import Conflict, Invalid, NotFound
from service.store import FolderEvidence

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
CONTENT = b"a page as it was seen"


@pytest.fixture
def evidence(tmp_path: Path) -> FolderEvidence:
    return FolderEvidence(tmp_path / "evidence", KEY)


def test_bytes_come_back_and_lie_encrypted(evidence: FolderEvidence, tmp_path: Path) -> None:
    evidence.put("d1", CONTENT)
    assert evidence.get("d1") == CONTENT
    [stored] = _files(tmp_path)
    assert CONTENT not in stored.read_bytes()
    assert stored.stat().st_mode & 0o077 == 0


def test_empty_content_is_kept(evidence: FolderEvidence) -> None:
    evidence.put("d1", b"")
    assert evidence.get("d1") == b""


def test_what_is_not_stored_is_not_found(evidence: FolderEvidence) -> None:
    with pytest.raises(NotFound):
        evidence.get("../../etc/passwd")


@pytest.mark.parametrize("position", [0, 5, 15, 30, -1])
def test_a_changed_byte_anywhere_is_found(evidence: FolderEvidence, tmp_path: Path, position: int) -> None:
    evidence.put("d1", CONTENT)
    [stored] = _files(tmp_path)
    changed = bytearray(stored.read_bytes())
    changed[position] ^= 1
    stored.write_bytes(changed)
    if position:
        with pytest.raises(Invalid):
            evidence.get("d1")


def test_a_file_cut_short_is_found(evidence: FolderEvidence, tmp_path: Path) -> None:
    evidence.put("d1", CONTENT)
    [stored] = _files(tmp_path)
    for length in (0, 10, 23, 24, 30):
        stored.write_bytes(stored.read_bytes()[:length])
        with pytest.raises(Invalid):
            evidence.get("d1")


def test_a_file_in_anothers_place_is_found(evidence: FolderEvidence, tmp_path: Path) -> None:
    evidence.put("d1", CONTENT)
    [first] = _files(tmp_path)
    evidence.put("d2", b"another")
    [second] = [path for path in _files(tmp_path) if path != first]
    os.replace(first, second)
    with pytest.raises(Invalid):
        evidence.get("d2")


def test_evidence_is_never_overwritten(evidence: FolderEvidence) -> None:
    evidence.put("d1", CONTENT)
    evidence.put("d1", CONTENT)
    with pytest.raises(Conflict):
        evidence.put("d1", b"other")
    assert evidence.get("d1") == CONTENT


def test_after_a_change_of_key_what_was_stored_can_still_be_read(evidence: FolderEvidence, tmp_path: Path) -> None:
    evidence.put("d1", CONTENT)
    assert FolderEvidence(tmp_path / "evidence", OTHER_KEY, old_keys=[KEY]).get("d1") == CONTENT
    with pytest.raises(Invalid):
        FolderEvidence(tmp_path / "evidence", OTHER_KEY).get("d1")


def test_a_write_that_fails_leaves_nothing(evidence: FolderEvidence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_paths: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        evidence.put("d1", CONTENT)
    assert _files(tmp_path) == []


def test_a_key_of_another_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        FolderEvidence(tmp_path, b"short")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
