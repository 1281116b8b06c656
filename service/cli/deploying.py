"""``triangulate deploy``: checks procedures and makes them live, in a process owner's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click

from service.bootstrap import Services, build
from service.cli.examining import Examined, examine, failures_of
from service.cli.output import failing, out, show_json
from service.cli.proposing import propose_all
from service.commands import DeployVersion
from service.domain.assurance import Assurance
from service.domain.bundle import Bundle, Version
from service.domain.errors import Invalid, NotFound, Problem, Unfit
from service.domain.findings import Finding, errors
from service.domain.identity import Actor
from service.policy.targets import Targets, resolve
from service.policy.waiving import named_by
from service.settings import Settings


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--as", "person", required=True, help="Who deploys, for instance sol.verne; their role must be allowed to publish.")
@click.option("--note", default="", help="What changes, in a sentence.")
@click.option(
    "--waive",
    "waivers",
    multiple=True,
    metavar="FINDING=REASON",
    help='Let a named finding through, with a reason: --waive W1-I13="…". Their role must be allowed to waive. Repeatable.',
)
@click.option("--no-scenarios", is_flag=True, help="Play no scenario before.")
@click.option("--propose", is_flag=True, help="Propose what changed as a case, for a second person to approve. Needs --note.")
@click.option(
    "--from-day",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="With --propose: the day it is to apply from; today if left out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the versions as JSON.")
def deploy(
    path: Path,
    *,
    person: str,
    note: str,
    waivers: tuple[str, ...],
    no_scenarios: bool,
    propose: bool,
    from_day: datetime | None,
    as_json: bool,
) -> None:
    """Check procedures and make them live for new cases: a folder, a diagram or other file of one, or a ZIP of a bundle.

    Rules, soundness, invariants and the scenarios that concern them must hold, or be waived by name. Cases in flight stay on their
    version. The same content as the live version changes nothing.
    """
    with failing():
        reasons = reasons_of(waivers)
        services = build(Settings.from_environment())
        try:
            bundles = resolve(path, services.library).bundles
            actors = [_actor(services, person, bundle.council) for bundle in bundles]
            new = Targets(bundles=tuple(bundle for bundle in bundles if not _is_live(services, bundle)))
            judge = services.resources.judge
            found = examine([(path, new)], services.settings, scenarios=not no_scenarios, silent=as_json, by=judge)
            wishes = [_wish(bundle, found, reasons, note) for bundle in bundles]
            _require_used(reasons, wishes)
            if propose:
                wanted = zip(wishes, actors, strict=True)
                _show_proposed(dict(propose_all(services, wanted, day=from_day.date() if from_day else None)), as_json=as_json)
                return
            try:
                versions = [services.run(wish, actor) for wish, actor in zip(wishes, actors, strict=True)]
            except Unfit as error:
                raise Unfit(f"{error}. {_way_on(path)}", findings=error.findings) from error
            known = [_known(services, version) for version in versions]
        finally:
            services.close()
    if as_json:
        show_json([_as_json(version, about) for version, about in zip(versions, known, strict=True)])
        return
    for version, about in zip(versions, known, strict=True):
        out.print(f"{version.council}: {version.name} ({version.procedure_id}) is live as version {version.number}", markup=False)
        for waiver in about.waivers:
            out.print(f"   waived by {waiver.by}: {waiver.finding}, because: {waiver.reason}", markup=False)


def _show_proposed(numbers: Mapping[str, str], *, as_json: bool) -> None:
    if as_json:
        show_json([{"procedure": procedure_id, "case": number} for procedure_id, number in numbers.items()])
        return
    for procedure_id, number in numbers.items():
        out.print(f"{procedure_id}: the change is proposed as {number}", markup=False)
    if not numbers:
        out.print("Nothing differs from what is live", markup=False)


def reasons_of(waivers: Sequence[str]) -> Mapping[str, str]:
    """Return the reason for each finding to be waived. Raises Invalid for a text without an equals sign."""
    wrong = [text for text in waivers if "=" not in text]
    if wrong:
        raise Invalid("Write a waiver as FINDING=REASON", problems=[Problem(text, "has no reason") for text in wrong])
    return {name.strip(): reason for name, _, reason in (text.partition("=") for text in waivers)}


def _actor(services: Services, person: str, council: str) -> Actor:
    actor = services.actor(person, council)
    if actor is None:
        raise NotFound(f"Nobody called {person} works for {council}")
    return actor


def _is_live(services: Services, bundle: Bundle) -> bool:
    with services.database.unit_of_work(read_only=True) as unit:
        try:
            return unit.versions.live(bundle.council, bundle.procedure_id).content_hash == bundle.content_hash
        except NotFound:
            return False


def _wish(bundle: Bundle, found: Examined, reasons: Mapping[str, str], note: str) -> DeployVersion:
    """Return the command, with the scenarios of this procedure that failed and the waivers that are about it."""
    judgement = next((one for one in found.judgements if one.bundle == bundle), None)
    mine = [one for one in found.played if (one.council, one.procedure_id) == (bundle.council, bundle.procedure_id)]
    failed: list[Finding] = [finding for one in mine for finding in failures_of(one)]
    against = (*(judgement.errors if judgement else ()), *errors(failed))
    waivers = {name: reason for name, reason in reasons.items() if named_by(against, name)}
    return DeployVersion(bundle, note=note, waivers=waivers, also=tuple(failed))


def _require_used(reasons: Mapping[str, str], wishes: Sequence[DeployVersion]) -> None:
    unused = [name for name in reasons if not any(name in wish.waivers for wish in wishes)]
    if unused:
        problems = [Problem(name, "nothing that stops these procedures is called so") for name in unused]
        raise Invalid("There is nothing to waive", problems=problems)


def _way_on(path: Path) -> str:
    return f"`triangulate check {path}` shows what leads there and what to do; --waive lets a finding through by its name"


def _known(services: Services, version: Version) -> Assurance:
    with services.database.unit_of_work(read_only=True) as unit:
        return unit.versions.assurance(version.version_id)


def _as_json(version: Version, known: Assurance) -> dict[str, object]:
    return {
        "council": version.council,
        "procedure": version.procedure_id,
        "version": version.number,
        "version_id": version.version_id,
        "content_hash": version.content_hash,
        "live": version.live,
        "verdicts": [{"check": one.check_id, "level": one.level, "outcome": one.outcome} for one in known.verdicts],
        "waivers": [
            {"finding": one.finding, "sentence": one.sentence, "reason": one.reason, "by": one.by, "at": one.at.isoformat()}
            for one in known.waivers
        ],
    }
