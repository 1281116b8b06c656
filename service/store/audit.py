"""The audit: append-only, one sequence per database, each entry chained by SHA-256 to the one before. The chain covers the hash
of an entry's payload (who, on what, with which facts, salted), so that a payload can be erased and the chain still be proved."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from service.domain.records import AuditEntry
from service.store.tables.audit import audit, audit_head

FIRST = "0" * 64
"""What the first entry names as the hash before it."""

LOCKED_HEAD = select(audit_head.c.seq, audit_head.c.hash).with_for_update()
ADD = insert(audit)


class Audit:
    """Entries and the proof of their chain; keeps the contract of ports.Audit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entries: Sequence[AuditEntry]) -> None:
        """Append entries in order, in two statements (none without entries). The read of the head locks it until the
        transaction ends: append last before the commit. Entries are UTC whatever zone they come in."""
        if not entries:
            return
        seq, previous = self._connection.execute(LOCKED_HEAD).one()
        rows = []
        for entry in entries:
            seq += 1
            row = _row(entry, seq=seq, previous=previous)
            previous = row["hash"]
            rows.append(row)
        self._connection.execute(ADD, rows)

    def verify(self) -> list[str]:
        """Walk the whole chain and return a sentence for each break, oldest first; empty when it is intact. An erased payload
        is no break."""
        found: list[str] = []
        seq, previous = 0, FIRST
        rows = self._connection.execution_options(yield_per=1000).execute(select(audit).order_by(audit.c.seq))
        for row in map(dict, rows.mappings()):
            found.extend(f"Entry {row['seq']}: {fault}." for fault in _faults(row, after=seq, previous=previous))
            seq, previous = row["seq"], row["hash"]
        head = self._connection.execute(select(audit_head.c.seq, audit_head.c.hash)).one()
        if tuple(head) != (seq, previous):
            found.append(f"The chain ends at entry {seq}, but {head.seq} were written.")
        return found


def entry_of(row: Mapping[str, Any]) -> AuditEntry:
    """Build an entry from its row; an erased payload leaves who and on what empty."""
    payload = json.loads(row["payload"]) if row["payload"] else {"actor_id": "", "object_id": "", "rule": "", "facts": {}}
    payload.pop("salt", None)
    return AuditEntry(verb=row["verb"], council=row["council"], at=row["at"], case_id=row["case_id"], **payload)


def _row(entry: AuditEntry, *, seq: int, previous: str) -> dict[str, Any]:
    payload = _canonical(
        {
            "actor_id": entry.actor_id,
            "object_id": entry.object_id,
            "rule": entry.rule,
            "facts": dict(entry.facts),
            "salt": secrets.token_hex(16),
        }
    )
    row = {
        "seq": seq,
        "at": entry.at,
        "council": entry.council,
        "verb": entry.verb,
        "case_id": entry.case_id,
        "payload": payload,
        "payload_hash": _hash(payload),
        "previous_hash": previous,
    }
    return {**row, "hash": _chained(row)}


def _faults(row: Mapping[str, Any], *, after: int, previous: str) -> list[str]:
    faults = []
    if row["seq"] != after + 1:
        faults.append(f"does not follow entry {after}")
    if row["previous_hash"] != previous:
        faults.append("names another entry before it than the one that stands there")
    if row["payload"] is not None and _hash(row["payload"]) != row["payload_hash"]:
        faults.append("who did it, on what or with which facts was changed")
    if _chained(row) != row["hash"]:
        faults.append("its time, verb, council, case or place in the chain was changed")
    return faults


def _chained(row: Mapping[str, Any]) -> str:
    at: datetime = row["at"]
    header = {name: row[name] for name in ("seq", "council", "verb", "case_id", "payload_hash", "previous_hash")}
    return _hash(_canonical({**header, "at": at.astimezone(UTC).isoformat(timespec="microseconds")}))


def _canonical(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
