"""The files of a version, for whoever publishes."""

from __future__ import annotations

from service.authz.permissions import Permission, require
from service.domain.bundle import Bundle
from service.domain.errors import NotFound
from service.queries.reading import Reading


def bundle(reading: Reading, *, version_id: str) -> Bundle:
    """Return the files of a version of the actor's council. Raises: NotAllowed without the permission to publish; NotFound."""
    require(Permission.PUBLISH, reading.who)
    found = reading.opened(version_id).bundle
    if found.council != reading.council:
        raise NotFound("There is no such version")
    return found
