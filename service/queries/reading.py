"""How a query is asked: one read-only unit of work, the actor's authority, and the looks recorded once it has answered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from service.authz.authority import Authority
from service.cases.asking import Asking, OpenUnit
from service.cases.resources import Resources
from service.domain.identity import Actor
from service.domain.records import AuditEntry, CaseRecord

Answer = TypeVar("Answer")


@dataclass(kw_only=True)
class Reading(Asking):
    """One query under way. ``looks`` pairs case id and reason: who looked, and why they might; ``entries`` are for the audit."""

    looks: list[tuple[str, str]] = field(default_factory=list)
    entries: list[AuditEntry] = field(default_factory=list)

    def names(self, person_ids: Collection[str | None]) -> Mapping[str, str]:
        """Return full names by id, the service's own name for timers and jobs."""
        wanted = {person_id for person_id in person_ids if person_id}
        return {**self.unit.people.names(wanted), "triangulate": "Triangulate"} if wanted else {}

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The ids of the cases that do not exist for the actor."""
        return self.unit.records.hidden_from(self.council, person_id=self.actor_id)

    @cached_property
    def registers(self) -> Any:
        """The registers as the actor reads them: without a trace of what is hidden from them."""
        return self.unit.registers.leaving_out(self.hidden)

    def looked_at(self, case: CaseRecord, why: str) -> None:
        """Note that the actor sees content of a case."""
        self.looks.append((case.case_id, why))

    def was_read(self, register: str, *, rows: int, as_file: bool) -> None:
        """Note for the audit that the actor read a register."""
        entry = AuditEntry(
            verb="register_read",
            actor_id=self.actor_id,
            council=self.council,
            at=self.now,
            object_id=register,
            facts={"rows": rows, "as_file": as_file},
        )
        self.entries.append(entry)


def answer(
    function: Callable[..., Answer],
    actor: Actor,
    unit_of_work: OpenUnit,
    *,
    now: datetime,
    resources: Resources,
    **parameters: Any,
) -> Answer:
    """Ask a query in a read-only unit of work, then record the looks in a small one of their own: what cannot be recorded is not
    answered."""
    who = Authority(actor, resources.pack(actor.council))
    with unit_of_work(read_only=True) as unit:
        reading = Reading(who=who, unit=unit, now=now, resources=resources)
        answered = function(reading, **parameters)
    if reading.looks or reading.entries:
        with unit_of_work() as unit:
            if reading.entries:
                unit.audit.add(reading.entries)
            for case_id, why in reading.looks:
                unit.look(case_id, actor.actor_id, why=why, at=now)
            unit.commit()
    return answered
