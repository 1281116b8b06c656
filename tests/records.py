"""A case and a task as the store tells them: a call shows only what matters to its test."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from service.domain.records import CaseRecord, TaskRecord

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)


def case_record(**given: Any) -> CaseRecord:
    """Return a running case of Ashdale."""
    words = dict.fromkeys(("procedure_name", "title", "reference", "summary"), "")
    facts: dict[str, Any] = {
        "case_id": "c1",
        "number": "AR-2026-0001",
        "council": "ashdale",
        "procedure_id": "ash_request",
        "version_id": "v1",
        "version_number": 1,
        "state": "running",
        "started_at": NOW,
        "started_by": "ann.ask",
        "updated_at": NOW,
        "updated_by": "ann.ask",
        "revision": 1,
    }
    return CaseRecord(**{**words, **facts, **given})


def task_record(element_id: str, **given: Any) -> TaskRecord:
    """Return an open task that nobody has."""
    facts: dict[str, Any] = {
        "task_id": "t1",
        "case_id": "c1",
        "name": element_id,
        "visit": 1,
        "place": (),
        "lane": None,
        "form_id": None,
        "assignee": None,
        "candidate_users": (),
        "candidate_groups": (),
        "properties": {},
        "priority": 50,
        "opened_at": NOW,
    }
    return TaskRecord(element_id=element_id, **{**facts, **given})
