"""A job as a connector is called with it."""

from __future__ import annotations

from datetime import datetime

from connectors.protocol import Broken, Call, Operation
from service.cases.resources import Resources
from service.domain.records import CaseRecord, JobRecord


def call_of(job: JobRecord, case: CaseRecord, *, now: datetime) -> Call:
    """Return the call; a parameter given as null counts as not given."""
    return Call(
        operation=job.operation,
        parameters={name: value for name, value in job.parameters.items() if value is not None},
        headers=job.headers,
        key=job.key,
        case={
            "number": case.number,
            "caseId": case.case_id,
            "council": case.council,
            "procedure": case.procedure_id,
            "startedBy": case.started_by,
            "hiddenFrom": case.hidden_from,
        },
        attempt=job.tries,
        now=now,
        element_id=job.element_id,
    )


def operation_of(job: JobRecord, resources: Resources) -> Operation:
    """Return the operation a job asks for. Raises: Broken when no connector offers it."""
    operation = resources.operations.get(job.operation)
    if operation is None:
        raise Broken(f"No connector offers {job.operation}")
    return operation
