"""Store a bundle as the next version of its procedure and make it live, if every check lets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from service.authz.permissions import Matter, Permission, require
from service.cases.opened import open_bundle
from service.commands.gate import Before, Context, Verb, nothing
from service.domain.assurance import SIGNED, Assurance, Waiver
from service.domain.bundle import Bundle, Version
from service.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Unfit
from service.domain.findings import Finding, errors
from service.domain.pack import NEEDS_TWO
from service.domain.ports import UnitOfWork
from service.policy.assurance import Judgement
from service.policy.waiving import Waived, waive

BY_TWO = (
    "Here a change of a live procedure needs two people. Propose it: with its changed files in the studio, or with "
    "“triangulate deploy --propose”."
)


@dataclass(frozen=True)
class DeployVersion:
    """Deploy a bundle of the actor's council. Content that is live already answers with the live version without a trace.
    ``also`` are findings of whoever deploys, such as a scenario that failed: they count like those that are found here.
    ``waivers`` give a reason for each finding that is let through, by its name; they take a permission of their own."""

    bundle: Bundle
    note: str = ""
    waivers: Mapping[str, str] = field(default_factory=dict, hash=False)
    also: tuple[Finding, ...] = ()


def judged(request: DeployVersion, before: Before) -> Judgement | None:
    """Judge the bundle: rules, soundness and invariants, which may take a while and therefore no transaction is open. None for
    content that is live already. Raises NotAllowed where changes go live by two people."""
    require(Permission.PUBLISH, before.who)
    if request.waivers:
        require(Permission.WAIVE, before.who)
    if request.bundle.council != before.who.actor.council:
        raise Invalid("You can publish for your own council only")
    require_alone(request.bundle, before)
    return judged_anew(request.bundle, before)


def judged_anew(bundle: Bundle, before: Before) -> Judgement | None:
    """Return the judgement on a bundle, None for content that is live already."""
    with before.unit_of_work() as unit:
        if is_live(bundle, unit):
            return None
    return before.resources.judge(bundle)


def require_alone(bundle: Bundle, before: Before) -> None:
    """Raises: NotAllowed when one person would change a live procedure of a council where that takes two. What is not live yet, and what
    the service itself sets up, takes nobody else."""
    if not before.who.pack.parameters.get(NEEDS_TWO) or before.who.is_machine:
        return
    with before.unit_of_work() as unit:
        try:
            changes = unit.versions.live(bundle.council, bundle.procedure_id).content_hash != bundle.content_hash
        except NotFound:
            return
    if changes:
        raise NotAllowed(BY_TWO, rule=NEEDS_TWO)


def handle(request: DeployVersion, matter: Matter, context: Context) -> Version:
    """Raises: Unfit with every finding that stops it; Invalid for a waiver that cannot be; Conflict when the live version has
    changed while the bundle was judged."""
    bundle = request.bundle
    if is_live(bundle, context.unit):
        return context.unit.versions.live(bundle.council, bundle.procedure_id)
    return deployed(
        context,
        bundle,
        context.prepared,
        waivers=request.waivers,
        note=request.note,
        by=context.actor_id,
        signed_by=(context.actor_id,),
        also=request.also,
    )


def deployed(
    context: Context,
    bundle: Bundle,
    judgement: object,
    *,
    waivers: Mapping[str, str],
    note: str,
    by: str,
    signed_by: Sequence[str],
    also: Sequence[Finding] = (),
    facts: Mapping[str, str] | None = None,
) -> Version:
    """Store a bundle as the next version and make it live, with what is known of it. ``signed_by`` are who let findings through.
    Raises as ``handle``."""
    if not isinstance(judgement, Judgement) or judgement.bundle != bundle:
        raise Conflict("Somebody else has published this procedure meanwhile. Nothing was saved; please try again.")
    waived, left = waive((*judgement.errors, *errors(also)), waivers)
    if left:
        raise Unfit(f"{len(left)} finding{'s' if len(left) > 1 else ''} against this version", findings=left)
    signers = SIGNED.join(signed_by)
    version = context.unit.versions.add(
        bundle,
        name=open_bundle(bundle).procedure.description.name or bundle.procedure_id,
        at=context.now,
        by=by,
        note=note,
        assurance=Assurance(verdicts=judgement.stored(), waivers=waivers_of(waived, by=signers, at=context.now)),
    )
    about: dict[str, str | int] = {"procedure": bundle.procedure_id, "number": version.number}
    context.audit(object_id=version.version_id, facts={**about, "hash": bundle.content_hash, **(facts or {})})
    for name, reason in {one.name: one.reason for one in waived}.items():
        signed: dict[str, str | int] = {"signed_by": signers} if len(signed_by) > 1 else {}
        context.audit(verb="finding_waived", object_id=version.version_id, rule=name, facts={**about, "reason": reason, **signed})
    return version


def waivers_of(waived: tuple[Waived, ...], *, by: str, at: datetime) -> tuple[Waiver, ...]:
    """Return what is kept of what was let through: one waiver for each name, with all that it lets through."""
    sentences: dict[str, list[str]] = {}
    for one in waived:
        sentences.setdefault(one.name, []).append(one.finding.message)
    reasons = {one.name: one.reason for one in waived}
    return tuple(
        Waiver(finding=name, sentence=" ".join(found), reason=reasons[name], by=by, at=at) for name, found in sentences.items()
    )


def is_live(bundle: Bundle, unit: UnitOfWork) -> bool:
    """Say whether new cases take exactly this content already."""
    try:
        return unit.versions.live(bundle.council, bundle.procedure_id).content_hash == bundle.content_hash
    except NotFound:
        return False


VERB = Verb(
    request=DeployVersion,
    permission=Permission.PUBLISH,
    audit="version_deployed",
    load=nothing,
    handle=handle,
    prepare=judged,
)
