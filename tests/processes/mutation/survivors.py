"""Why mutants that neither walks nor the checker find are no breach of the policy: written by hand, by name of mutant."""

from __future__ import annotations

from collections.abc import Mapping

from tests.processes.mutation.mutants import Mutant

WHY: Mapping[str, str] = {}


def why_it_survives(mutant: Mutant) -> str:
    """Return why, '' where nobody has said it yet."""
    return WHY.get(mutant.name, "")
