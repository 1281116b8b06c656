"""Everything that is shipped is sound: each procedure passes every check, each scenario plays."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.domain.findings import Finding
from service.operations import shipped_operations
from service.policy.bundle import Library
from service.policy.checks import check
from service.policy.scenarios import load, scenario_files
from service.rehearsing import play
from service.settings import ROOT, Settings

LIBRARY = Library(ROOT / "processes", ROOT / "forms")
PROCEDURES = [(council, procedure_id) for council in LIBRARY.councils() for procedure_id in LIBRARY.procedures(council)]
FILES = scenario_files([ROOT / "processes"])


@pytest.mark.spread
@pytest.mark.parametrize(("council", "procedure_id"), PROCEDURES)
def test_a_shipped_procedure_has_no_finding(council: str, procedure_id: str) -> None:
    assert check(LIBRARY.bundle(council, procedure_id), shipped_operations()) == list[Finding]()


@pytest.mark.spread
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_scenario_plays(file: Path) -> None:
    assert [str(failure) for failure in play(load(file), Settings()).failures] == []


def test_every_file_of_a_council_is_used() -> None:
    assert {council: LIBRARY.unused(council) for council in LIBRARY.councils()} == dict.fromkeys(LIBRARY.councils(), ())


def test_every_council_has_scenarios() -> None:
    with_scenarios = {file.parent.parent.name for file in FILES}
    assert with_scenarios >= set(LIBRARY.councils())
