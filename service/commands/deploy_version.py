"""Store a bundle as the next version of its procedure and make it live, if every check lets it."""

from __future__ import annotations

from dataclasses import dataclass

from service.authz.permissions import Matter, Permission
from service.cases.opened import open_bundle
from service.commands.gate import Context, Verb, nothing
from service.domain.bundle import Bundle, Version
from service.domain.errors import Invalid, NotFound, Unfit
from service.domain.findings import errors
from service.policy.checks import check


@dataclass(frozen=True)
class DeployVersion:
    """Deploy a bundle of the actor's council. Content that is live already answers with the live version without a trace."""

    bundle: Bundle
    note: str = ""


def handle(request: DeployVersion, matter: Matter, context: Context) -> Version:
    """Raises: Unfit with every finding that stops it; Invalid for another council's bundle."""
    bundle = request.bundle
    if bundle.council != context.council:
        raise Invalid("You can publish for your own council only")
    live = live_version(bundle, context)
    if live is not None and live.content_hash == bundle.content_hash:
        return live
    findings = errors(check(bundle, context.resources.operations.values()))
    if findings:
        raise Unfit(f"{len(findings)} finding{'s' if len(findings) > 1 else ''} against this version", findings=findings)
    name = open_bundle(bundle).procedure.description.name or bundle.procedure_id
    version = context.unit.versions.add(bundle, name=name, at=context.now, by=context.actor_id, note=request.note)
    context.audit(
        object_id=version.version_id,
        facts={"procedure": bundle.procedure_id, "number": version.number, "hash": bundle.content_hash},
    )
    return version


def live_version(bundle: Bundle, context: Context) -> Version | None:
    """Return the version that is live now, or None for a new procedure."""
    try:
        return context.unit.versions.live(bundle.council, bundle.procedure_id)
    except NotFound:
        return None


VERB = Verb(request=DeployVersion, permission=Permission.PUBLISH, audit="version_deployed", load=nothing, handle=handle)
