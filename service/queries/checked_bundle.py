"""Changed files put into a procedure's live version and judged: rules, soundness, invariants. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.authz.permissions import Permission, require
from service.domain.bundle import Bundle
from service.domain.findings import Finding
from service.domain.verdicts import Verdict
from service.policy.bundle import rebuild
from service.queries.reading import Reading


@dataclass(frozen=True, kw_only=True)
class CheckedBundle:
    """What came of it. ``changed`` are the paths that differ from the live version; ``verdicts`` are there when the bundle can be
    compiled."""

    bundle: Bundle
    findings: tuple[Finding, ...]
    changed: tuple[str, ...]
    verdicts: tuple[Verdict, ...] = ()


def checked_bundle(reading: Reading, *, procedure_id: str, files: Mapping[str, bytes]) -> CheckedBundle:
    """Return the live version with these files replaced or added, and everything that was found of it.

    Raises: NotAllowed without the permission to publish; NotFound for an unknown procedure; Invalid for files of no use.
    """
    require(Permission.PUBLISH, reading.who)
    live = reading.opened(reading.unit.versions.live(reading.council, procedure_id).version_id).bundle
    built = rebuild(live, files)
    changed = sorted(path for path in {*live.files, *built.files} if live.files.get(path) != built.files.get(path))
    judgement = reading.resources.judge(built)
    return CheckedBundle(bundle=built, findings=judgement.findings, changed=tuple(changed), verdicts=judgement.verdicts)
