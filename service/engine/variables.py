"""The process variables in a snapshot, for whoever judges a case from outside."""

from __future__ import annotations

from typing import Any

from service.engine.procedure import Procedure
from service.engine.snapshot import load


def variables(procedure: Procedure, snapshot: bytes) -> dict[str, Any]:
    """Return the variables of the process scope. Raises Conflict when the snapshot is not this procedure's."""
    tree, _ = load(procedure, snapshot)
    return dict(tree.variables)
