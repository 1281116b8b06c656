"""Changed files put into a procedure's live version and judged: rules, soundness, invariants. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.authz.permissions import Permission, may, require
from service.domain.bundle import Bundle
from service.domain.findings import Finding
from service.domain.pack import NEEDS_TWO
from service.domain.verdicts import Outcome, Verdict
from service.policy.assurance import Judgement
from service.policy.bundle import rebuild
from service.policy.checks import check
from service.policy.telling import Told, tell
from service.queries.reading import Reading

WAIT_S = 8.0
NOT_GOOD = (Outcome.BROKEN, Outcome.REFUSED)


@dataclass(frozen=True, kw_only=True)
class CheckedBundle:
    """What came of it. ``changed`` are the paths that differ from the live version; ``verdicts`` are there when the bundle can be
    compiled, ``told`` are those that are not good, with their evidence. ``proving`` says that soundness and invariants are still being
    looked at: then ``findings`` are those of the rules. ``may_waive`` says that the actor may let findings through, ``by_two`` that it goes
    live only when a second person agrees."""

    bundle: Bundle
    findings: tuple[Finding, ...]
    changed: tuple[str, ...]
    verdicts: tuple[Verdict, ...] = ()
    told: tuple[Told, ...] = ()
    proving: bool = False
    may_waive: bool = False
    by_two: bool = False

    @property
    def of_rules(self) -> tuple[Finding, ...]:
        """The findings that no verdict tells of."""
        judged = {verdict.check_id for verdict in self.verdicts}
        return tuple(finding for finding in self.findings if finding.rule not in judged)


def checked_bundle(reading: Reading, *, procedure_id: str, files: Mapping[str, bytes]) -> CheckedBundle:
    """Return the live version with these files replaced or added, and everything that was found of it within a few seconds.

    Raises: NotAllowed without the permission to publish; NotFound for an unknown procedure; Invalid for files of no use.
    """
    require(Permission.PUBLISH, reading.who)
    live = reading.opened(reading.unit.versions.live(reading.council, procedure_id).version_id).bundle
    built = rebuild(live, files)
    changed = tuple(sorted(path for path in {*live.files, *built.files} if live.files.get(path) != built.files.get(path)))
    by_two = bool(reading.who.pack.parameters.get(NEEDS_TWO))
    judgement = reading.resources.aside.within(built, seconds=WAIT_S)
    if judgement is None:
        return CheckedBundle(
            bundle=built, findings=tuple(check(built, reading.resources.operations)), changed=changed, proving=True, by_two=by_two
        )
    return CheckedBundle(
        bundle=built,
        findings=judgement.findings,
        changed=changed,
        verdicts=judgement.verdicts,
        told=told_of(judgement),
        may_waive=may(Permission.WAIVE, reading.who),
        by_two=by_two,
    )


def told_of(judgement: Judgement) -> tuple[Told, ...]:
    """Return the verdicts that stop a version, each with its way in words and pictures."""
    if judgement.description is None:
        return ()
    return tuple(
        tell(verdict, judgement.bundle, judgement.description) for verdict in judgement.verdicts if verdict.outcome in NOT_GOOD
    )
