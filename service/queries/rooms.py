"""What the navigation shows: the rooms the actor may enter and how much waits in them."""

from __future__ import annotations

from dataclasses import dataclass

from service.authz.permissions import Permission, may
from service.queries.inbox import sorted_by_tab
from service.queries.reading import Reading
from service.queries.registers import registers
from service.queries.reports import reports
from service.queries.standing import standing_still
from service.queries.startable import startable


@dataclass(frozen=True, kw_only=True)
class Rooms:
    """``work`` has inbox and cases; ``start`` says that there is something to start, ``registers`` and ``reports`` that there is
    one to read;
    ``tasks`` are the actor's own, ``incidents`` the open ones of the council, counted for the cockpit only."""

    work: bool = False
    start: bool = False
    registers: bool = False
    reports: bool = False
    cockpit: bool = False
    studio: bool = False
    tasks: int = 0
    incidents: int = 0


def rooms(reading: Reading) -> Rooms:
    """Return the actor's rooms. Somebody who only watches or publishes has no inbox."""
    cockpit, studio = may(Permission.MONITOR, reading.who), may(Permission.PUBLISH, reading.who)
    working = [
        role for role in reading.who.pack.roles if role.key in reading.who.roles and not {"monitor", "publish"} & set(role.may)
    ]
    return Rooms(
        work=bool(working),
        start=bool(startable(reading)),
        registers=bool(registers(reading)),
        reports=bool(reports(reading)),
        cockpit=cockpit,
        studio=studio,
        tasks=len(sorted_by_tab(reading)["mine"]) if working else 0,
        incidents=len(standing_still(reading)) if cockpit else 0,
    )
