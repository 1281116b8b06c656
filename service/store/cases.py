"""Cases: one row each, guarded by its revision."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, update

from service.domain.errors import Conflict, NotFound
from service.domain.records import CaseRecord
from service.store.reading import CASE, counted, values
from service.store.tables.cases import cases, counters
from service.store.tables.people import people

CHANGED = """This case was changed by {who} while you were working on it. Nothing of yours was saved; open it again to go on."""

SAVE = update(cases).where(cases.c.case_id == bindparam("this_case"), cases.c.revision == bindparam("as_read"))
"""Made once, as are the other statements of the hot path: SQLAlchemy spends more on making one than the database on running it."""


class Cases:
    """Cases and their compare-and-swap; keeps the contract of ports.Cases."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next_number(self, *, council: str, prefix: str, year: int) -> str:
        """Return the next request number; rivals wait, and a number of a transaction rolled back is given again."""
        last = counted(self._connection, counters, {"council": council, "prefix": prefix, "year": year}, "last")
        return f"{prefix}-{year}-{last:04d}"

    def get(self, number: str, council: str | None = None) -> CaseRecord:
        """Return a council's case with this request number; without a council, whichever has it. Raises NotFound, also when it is not said
        which council is meant and several have one."""
        return self._one(cases.c.number == number, *(() if council is None else (cases.c.council == council,)))

    def by_id(self, case_id: str) -> CaseRecord:
        """Return the case with this id. Raises NotFound."""
        return self._one(cases.c.case_id == case_id)

    def add(self, case: CaseRecord) -> None:
        """Insert a new case with revision 1."""
        self._connection.execute(insert(cases), {**values(case), "revision": 1})

    def save(self, case: CaseRecord) -> None:
        """Write the case back over ``case.revision`` and raise it. Raises Conflict with who changed it last and when."""
        changed = {**values(case), "revision": case.revision + 1, "this_case": case.case_id, "as_read": case.revision}
        del changed["case_id"], changed["number"]
        if self._connection.execute(SAVE, changed).rowcount != 1:
            raise self._conflict(case.case_id)

    def _one(self, *conditions: ColumnElement[bool]) -> CaseRecord:
        rows = self._connection.execute(select(*CASE.columns).where(*conditions)).all()
        if len(rows) != 1:
            raise NotFound(
                "There is no such case." if not rows else "Several councils have a case of this number: say which is meant."
            )
        return CASE.of(rows[0])

    def _conflict(self, case_id: str) -> Conflict | NotFound:
        last = select(cases.c.updated_by, people.c.name, cases.c.updated_at).select_from(
            cases.outerjoin(people, people.c.person_id == cases.c.updated_by)
        )
        row = self._connection.execute(last.where(cases.c.case_id == case_id)).one_or_none()
        if row is None:
            return NotFound("There is no such case.")
        who, name, at = row
        return Conflict(CHANGED.format(who=name or who), by=name or who, at=at)
