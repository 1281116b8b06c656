"""Runs decisions: everything that one requires in one call of V8."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from service.domain.errors import Invalid, NotFound
from service.domain.execution import DecisionMade, MatchedRule
from service.engine import feel
from service.engine.decisions.model import DecisionModel

_CONTRADICTIONS = {"overlap": "hold together, yet only one may", "disagree": "hold together and disagree"}


class DecisionError(Invalid):
    """A table contradicts itself for these inputs. ``rules`` are the numbers of the rules concerned."""

    def __init__(self, message: str, *, decision_id: str, rules: tuple[int, ...]) -> None:
        super().__init__(message)
        self.decision_id = decision_id
        self.rules = rules


def decide(models: Iterable[DecisionModel], decision_id: str, context: feel.Context, element_id: str) -> DecisionMade:
    """Run one decision with all that it requires; see ``decide_all``, whose last one this is."""
    return decide_all(models, decision_id, context, element_id)[-1]


def decide_all(
    models: Iterable[DecisionModel], decision_id: str, context: feel.Context, element_id: str
) -> tuple[DecisionMade, ...]:
    """Run a decision and return every run made for it, the required ones first and the one asked for last.

    ``element_id`` is the step of the diagram that asks. The output is the value of a table with one output, a dictionary by
    output name with several, a list with the policies R, O and C; null (or an empty list) where no rule matched.
    Raises: NotFound when no model has the decision; FeelError as ``feel.evaluate``, and where a value is not of its declared
    type; DecisionError when rules of a UNIQUE table overlap or those of an ANY table disagree.
    """
    model = next((each for each in models if decision_id in each.decisions), None)
    if model is None:
        raise NotFound(f"There is no decision “{decision_id}”")
    answer = _ask(model, {"decision": decision_id}, context)
    return tuple(_made(model, each, element_id) for each in answer["made"])


def invoke(model: DecisionModel, service: str, context: feel.Context) -> Any:
    """Run a decision service by its name on the values of its parameters and return its result. Raises: as ``decide_all``."""
    if service not in model.services:
        raise NotFound(f"There is no decision service “{service}”")
    return _ask(model, {"service": model.services[service]}, context)["value"]


def _ask(model: DecisionModel, what: Mapping[str, str], context: feel.Context) -> Mapping[str, Any]:
    try:
        return feel.decide(model.program_key, model.program, what, context)
    except feel.Contradiction as found:
        made = model.decisions.get(found.decision_id)
        name = made.name if made is not None else found.decision_id
        message = f"Decision “{name}” ({found.decision_id}): rules {_listed(found.rules)} {_CONTRADICTIONS[found.kind]}"
        raise DecisionError(message, decision_id=found.decision_id, rules=found.rules) from found


def _listed(rules: Sequence[int]) -> str:
    return f"{', '.join(map(str, rules[:-1]))} and {rules[-1]}"


def _made(model: DecisionModel, run: Mapping[str, Any], element_id: str) -> DecisionMade:
    return DecisionMade(
        decision_id=run["id"],
        name=str(model.program["decisions"][run["id"]]["name"]),
        element_id=element_id,
        inputs=run["inputs"],
        matched=tuple(
            MatchedRule(number=rule["number"], rule_id=rule["id"], annotation=rule["annotation"]) for rule in run["matched"]
        ),
        output=run["output"],
        rules_in_table=run["rules"],
    )
