"""What expressions see of a case and of who acts: the border between records and the engine room."""

from __future__ import annotations

from service.authz.authority import Authority
from service.cases.opened import OpenedVersion
from service.domain.execution import CaseFacts, Doer
from service.domain.records import CaseRecord


def facts_of(case: CaseRecord, opened: OpenedVersion) -> CaseFacts:
    """Return the case as its expressions see it, with the parameters and holidays of the version it runs on."""
    return CaseFacts(
        case_id=case.case_id,
        number=case.number,
        council=case.council,
        procedure_id=case.procedure_id,
        started_by=case.started_by,
        started_at=case.started_at,
        pack=opened.pack.parameters,
        holidays=opened.pack.holidays,
    )


def doer_of(who: Authority) -> Doer:
    """Return the actor as expressions see them."""
    return Doer(who.actor.actor_id, who.actor.name, tuple(sorted(who.roles)))
