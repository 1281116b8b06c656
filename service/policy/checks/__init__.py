"""Every rule that a procedure must keep before it can be deployed: one rule a file, each with the sentence it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from connectors.protocol import Operation
from service.domain.bundle import Bundle
from service.domain.findings import Finding, Severity
from service.policy.checks import (
    called_exists,
    decision_fit,
    form_exists,
    form_fit,
    known_roles,
    labels,
    lane_is_role,
    operation_known,
    pack_fit,
    procedure_there,
    process_properties,
    readable,
    runnable,
    separation_of_duties,
    task_has_people,
    variable_written_twice,
)
from service.policy.checks.subject import Subject

RULES: tuple[Callable[[Subject], Iterable[Finding]], ...] = (
    readable.check,
    procedure_there.check,
    pack_fit.check,
    runnable.check,
    decision_fit.check,
    form_fit.check,
    form_exists.check,
    called_exists.check,
    task_has_people.check,
    known_roles.check,
    lane_is_role.check,
    operation_known.check,
    separation_of_duties.check,
    process_properties.check,
    variable_written_twice.check,
    labels.check,
)


def check(bundle: Bundle, operations: Mapping[str, Operation] | Iterable[Operation]) -> list[Finding]:
    """Return what every rule finds, errors first, then by file and element, each finding once."""
    known = operations if isinstance(operations, Mapping) else {operation.name: operation for operation in operations}
    subject = Subject(bundle, known)
    found = {finding for rule in RULES for finding in rule(subject)}
    return sorted(
        found, key=lambda item: (item.severity is Severity.WARNING, item.file, item.element_id or "", item.rule, item.message)
    )
