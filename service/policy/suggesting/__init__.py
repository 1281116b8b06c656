"""Scenario skeletons for ways that no scenario takes, from the shortest way that the explorer knows there."""

from service.policy.suggesting.examples import Examples
from service.policy.suggesting.skeletons import Suggestion, suggest

__all__ = ["Examples", "Suggestion", "suggest"]
