"""The policy that a procedure keeps: each invariant with what was proved of it when the live version was deployed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from service.authz.permissions import Permission, require
from service.domain.assurance import StoredVerdict, Waiver
from service.domain.bundle import Version
from service.policy import soundness
from service.policy.invariants.written import written
from service.queries.reading import Reading


@dataclass(frozen=True, kw_only=True)
class PolicyRow:
    """One thing that must hold. ``outcome`` is the word of an Outcome, '' where nothing was kept; ``procedure`` is the id of the
    called procedure that it is about, '' for the procedure itself; ``waived`` that somebody let it through."""

    check_id: str
    sentence: str
    outcome: str
    why: str
    source: str = ""
    level: str = ""
    formal: tuple[str, ...] = ()
    procedure: str = ""
    waived: bool = False


@dataclass(frozen=True, kw_only=True)
class PolicyPage:
    """``waivers`` give the full name of who let something through. ``kept`` is False for a version of before verdicts were kept."""

    version: Version
    invariants: tuple[PolicyRow, ...]
    sound: tuple[PolicyRow, ...]
    waivers: tuple[Waiver, ...]
    kept: bool


def policy_page(reading: Reading, *, procedure_id: str) -> PolicyPage:
    """Return the policy of the live version. Raises: NotAllowed without the permission to publish; NotFound."""
    require(Permission.PUBLISH, reading.who)
    version = reading.unit.versions.live(reading.council, procedure_id)
    opened = reading.opened(version.version_id)
    assurance = reading.unit.versions.assurance(version.version_id)
    names = reading.names({person for waiver in assurance.waivers for person in waiver.signers})
    processes = {element.process_id for element in opened.procedure.description.elements} | {procedure_id}
    waived = {waiver.finding.partition(":")[0] for waiver in assurance.waivers}
    known = {verdict.check_id: verdict for verdict in assurance.verdicts}
    return PolicyPage(
        version=version,
        invariants=tuple(
            PolicyRow(
                check_id=invariant.invariant_id,
                sentence=invariant.says,
                outcome=found.outcome if (found := known.get(invariant.invariant_id)) else "",
                why=found.why if found else "",
                source=invariant.source,
                level=invariant.level,
                formal=invariant.formal,
                waived=invariant.invariant_id in waived,
            )
            for invariant in written(opened.bundle)
            if invariant.invariant_id in known or any(invariant.about(process) for process in processes)
        ),
        sound=tuple(
            _sound(verdict, procedure_id, waived) for verdict in assurance.verdicts if verdict.check_id in soundness.RULES
        ),
        waivers=tuple(
            Waiver(
                finding=waiver.finding,
                sentence=waiver.sentence,
                reason=waiver.reason,
                by=" and ".join(names.get(person, person) for person in waiver.signers),
                at=waiver.at,
            )
            for waiver in assurance.waivers
        ),
        kept=bool(assurance.verdicts),
    )


def _sound(verdict: StoredVerdict, procedure_id: str, waived: Collection[str]) -> PolicyRow:
    return PolicyRow(
        check_id=verdict.check_id,
        sentence=verdict.sentence,
        outcome=verdict.outcome,
        why=verdict.why,
        procedure="" if verdict.procedure_id == procedure_id else verdict.procedure_id,
        waived=verdict.check_id in waived,
    )
