"""Answers saved and not yet given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from service.store.reading import upsert
from service.store.tables.work import drafts

DROP = delete(drafts).where(drafts.c.task_id == bindparam("of_task"))


class Drafts:
    """One draft per task and person; keeps the contract of ports.Drafts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, task_id: str, person_id: str) -> Mapping[str, Any] | None:
        """Return the saved answers, or None."""
        query = select(drafts.c.answers).where(drafts.c.task_id == task_id, drafts.c.person_id == person_id)
        saved: Mapping[str, Any] | None = self._connection.execute(query).scalar_one_or_none()
        return saved

    def put(self, task_id: str, person_id: str, answers: Mapping[str, Any], *, at: datetime) -> None:
        """Save answers over what was saved."""
        row = {"task_id": task_id, "person_id": person_id, "answers": dict(answers), "saved_at": at}
        upsert(self._connection, drafts, [row])

    def drop(self, task_id: str) -> None:
        """Remove every draft of a task."""
        self._connection.execute(DROP, {"of_task": task_id})
