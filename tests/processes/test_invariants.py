"""The invariants that are shipped: those about the diagrams are proved on what is shipped, quickly, and each test they name exists."""

from __future__ import annotations

import ast
import time

import pytest

from service.domain.verdicts import Outcome
from service.operations import shipped_operations
from service.policy.bundle import Library
from service.policy.invariants import prove
from service.policy.invariants.resolving import applying, lost
from service.settings import ROOT

LIBRARY = Library(ROOT / "processes", ROOT / "forms")
PROCEDURES = [(council, procedure_id) for council in LIBRARY.councils() for procedure_id in LIBRARY.procedures(council)]
SECONDS_AT_MOST = 20
WITH_OTHERS_INSIDE = {"kcc_tracing": 60, "kcc_info_gathering": 40, "kcc_contact": 40}
"""Those that carry whole procedures inside them may take longer; half of it on a quiet machine."""


@pytest.mark.slow
@pytest.mark.spread
@pytest.mark.parametrize(("council", "procedure_id"), PROCEDURES)
def test_what_a_diagram_can_show_is_proved_in_time(council: str, procedure_id: str) -> None:
    begun = time.process_time()
    verdicts = prove(LIBRARY.bundle(council, procedure_id), shipped_operations())
    left = [(verdict.check_id, verdict.outcome, verdict.why) for verdict in verdicts if verdict.level in ("D", "C")]
    assert [each for each in left if each[1] is not Outcome.PROVED] == []
    assert [each for each in left if "never happens" in each[2]] == [], "holds only because nothing is reached"
    assert time.process_time() - begun < WITH_OTHERS_INSIDE.get(procedure_id, SECONDS_AT_MOST)


@pytest.mark.parametrize("council", LIBRARY.councils())
def test_invariants_name_only_what_some_diagram_has(council: str) -> None:
    assert lost(LIBRARY.files(council), council=council) == ()


def test_every_test_that_an_invariant_names_exists() -> None:
    named = {each.test for pair in PROCEDURES for each in applying(LIBRARY.bundle(*pair)) if each.test}
    for name in named:
        file, _, function = name.partition("::")
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        assert function in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, name
