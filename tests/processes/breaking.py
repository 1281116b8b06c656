"""Puts a fault into a shipped procedure and says which of its invariants the proofs then find broken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from service.cases.guarding import judged
from service.cases.opened import open_bundle
from service.domain.bundle import Bundle
from service.domain.verdicts import Outcome
from service.operations import shipped_operations
from service.policy.bundle import Library
from service.policy.invariants import prove
from service.policy.invariants.written import written
from service.settings import ROOT
from tests.processes.conftest import COUNCIL


def with_fault(procedure: str, this: str, that: str) -> Bundle:
    """Return the shipped procedure where the pattern ``this`` of its diagram became ``that``."""
    sound = Library(ROOT / "processes", ROOT / "forms").bundle(COUNCIL, procedure)
    file = next(
        f"processes/{folder}/{procedure}.bpmn"
        for folder in (COUNCIL, "shared")
        if f"processes/{folder}/{procedure}.bpmn" in sound.files
    )
    changed, times = re.subn(this, that, sound.files[file].decode(), flags=re.DOTALL)
    assert times, f"nothing to change in {procedure}"
    return Bundle(council=COUNCIL, procedure_id=procedure, files={**sound.files, file: changed.encode()})


def outcome(bundle: Bundle, invariant_id: str) -> set[Outcome]:
    """Return what the proofs say of an invariant."""
    wanted = [invariant for invariant in written(bundle) if invariant.invariant_id == invariant_id]
    return {verdict.outcome for verdict in prove(bundle, shipped_operations(), wanted) if verdict.check_id == invariant_id}


def refused(procedure: str, moment: str, element_id: str, seen: Mapping[str, Any]) -> str:
    """Return the id of the invariant that refuses what is seen there, empty when none does."""
    opened = open_bundle(Library(ROOT / "processes", ROOT / "forms").bundle(COUNCIL, procedure))
    found = judged(opened.guards.at(moment, element_id), seen)
    return found.guard.invariant_id if found else ""
