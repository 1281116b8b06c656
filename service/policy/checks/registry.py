"""Every rule there is. What stands here is run, listed by ``triangulate check --rules`` and explained in docs/checks.md."""

from __future__ import annotations

from service.domain.findings import Severity
from service.policy.checks import (
    answer_labels,
    called_exists,
    decision_fit,
    end_event,
    fake_join,
    form_exists,
    form_fit,
    gateway_question,
    generated_ids,
    implicit_split,
    inclusive_gateway,
    join_and_fork,
    known_roles,
    labels,
    lane_is_role,
    message_correlation,
    operation_known,
    pack_fit,
    procedure_there,
    process_properties,
    readable,
    runnable,
    separation_of_duties,
    superfluous_gateway,
    superfluous_label,
    superfluous_termination,
    task_has_people,
    unique_labels,
    used_names,
    variable_written_twice,
    verb_and_object,
    way_in,
    way_out,
)
from service.policy.checks.rule import Checks, Family, OneRule, Rule, rule_of, rules_of
from service.policy.checks.severities import CONFIGURED

FAMILIES: tuple[Family, ...] = (readable, pack_fit, runnable, decision_fit, form_fit)
"""What other rooms find. They protect running."""

PROTECTING: tuple[OneRule, ...] = (
    procedure_there,
    form_exists,
    called_exists,
    task_has_people,
    known_roles,
    operation_known,
    separation_of_duties,
    process_properties,
    message_correlation,
)
"""Without these a case could stop, or somebody could do what they may not."""

CHANGEABLE: tuple[OneRule, ...] = (
    lane_is_role,
    variable_written_twice,
    labels,
    answer_labels,
    end_event,
    fake_join,
    gateway_question,
    generated_ids,
    implicit_split,
    inclusive_gateway,
    join_and_fork,
    superfluous_gateway,
    superfluous_label,
    superfluous_termination,
    unique_labels,
    used_names,
    verb_and_object,
    way_in,
    way_out,
)
"""How well a procedure reads: a council may make these stricter, milder or turn them off."""

CHECKS: tuple[Checks, ...] = (*FAMILIES, *PROTECTING, *CHANGEABLE)

OF_THE_ENGINE = (
    Rule(
        name="same-id",
        sentence="No two diagrams of a procedure have an element of the same id.",
        remedy="Rename one: answers and visits of both are counted as one.",
        severity=Severity.ERROR,
    ),
    Rule(
        name="not-executable",
        sentence="Every process is marked executable; one that is not is only a drawing.",
        remedy="Tick “Executable” in the modeller, or take the process out.",
        severity=Severity.WARNING,
    ),
)


def rules() -> tuple[Rule, ...]:
    """Return every rule, those that a council may change first, then by name."""
    found = [rule for family in FAMILIES for rule in rules_of(family)]
    found += [rule_of(module, fixed=True) for module in PROTECTING]
    found += [rule_of(module) for module in CHANGEABLE]
    return tuple(sorted((*found, *OF_THE_ENGINE, CONFIGURED), key=lambda rule: (rule.fixed, rule.name)))


RULES = {rule.name: rule for rule in rules()}
"""Every rule by its name."""
