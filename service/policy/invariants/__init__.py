"""Policy as invariants: written in ``invariants.toml``, proved on the diagram, held while cases run."""

from __future__ import annotations

from service.policy.invariants.proving import prove

__all__ = ["prove"]
