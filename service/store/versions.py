"""Deployed bundles: never changed once stored; one is live per council and procedure, held by a unique index."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update

from service.domain.assurance import Assurance, StoredVerdict, Waiver
from service.domain.bundle import Bundle, Version
from service.domain.errors import NotFound
from service.store.reading import Reading, values
from service.store.tables.content import version_files, version_verdicts, version_waivers, versions

VERSION = Reading(Version, versions)
VERDICT = Reading(StoredVerdict, version_verdicts)
WAIVER = Reading(Waiver, version_waivers)
NOTHING_KNOWN = Assurance()
LIVE = select(*VERSION.columns).where(
    versions.c.council == bindparam("council"), versions.c.procedure_id == bindparam("procedure_id"), versions.c.live
)


class Versions:
    """Versions and their files; keeps the contract of ports.Versions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, bundle: Bundle, *, name: str, at: datetime, by: str, note: str, assurance: Assurance = NOTHING_KNOWN
    ) -> Version:
        """Store a bundle as the next version and make it live. The same content as the live one returns the live one; of two
        who deploy one procedure at once the second gets Conflict."""
        here = (versions.c.council == bundle.council) & (versions.c.procedure_id == bundle.procedure_id)
        standing = self._one(here & versions.c.live)
        if standing and standing.content_hash == bundle.content_hash:
            return standing
        last = self._connection.execute(select(func.max(versions.c.number)).where(here)).scalar_one()
        version = Version(
            version_id=str(uuid.uuid4()),
            council=bundle.council,
            procedure_id=bundle.procedure_id,
            name=name,
            number=(last or 0) + 1,
            content_hash=bundle.content_hash,
            deployed_at=at,
            deployed_by=by,
            note=note,
            live=True,
        )
        self._connection.execute(update(versions).where(here, versions.c.live).values(live=False))
        self._connection.execute(insert(versions), values(version))
        files = [{"version_id": version.version_id, "path": path, "content": content} for path, content in bundle.files.items()]
        if files:
            self._connection.execute(insert(version_files), files)
        self._assure(version.version_id, assurance)
        return version

    def live(self, council: str, procedure_id: str) -> Version:
        """Return the version that new cases take. Raises NotFound."""
        row = self._connection.execute(LIVE, {"council": council, "procedure_id": procedure_id}).one_or_none()
        if row is None:
            raise NotFound("This procedure is not live.")
        return VERSION.of(row)

    def bundle(self, version_id: str) -> Bundle:
        """Return the files of a version. Raises NotFound."""
        version = self._one(versions.c.version_id == version_id)
        if version is None:
            raise NotFound("There is no such version.")
        rows = self._connection.execute(
            select(version_files.c.path, version_files.c.content).where(version_files.c.version_id == version_id)
        )
        return Bundle(council=version.council, procedure_id=version.procedure_id, files=dict(rows.all()))

    def assurance(self, version_id: str) -> Assurance:
        """Return what was known of a version when it went live: verdicts in their order, waivers by name."""
        proved, waived = version_verdicts.c, version_waivers.c
        verdicts = select(*VERDICT.columns).where(proved.version_id == version_id).order_by(proved.position)
        waivers = select(*WAIVER.columns).where(waived.version_id == version_id).order_by(waived.finding)
        return Assurance(
            verdicts=tuple(VERDICT.of(row) for row in self._connection.execute(verdicts)),
            waivers=tuple(WAIVER.of(row) for row in self._connection.execute(waivers)),
        )

    def all(self, council: str, procedure_id: str | None = None) -> Sequence[Version]:
        """Return versions, newest first."""
        query = select(*VERSION.columns).where(versions.c.council == council)
        if procedure_id is not None:
            query = query.where(versions.c.procedure_id == procedure_id)
        newest = query.order_by(versions.c.deployed_at.desc(), versions.c.procedure_id, versions.c.number.desc())
        return [VERSION.of(row) for row in self._connection.execute(newest)]

    def _assure(self, version_id: str, assurance: Assurance) -> None:
        verdicts = [
            {"version_id": version_id, "position": position, **values(verdict)}
            for position, verdict in enumerate(assurance.verdicts)
        ]
        waivers = [{"version_id": version_id, **values(waiver)} for waiver in assurance.waivers]
        for table, rows in ((version_verdicts, verdicts), (version_waivers, waivers)):
            if rows:
                self._connection.execute(insert(table), rows)

    def _one(self, condition: ColumnElement[bool]) -> Version | None:
        row = self._connection.execute(select(*VERSION.columns).where(condition)).one_or_none()
        return VERSION.of(row) if row else None
