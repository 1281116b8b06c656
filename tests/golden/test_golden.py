"""Every case that a release has left in flight is completed by this version, with the end and the variables it had then."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from service import engine
from service.domain.errors import Conflict
from service.domain.execution import FireTimers
from tests.golden.replaying import FOLDER, facts_of, golden_cases, replay, unpacked

CASES = golden_cases()
KINDS = {"task", "job", "timer", "subscription", "multi-instance", "subProcess", "callActivity", "event-sub-process"}


@pytest.mark.parametrize("file", CASES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_case_of_an_older_release_is_completed(file: Path) -> None:
    case = json.loads(file.read_text("utf-8"))
    assert replay(file) == (case["ended"], case["variables"])


def test_every_release_left_a_case_in_every_kind_of_step() -> None:
    for folder in {file.parent for file in CASES}:
        kinds = {file.stem.partition("-")[2] for file in CASES if file.parent == folder}
        assert kinds >= KINDS
        assert {file.stem for file in CASES if file.parent == folder} >= {"drawn-multi", "drawn-events", "drawn-nest-1"}
    assert CASES


def test_a_snapshot_of_a_release_to_come_is_refused_in_words() -> None:
    case = json.loads(CASES[0].read_text("utf-8"))
    facts = facts_of(case["facts"])
    archive = CASES[0].parent / "bundles" / f"{case['bundle'][:16]}.zip"
    procedure = engine.compile_procedure(unpacked(archive, council=facts.council, procedure_id=facts.procedure_id))
    head, _, rest = base64.b64decode(case["snapshot"]).partition(b" 1 ")
    with pytest.raises(Conflict, match="saved in a format that this release does not know"):
        engine.advance(procedure, head + b" 99 " + rest, FireTimers(), facts=facts, now=facts.started_at)


def test_no_bundle_is_kept_that_no_case_needs() -> None:
    needed = {f"{json.loads(file.read_text('utf-8'))['bundle'][:16]}.zip" for file in CASES}
    assert {file.name for file in FOLDER.glob("*/bundles/*.zip")} == needed
