"""What the machine needs of the expression language and of decisions: FEEL in the product, a stand-in in unit tests."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from service.domain.execution import DecisionMade


class Language(Protocol):
    """Evaluates expressions given without their leading '='. Raises Invalid (``expression``, ``missing``) where it cannot."""

    def evaluate_all(self, expressions: Sequence[str], context: Mapping[str, Any]) -> Sequence[Any]:
        """Return the value of every expression, in one call."""
        ...

    def names(self, expression: str) -> Collection[str]:
        """Return the variables that an expression reads."""
        ...

    def parse_error(self, expression: str) -> str | None:
        """Return what is wrong with an expression's notation, or None."""
        ...


class Decisions(Protocol):
    """Runs a decision of the procedure with all that it requires."""

    def __call__(self, decision_id: str, context: Mapping[str, Any], element_id: str) -> Sequence[DecisionMade]:
        """Return every decision made for it, the one asked for last. Raises Invalid or NotFound where it cannot be made."""
        ...
