"""The procedures of a council for everybody who works there: what they are for, who does what, what always holds. No case is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.authz.permissions import Permission, may, require
from service.cases.catalogue import Entry, entry, handbook
from service.documents import Made
from service.domain.bundle import Version
from service.domain.errors import NotFound
from service.queries.procedures import live_versions
from service.queries.reading import Reading


def catalogue(reading: Reading) -> tuple[Entry, ...]:
    """Return every live procedure by name, without pictures. Raises: NotAllowed for an actor without any role."""
    return entries(reading, drawn=False)


def catalogue_page(reading: Reading, *, procedure_id: str) -> Entry:
    """Return one live procedure with its pictures. Raises: NotAllowed for an actor without any role; NotFound."""
    require(Permission.READ_PROCEDURES, reading.who)
    found = next((live for live in live_versions(reading).items() if live[0].procedure_id == procedure_id), None)
    if found is None:
        raise NotFound("There is no such procedure")
    return told(reading, *found, running=running(reading))


def policy_handbook(reading: Reading) -> Made:
    """Return all live procedures as one PDF. Raises: NotAllowed for an actor without any role."""
    return handbook(entries(reading, drawn=True), pack=reading.who.pack, made_at=reading.now)


def entries(reading: Reading, *, drawn: bool) -> tuple[Entry, ...]:
    """Return every live procedure by name. Raises NotAllowed."""
    require(Permission.READ_PROCEDURES, reading.who)
    counts = running(reading)
    found = (told(reading, live, versions, running=counts, drawn=drawn) for live, versions in live_versions(reading).items())
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def running(reading: Reading) -> Mapping[str, int] | None:
    """Return how many cases of each version run; None for who looks after neither cases nor procedures: one case of misuse is a person."""
    if may(Permission.MONITOR, reading.who) or may(Permission.PUBLISH, reading.who):
        return reading.unit.records.running(reading.council, without=reading.hidden)
    return None


def told(
    reading: Reading, live: Version, versions: Sequence[Version], *, running: Mapping[str, int] | None, drawn: bool = True
) -> Entry:
    """Return one procedure as its live version tells of it, with the verdicts of its deployment."""
    return entry(
        reading.opened(live.version_id),
        reading.unit.versions.assurance(live.version_id).verdicts,
        pack=reading.who.pack,
        version=live.number,
        since=live.deployed_at,
        running=None if running is None else sum(running.get(version.version_id, 0) for version in versions),
        drawn=drawn,
    )
