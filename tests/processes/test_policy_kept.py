"""What the shipped scenarios do keeps the policy, looked back at from the records alone."""

from __future__ import annotations

import pytest

from service.policy.scenarios import load_text, run
from service.queries.policy_kept import CaseAudit, Kept
from tests.processes.conftest import COUNCIL, SCENARIOS, Theatre

UNTOLD = {"S1-I03", "W1-I07", "W1-I12", "W4-I03"}
"""Their conditions read what connectors and filters gave, which no history keeps."""


@pytest.mark.parametrize(
    "file", ["sc-01-happy-path.yaml", "sc-06b-doubt-answered.yaml", "sc-13-illegal-content.yaml", "w1-one-not-cleared.yaml"]
)
def test_a_scenario_looked_back_at_kept_the_policy(theatre: Theatre, file: str) -> None:
    report = run(load_text((SCENARIOS / file).read_bytes(), file=file, council=COUNCIL), theatre.stage)
    assert report.passed, report.failures
    found: list[Kept] = []
    with theatre.services.database.unit_of_work(read_only=True) as unit:
        for case in unit.records.cases(COUNCIL):
            opened = theatre.services.resources.shelf.take(case.version_id, unit.versions)
            found += CaseAudit(unit=unit, case=case, opened=opened).run().found
    assert [item for item in found if item.broken] == []
    assert {item.check_id for item in found} <= UNTOLD
