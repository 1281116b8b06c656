"""One procedure: its diagrams, its live counts step by step, its versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.cases.opened import OpenedVersion
from service.domain.bundle import Version
from service.domain.errors import NotFound
from service.queries.procedures import procedure_row, require_room
from service.queries.reading import Reading
from service.queries.steps import UNLISTED
from service.queries.views import ElementCount, ProcedurePage, VersionRow


def procedure_page(reading: Reading, *, procedure_id: str, version_id: str | None = None) -> ProcedurePage:
    """Return a procedure as the live version, or the version asked for, draws it; counts are over the cases of all versions.

    Raises: NotAllowed for an actor who neither monitors nor publishes; NotFound for an unknown procedure or version.
    """
    require_room(reading)
    versions = reading.unit.versions.all(reading.council, procedure_id)
    shown = next((item for item in versions if (item.version_id == version_id if version_id else item.live)), None)
    if shown is None:
        raise NotFound("There is no such procedure or version")
    opened = reading.opened(shown.version_id)
    running = reading.unit.records.running(reading.council, without=reading.hidden)
    counts = reading.unit.records.counts(reading.council, procedure_id, now=reading.now, without=reading.hidden)
    total = sum(running.get(version.version_id, 0) for version in versions)
    return ProcedurePage(
        row=procedure_row(reading, shown, running=total, incidents=sum(item.get("incidents", 0) for item in counts.values())),
        version_id=shown.version_id,
        description=opened.procedure.description,
        diagrams=diagrams(opened, procedure_id),
        counts=element_counts(reading, opened, counts),
        versions=version_rows(reading, versions, running),
        forms=tuple((form.form_id, form.title) for form in opened.forms.values()),
        decisions=tuple((path, path.rsplit("/", 1)[-1]) for path in sorted(opened.bundle.files) if path.endswith(".dmn")),
    )


def diagrams(opened: OpenedVersion, procedure_id: str) -> Mapping[str, str]:
    """Return the BPMN XML of each diagram by path, the procedure's own first."""
    found = {path: content.decode("utf-8", "replace") for path, content in opened.bundle.files.items() if path.endswith(".bpmn")}
    marked = f'id="{procedure_id}"'
    return {path: found[path] for path in sorted(found, key=lambda path: (marked not in found[path], path))}


def element_counts(reading: Reading, opened: OpenedVersion, counts: Mapping[str, Mapping[str, int]]) -> tuple[ElementCount, ...]:
    """Return the live numbers of every named element but gateways, in the order of the flow."""
    return tuple(
        ElementCount(
            element_id=element.element_id,
            name=element.name,
            who=", ".join(role.name for key in element.candidate_groups if (role := reading.who.pack.role(key)))
            or element.lane
            or "",
            **counts.get(element.element_id, {}),
        )
        for element in opened.procedure.description.elements
        if element.name and element.kind not in UNLISTED
    )


def version_rows(reading: Reading, versions: Sequence[Version], running: Mapping[str, int]) -> tuple[VersionRow, ...]:
    """Return the versions, newest first."""
    names = reading.names({version.deployed_by for version in versions})
    return tuple(
        VersionRow(
            version_id=version.version_id,
            number=version.number,
            live=version.live,
            deployed_at=version.deployed_at,
            deployed_by=names.get(version.deployed_by, version.deployed_by),
            note=version.note,
            running=running.get(version.version_id, 0),
        )
        for version in versions
    )
