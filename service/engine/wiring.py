"""Where the machine meets FEEL and the decision tables: the only imports of the two beside the checks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from service.domain.bundle import Bundle
from service.domain.execution import DecisionMade
from service.engine import decisions, feel
from service.engine.language import Language


class Feel:
    """FEEL as the machine's language."""

    def evaluate_all(self, expressions: Sequence[str], context: Mapping[str, Any]) -> Sequence[Any]:
        """Return the value of every expression, in one call. Raises FeelError."""
        return feel.evaluate_all(expressions, context)

    def names(self, expression: str) -> Collection[str]:
        """Return the variables that an expression reads."""
        return feel.names(expression)

    def parse_error(self, expression: str) -> str | None:
        """Return what is wrong with an expression's notation, or None."""
        return feel.parse_error(expression)


class DecisionSet:
    """The decision tables of one bundle."""

    def __init__(self, models: Sequence[decisions.DecisionModel]) -> None:
        self.models = tuple(models)

    def __call__(self, decision_id: str, context: Mapping[str, Any], element_id: str) -> Sequence[DecisionMade]:
        return decisions.decide_all(self.models, decision_id, context, element_id)


def feel_language() -> Language:
    """Return FEEL."""
    return Feel()


def decisions_of(bundle: Bundle) -> DecisionSet:
    """Return the decisions of a bundle. Raises Unfit."""
    return DecisionSet(
        [decisions.load(content, file=path) for path, content in sorted(bundle.files.items()) if path.endswith(".dmn")]
    )
