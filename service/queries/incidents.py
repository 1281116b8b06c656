"""Cases that stand still, for the cockpit: where, since when and why in technical words, never what the case says."""

from __future__ import annotations

from service.authz.permissions import Permission, require
from service.cases.opened import OpenedVersion
from service.domain.errors import NotFound
from service.domain.records import CaseRecord, IncidentRecord, JobRecord
from service.queries.reading import Reading
from service.queries.standing import standing_still
from service.queries.views import IncidentRow


def incidents(reading: Reading) -> tuple[IncidentRow, ...]:
    """Return open incidents of the council, oldest first. Raises: NotAllowed without the permission ``monitor``."""
    require(Permission.MONITOR, reading.who)
    records = reading.unit.records
    jobs = {job.job_id: job for job in records.jobs(reading.council, states=("failed",))}
    return tuple(
        incident_row(incident, case, reading.opened(case.version_id), job=jobs.get(incident.job_id or ""))
        for incident, case in standing_still(reading)
    )


def incident(reading: Reading, *, incident_id: str) -> IncidentRow:
    """Return one open incident. Raises: NotAllowed as above; NotFound when it is not open in this council."""
    found = next((row for row in incidents(reading) if row.incident_id == incident_id), None)
    if found is None:
        raise NotFound("This incident is not open any more")
    return found


def incident_row(
    incident: IncidentRecord, case: CaseRecord, opened: OpenedVersion, *, job: JobRecord | None = None
) -> IncidentRow:
    """Return an incident as a row; ``waiting_for`` is what a caseworker reads."""
    name = opened.name_of(incident.element_id)
    return IncidentRow(
        incident_id=incident.incident_id,
        case_number=case.number,
        procedure_name=case.procedure_name,
        element_id=incident.element_id,
        element_name=name,
        message=incident.message,
        opened_at=incident.opened_at,
        attempts=job.tries if job else 0,
        waiting_for=f"“{name}” could not be done yet.",
    )
