"""The registers as people read them: each with its own permission, denied by default, and every reading goes to the audit."""

from __future__ import annotations

from collections.abc import Mapping

from service.authz.permissions import Matter, Permission, may, require
from service.domain.errors import NotFound
from service.queries.reading import Reading
from service.queries.registers import access_workers, accounts, authorisations, evidence, foi, incidents, named, subjects
from service.queries.registers.table import Kind, RegisterLine, RegisterPage

KINDS = {
    kind.name: kind
    for kind in (
        accounts.KIND,
        access_workers.KIND,
        subjects.KIND,
        authorisations.KIND,
        incidents.KIND,
        evidence.KIND,
        foi.KIND,
    )
}
"""The registers that every council has by name, in the order of the list."""


def kinds(reading: Reading) -> Mapping[str, Kind]:
    """Return the registers of the actor's council by name: those that every council has, then those that its pack names."""
    return {**KINDS, **{register.key: named.kind(register) for register in reading.who.pack.registers}}


def registers(reading: Reading) -> tuple[RegisterLine, ...]:
    """Return the registers that the actor may read."""
    return tuple(
        RegisterLine(name=kind.name, title=kind.title, lead=kind.lead)
        for kind in kinds(reading).values()
        if may(Permission.READ_REGISTER, reading.who, Matter(register=kind.name))
    )


def register_page(reading: Reading, *, name: str, as_file: bool = False) -> RegisterPage:
    """Return one register, and have the reading audited with the number of rows; ``as_file`` says that it leaves as a file.

    Raises: NotFound for a register that is none; NotAllowed without ``read:<name>``.
    """
    kind = kinds(reading).get(name)
    if kind is None:
        raise NotFound("There is no such register")
    require(Permission.READ_REGISTER, reading.who, Matter(register=name))
    tables = kind.tables(reading)
    reading.was_read(name, rows=sum(len(table.rows) for table in tables), as_file=as_file)
    return RegisterPage(name=name, title=kind.title, lead=kind.lead, tables=tables, facts=kind.facts(reading))
