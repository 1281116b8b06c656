"""What a transactional operation is handed: the registers and the case's own council, all in the transaction of the case."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from connectors.protocol import Broken
from service.cases.opened import OpenedVersion
from service.commands.begin_case import doer_by_id
from service.commands.beginning import begin_or_schedule
from service.commands.delivering import deliver
from service.commands.gate import Context
from service.commands.handing_over import hand_over
from service.domain.calendar import working_day
from service.domain.errors import Invalid, NotFound
from service.domain.records import CaseRecord


class Inside:
    """Implements connectors.protocol.InCase for one call."""

    def __init__(self, context: Context, case: CaseRecord, opened: OpenedVersion) -> None:
        self._context = context
        self._case = case
        self._opened = opened

    @property
    def registers(self) -> Any:
        """The domain's registers."""
        return self._context.unit.registers

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The parameters of the pack that the case runs on."""
        return self._opened.pack.parameters

    @property
    def holidays(self) -> Collection[date]:
        """The days off of the pack that the case runs on."""
        return self._opened.pack.holidays

    def register_prefix(self, register: str) -> str:
        """Return what numbers begin with in a register of the pack that the case runs on. Raises Broken."""
        found = self._opened.pack.register(register)
        if found is None:
            raise Broken(f"The policy pack names no register {register}")
        return found.prefix

    def working_days_after(self, start: date, days: int) -> date:
        """Return the day so many working days after another, by the calendar that the case runs on."""
        return working_day(start, days, self._opened.pack.holidays)

    def signal(self, name: str, payload: Mapping[str, Any]) -> int:
        """Deliver a signal to every other case of the council. Raises: Conflict when a case moved meanwhile."""
        return deliver(self._context, kind="signal", name=name, key=None, payload=payload, but_not=self._case.case_id)

    def hand_over(self, person_id: str) -> tuple[int, int]:
        """Offer what a person holds to others, and count what was offered and what stays. Raises: Conflict when a task moved meanwhile."""
        return hand_over(self._context, person_id)

    def participants(self, procedure_id: str, *, since: datetime | None, until: datetime | None) -> Sequence[str]:
        """Return ids of people who completed a task in cases of a procedure that began in [since, until)."""
        return self._context.unit.records.participants(self._case.council, procedure_id, since=since, until=until)

    def holders(self, role: str) -> Sequence[str]:
        """Return ids of active people who hold a role, by name."""
        return [person.person_id for person in self._context.directory.holding(role)]

    def names(self, person_ids: Sequence[str]) -> Mapping[str, str]:
        """Return full names by id."""
        return self._context.unit.people.names(person_ids)

    def start_case(
        self, procedure_id: str, variables: Mapping[str, Any], *, started_by: str | None, due_at: datetime | None
    ) -> tuple[str | None, datetime | None]:
        """Start or schedule a case as a child of this one. Raises: Broken when there is no such procedure or person."""
        try:
            doer = doer_by_id(self._context, started_by)
            begun = begin_or_schedule(
                self._context, procedure_id, variables, doer=doer, parent_case_id=self._case.case_id, due_at=due_at
            )
        except (Invalid, NotFound) as error:
            raise Broken(f"The procedure {procedure_id} cannot be started: {error}") from error
        return begun.number, begun.due_at
