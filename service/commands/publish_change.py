"""Put a version live that two people agreed on in a case: who proposed it and who approved it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.authz.authority import Authority
from service.authz.permissions import Matter, Permission, may
from service.commands.deploy_version import deployed, is_live, judged_anew
from service.commands.gate import Before, Context, Verb
from service.domain.bundle import Bundle, Version
from service.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from service.domain.identity import Actor
from service.domain.records import CaseRecord
from service.policy.assurance import Judgement
from service.policy.waiving import wanted

RULE = "four-eyes"


@dataclass(frozen=True, kw_only=True)
class PublishChange:
    """Put a bundle live in place of the live version whose content is ``replaces``. Content that is live already answers with the live
    version. ``waivers`` count only when a second person signed them."""

    case_id: str
    bundle: Bundle
    replaces: str
    proposed_by: str
    approved_by: str
    waivers: Mapping[str, str] = field(default_factory=dict, hash=False)
    waivers_signed_by: str | None = None
    note: str = ""


def judged(request: PublishChange, before: Before) -> Judgement | None:
    """Judge the bundle, with no transaction open. None for content that is live already."""
    return judged_anew(request.bundle, before)


def load(request: PublishChange, context: Context) -> Matter:
    """Load the case in which it was agreed."""
    return Matter(case=context.unit.cases.by_id(request.case_id))


def handle(request: PublishChange, matter: Matter, context: Context) -> Version:
    """Raises: NotAllowed when two people who may publish did not agree in this case, or two who may waive did not sign; Conflict when
    the live version is not the one that was read; Unfit with what is found against it."""
    bundle, case = request.bundle, matter.case
    assert case is not None
    if bundle.council != context.council:
        raise Invalid("A case changes procedures of its own council only")
    _require_two(request, case, context)
    if is_live(bundle, context.unit):
        return context.unit.versions.live(bundle.council, bundle.procedure_id)
    if context.unit.versions.live(bundle.council, bundle.procedure_id).content_hash != request.replaces:
        raise Conflict("The procedure has changed since this was checked. Propose it again.")
    judgement = context.prepared
    reasons = wanted(judgement.errors, request.waivers) if isinstance(judgement, Judgement) else {}
    if reasons:
        _require_signed(request, case, context)
    return deployed(
        context,
        bundle,
        judgement,
        waivers=reasons,
        note=request.note,
        by=request.proposed_by,
        signed_by=(request.proposed_by, request.waivers_signed_by or ""),
        facts={"approved_by": request.approved_by, "case": case.number},
    )


def _require_two(request: PublishChange, case: CaseRecord, context: Context) -> None:
    if request.proposed_by == request.approved_by:
        raise NotAllowed("Whoever proposed a change cannot approve it: a second person must", rule=RULE)
    for person_id in (request.proposed_by, request.approved_by):
        _require_acted(person_id, case, context, Permission.PUBLISH)


def _require_signed(request: PublishChange, case: CaseRecord, context: Context) -> None:
    signer = request.waivers_signed_by
    if signer is None or signer == request.proposed_by:
        raise NotAllowed("A finding is let through only when a second person signs the waiver", rule=RULE)
    for person_id in (request.proposed_by, signer):
        _require_acted(person_id, case, context, Permission.WAIVE)


def _require_acted(person_id: str, case: CaseRecord, context: Context, permission: Permission) -> None:
    """Raises: NotAllowed unless the person acted in the case and may, today, do what they agreed to."""
    try:
        person = context.unit.people.get(person_id)
    except NotFound as error:
        raise NotAllowed("Only people of the council can agree to a change", rule=RULE) from error
    actor = Actor(
        actor_id=person.person_id, name=person.name, job_title=person.job_title, council=context.council, grants=person.grants
    )
    acted = any(person_id in doers for doers in case.doers.values())
    if not (acted and person.active and may(permission, Authority(actor, context.who.pack))):
        raise NotAllowed(f"{person.name} did not agree to this change in this case, or may not any more", rule=RULE)


VERB = Verb(
    request=PublishChange,
    permission=Permission.RUN_WORK,
    audit="version_deployed",
    load=load,
    handle=handle,
    prepare=judged,
)
