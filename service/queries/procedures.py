"""The procedures of a council with what runs of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from service.authz.permissions import Matter, Permission, may, require
from service.domain.bundle import Version
from service.domain.errors import NotAllowed
from service.queries.reading import Reading
from service.queries.standing import standing_still
from service.queries.views import ProcedureRow


def procedures(reading: Reading) -> tuple[ProcedureRow, ...]:
    """Return every procedure with a live version, by name, with counts over all its versions.

    Raises: NotAllowed for an actor who neither monitors nor publishes.
    """
    require_room(reading)
    running = reading.unit.records.running(reading.council, without=reading.hidden)
    standing = Counter(case.procedure_id for _, case in standing_still(reading))
    rows = [
        procedure_row(
            reading,
            live,
            running=sum(running.get(version.version_id, 0) for version in versions),
            incidents=standing[live.procedure_id],
        )
        for live, versions in live_versions(reading).items()
    ]
    return tuple(sorted(rows, key=lambda row: row.name.casefold()))


def require_room(reading: Reading) -> None:
    """Raises: NotAllowed for an actor who neither monitors nor publishes."""
    if not may(Permission.PUBLISH, reading.who):
        try:
            require(Permission.MONITOR, reading.who)
        except NotAllowed as refusal:
            raise NotAllowed("Only an administrator or a process owner can see this", rule=Permission.MONITOR) from refusal


def live_versions(reading: Reading) -> Mapping[Version, Sequence[Version]]:
    """Return each live version with all versions of its procedure."""
    by_procedure: dict[str, list[Version]] = defaultdict(list)
    for version in reading.unit.versions.all(reading.council):
        by_procedure[version.procedure_id].append(version)
    return {version: versions for versions in by_procedure.values() for version in versions if version.live}


def procedure_row(reading: Reading, live: Version, *, running: int = 0, incidents: int = 0) -> ProcedureRow:
    """Return a procedure as a row; ``startable`` is for the actor who asks."""
    opened = reading.opened(live.version_id)
    starters = tuple(opened.property_of.get("startedBy", "").split())
    return ProcedureRow(
        procedure_id=live.procedure_id,
        name=live.name,
        summary=opened.procedure.description.documentation,
        version=live.number,
        running=running,
        incidents=incidents,
        deployed_at=live.deployed_at,
        startable=may(Permission.START_CASE, reading.who, Matter(procedure_id=live.procedure_id, starters=starters)),
    )
