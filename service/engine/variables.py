"""The process variables and the answers in a snapshot, for whoever judges a case from outside."""

from __future__ import annotations

from typing import Any

from service.engine.procedure import Procedure
from service.engine.snapshot import load


def variables(procedure: Procedure, snapshot: bytes) -> dict[str, Any]:
    """Return the variables of the process scope. Raises Conflict when the snapshot is not this procedure's."""
    tree, _ = load(procedure, snapshot)
    return dict(tree.variables)


def answers(procedure: Procedure, snapshot: bytes) -> dict[str, Any]:
    """Return the latest answers by element id, those that the case was started with by the id of its start. Raises Conflict as above."""
    _, memory = load(procedure, snapshot)
    return dict(memory["answers"])
