"""Changes of procedures as operations: a proposal is checked, and what two people agreed on goes live. Both run outside the
transaction of the case, because judging a procedure takes a while; asked again they do the same once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from connectors.parameters import optional_text, rows, text
from connectors.protocol import Call, Operation


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What is proposed: a document of a case (a ZIP of changed files, or one of them) for a procedure. ``waivers`` give a reason for
    each finding that is to be let through, by its name."""

    council: str
    case_id: str
    document_id: str
    procedure: str
    waivers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What came of the checks. ``content_hash`` is that of the version as it would go live."""

    findings: Sequence[str]
    passes: bool
    changes: str
    content_hash: str | None


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """Who agreed to it: who proposed it, who approved it, and who signed the waivers beside the proposer."""

    content_hash: str
    proposed_by: str
    approved_by: str
    waivers_signed_by: str | None
    note: str


class Desk(Protocol):
    """Where procedures are judged and go live."""

    def check(self, proposal: Proposal) -> Checked:
        """Judge a proposal. What cannot be used is told as a finding."""
        ...

    def publish(self, proposal: Proposal, agreed: Agreed) -> int:
        """Put it live and return the version's number. Raises: BpmnError OVERTAKEN when it is no longer what was agreed on, NOT_FIT
        when something is found against it; Broken when two people did not agree."""
        ...


class Procedure:
    """The connector ``procedure``."""

    name = "procedure"

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def operations(self) -> tuple[Operation, ...]:
        """Return ``procedure.check`` and ``procedure.publish``."""
        check = Operation(
            name="procedure.check",
            summary="Check a proposed change of a procedure, and say what changes",
            required=("documentId", "procedure"),
            optional=("waivers",),
            gives=("findings", "passes", "changes", "proposedHash"),
            run=self.check,
        )
        publish = Operation(
            name="procedure.publish",
            summary="Put a change live that two people agreed on",
            required=("documentId", "procedure", "proposedHash", "proposedBy", "approvedBy"),
            optional=("waivers", "waiversSignedBy", "note"),
            gives=("version",),
            errors=("OVERTAKEN", "NOT_FIT"),
            run=self.publish,
        )
        return (check, publish)

    def check(self, call: Call) -> Mapping[str, Any]:
        """Check a proposal."""
        found = self._desk.check(proposal_of(call))
        return {
            "findings": list(found.findings),
            "passes": found.passes,
            "changes": found.changes,
            "proposedHash": found.content_hash,
        }

    def publish(self, call: Call) -> Mapping[str, Any]:
        """Put a proposal live."""
        agreed = Agreed(
            content_hash=text(call, "proposedHash"),
            proposed_by=text(call, "proposedBy"),
            approved_by=text(call, "approvedBy"),
            waivers_signed_by=optional_text(call, "waiversSignedBy"),
            note=optional_text(call, "note") or "",
        )
        return {"version": self._desk.publish(proposal_of(call), agreed)}


def proposal_of(call: Call) -> Proposal:
    """Return what a call proposes."""
    return Proposal(
        council=str(call.case["council"]),
        case_id=str(call.case["caseId"]),
        document_id=text(call, "documentId"),
        procedure=text(call, "procedure"),
        waivers={str(row.get("finding") or "").strip(): str(row.get("reason") or "") for row in rows(call, "waivers")},
    )
