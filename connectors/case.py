"""What a case does to other cases, in its own transaction: it starts them or signals to them, and both happen or neither."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.parameters import context, moment, names, optional_text, text
from connectors.protocol import Call, InCase, Operation


class Case:
    """The connector ``case``."""

    name = "case"

    def operations(self) -> tuple[Operation, ...]:
        """Return what a case may ask of other cases."""
        start = Operation(
            name="case.start",
            summary="Start another procedure, now or on its date",
            required=("procedure",),
            optional=("variables", "startedBy", "due"),
            gives=("startedCase", "due"),
            run_in_case=self.start,
        )
        signal = Operation(
            name="case.signal",
            summary="Let every open case of the council that waits for a signal have it",
            required=("signal",),
            optional=("with",),
            gives=("reached",),
            run_in_case=self.signal,
        )
        hand_over = Operation(
            name="case.hand_over",
            summary="Offer what these people hold, in every case of the council, to the others who may do it",
            required=("people",),
            gives=("offered", "kept"),
            run_in_case=self.hand_over,
        )
        participants = Operation(
            name="case.participants",
            summary="List who did a step in cases of a procedure that began in a period",
            required=("procedure",),
            optional=("roles", "from", "to"),
            gives=("participants",),
            run_in_case=self.participants,
        )
        return (start, signal, hand_over, participants)

    def hand_over(self, call: Call, case: InCase) -> Mapping[str, Any]:
        """Take what people hold from them and offer it to others; count what was offered, and what stays for want of others."""
        counts = [case.hand_over(person) for person in names(call, "people")]
        return {"offered": sum(offered for offered, _ in counts), "kept": sum(kept for _, kept in counts)}

    def participants(self, call: Call, case: InCase) -> Mapping[str, Any]:
        """List people who took part, by name; with ``roles`` those who hold one of them now, each with the first that they hold."""
        people = case.participants(text(call, "procedure"), since=moment(call, "from"), until=moment(call, "to"))
        roles, called = names(call, "roles"), case.names(people)
        held = {person: role for role in reversed(roles) for person in case.holders(role)}
        found = [{"id": person, "name": called[person], "role": held.get(person)} for person in people]
        return {"participants": sorted((row for row in found if row["role"] or not roles), key=lambda row: str(row["name"]))}

    def start(self, call: Call, case: InCase) -> Mapping[str, Any]:
        """Start a case of the same council; whoever started this one is taken as its starter where nobody else is named."""
        started_by = optional_text(call, "startedBy") or str(call.case["startedBy"])
        number, due_at = case.start_case(
            text(call, "procedure"), context(call, "variables"), started_by=started_by, due_at=moment(call, "due")
        )
        return {"startedCase": number, "due": due_at.isoformat() if due_at else None}

    def signal(self, call: Call, case: InCase) -> Mapping[str, Any]:
        """Broadcast a signal to other cases in the transaction of this one, and count the waits that it met."""
        return {"reached": case.signal(text(call, "signal"), context(call, "with"))}
