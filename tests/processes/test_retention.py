"""The councils' schedules of retention: each class is of procedures that there are, and no procedure is without one."""

from __future__ import annotations

import pytest

from service.bootstrap import pack_in_force
from service.domain.retention import OTHERS, class_of, retention
from service.policy.bundle import Library
from service.settings import ROOT

LIBRARY = Library(ROOT / "processes", ROOT / "forms")


@pytest.mark.parametrize("council", LIBRARY.councils())
def test_every_class_is_of_procedures_that_there_are_and_every_procedure_is_in_one(council: str) -> None:
    schedule, there = retention(pack_in_force(LIBRARY, council).parameters), LIBRARY.procedures(council)
    named = {procedure for each in schedule for procedure in each.procedures} - {OTHERS}
    assert named - set(there) == set()
    assert [procedure for procedure in there if class_of(schedule, procedure) is None] == []
