"""What was proved of a version when it went live, and what somebody let through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain.assurance import Assurance
from service.domain.bundle import Version
from service.domain.errors import NotFound
from service.queries.procedures import require_room
from service.queries.reading import Reading


@dataclass(frozen=True, kw_only=True)
class VersionAssurance:
    """A version with what is known of it. ``names`` are the full names of who waived something, by id."""

    version: Version
    known: Assurance
    names: Mapping[str, str]


def version_assurance(reading: Reading, *, procedure_id: str, version_id: str | None = None) -> VersionAssurance:
    """Return what is known of the version asked for, by default of the live one.

    Raises: NotAllowed for an actor who neither monitors nor publishes; NotFound for an unknown procedure or version.
    """
    require_room(reading)
    versions = reading.unit.versions.all(reading.council, procedure_id)
    shown = next((item for item in versions if (item.version_id == version_id if version_id else item.live)), None)
    if shown is None:
        raise NotFound("There is no such procedure or version")
    known = reading.unit.versions.assurance(shown.version_id)
    return VersionAssurance(
        version=shown, known=known, names=reading.names({person for waiver in known.waivers for person in waiver.signers})
    )
