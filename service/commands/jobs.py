"""What the commands about one job share: loading it behind its fence, finishing it in the engine."""

from __future__ import annotations

from service.authz.permissions import Matter
from service.commands.gate import Context
from service.domain.errors import Conflict
from service.domain.records import CaseRecord, JobRecord


def load_job(job_id: str, context: Context) -> Matter:
    """Load a job with its case. Raises NotFound."""
    job, case = context.unit.work.job(job_id)
    return Matter(job=job, case=case)


def job_and_case(matter: Matter) -> tuple[JobRecord, CaseRecord]:
    """Return what ``load_job`` loaded."""
    assert matter.job is not None and matter.case is not None
    return matter.job, matter.case


def require_fence(job: JobRecord, fence: int) -> None:
    """Raises: Conflict when the job is done, given up, or was leased to another worker since."""
    if job.state != "open" or job.fence != fence:
        raise Conflict("Another worker has this job, or it is done")
