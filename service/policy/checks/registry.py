"""Every rule there is. What stands here is run, listed by ``triangulate check --rules`` and explained in docs/checks.md."""

from __future__ import annotations

from service.domain.findings import Severity
from service.policy.checks import (
    all_drawn,
    answer_labels,
    called_exists,
    decision_fit,
    document_fits,
    end_event,
    fake_join,
    flows_clear_of_shapes,
    flows_cross,
    form_asks_known,
    form_errors,
    form_exists,
    form_fit,
    form_help,
    form_labels,
    form_title,
    gateway_question,
    generated_ids,
    implicit_split,
    inclusive_gateway,
    invariants_fit,
    join_and_fork,
    known_roles,
    labels,
    lane_given,
    lane_is_role,
    message_correlation,
    operation_known,
    operation_results,
    pack_fit,
    plane_size,
    procedure_there,
    process_properties,
    readable,
    reads_left_to_right,
    register_named,
    reserved_parts,
    rule_never_decides,
    rules_agree,
    runnable,
    separation_of_duties,
    shapes_inside,
    shapes_overlap,
    superfluous_gateway,
    superfluous_label,
    superfluous_termination,
    table_gaps,
    task_has_people,
    total_gateways,
    unique_labels,
    used_names,
    variable_never_set,
    variable_not_always_set,
    variable_written_twice,
    verb_and_object,
    way_in,
    way_out,
    waypoints_at_borders,
    written_times,
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
    operation_results,
    register_named,
    document_fits,
    reserved_parts,
    variable_never_set,
    table_gaps,
    rules_agree,
    separation_of_duties,
    process_properties,
    message_correlation,
    written_times,
    invariants_fit,
)
"""Without these a case could stop, or somebody could do what they may not."""

CHANGEABLE: tuple[OneRule, ...] = (
    all_drawn,
    shapes_inside,
    shapes_overlap,
    flows_clear_of_shapes,
    flows_cross,
    waypoints_at_borders,
    reads_left_to_right,
    plane_size,
    lane_given,
    lane_is_role,
    variable_not_always_set,
    rule_never_decides,
    form_labels,
    form_help,
    form_errors,
    form_title,
    form_asks_known,
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
    total_gateways,
    unique_labels,
    used_names,
    verb_and_object,
    way_in,
    way_out,
)
"""How a procedure is drawn: a council may make these stricter, milder or turn them off."""

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
