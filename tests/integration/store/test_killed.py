"""A process killed at any moment leaves whole transactions: a case is there with its audit entry, or neither is."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from service.store import Database

WRITER = """
import sys
from itertools import count
from datetime import UTC, datetime
from service.domain.identity import Person
from service.domain.records import AuditEntry
from service.store import Database

database, now = Database(sys.argv[1]), datetime(2026, 3, 21, tzinfo=UTC)
for number in count():
    with database.unit_of_work() as unit:
        unit.people.put(Person(person_id=str(number), name="A", job_title="", grants=frozenset()))
        unit.audit.add([AuditEntry(verb="person_changed", actor_id="a", council="north", at=now, object_id=str(number))])
        unit.commit()
    print(number, flush=True)
"""


def test_a_killed_writer_leaves_whole_transactions(database: Database, database_url: str) -> None:
    root = Path(__file__).parents[3]
    promised: list[int] = []
    for _ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, database_url], cwd=root, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        promised.append(int(writer.stdout.readline()))
        time.sleep(0.05)
        writer.kill()
        promised.extend(int(line) for line in writer.stdout.read().splitlines())
        writer.stdout.close()
        writer.wait(60)
    with database.unit_of_work() as unit:
        written = {entry.object_id for entry in unit.records.audit("north", limit=100_000)}
        assert {str(number) for number in promised} <= written
        assert unit.people.names(written) == dict.fromkeys(written, "A")
        assert unit.audit.verify() == []
