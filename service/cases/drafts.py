"""Under which id a draft is kept that belongs to no task yet."""

from __future__ import annotations

from uuid import UUID, uuid5

STARTS = UUID("3b0d6c1e-7a52-5d0e-9d6b-52f1a4c8e7a0")


def start_draft_id(*, council: str, procedure_id: str, person_id: str) -> str:
    """Return the id under which a person's draft of a start form is kept: one each, so that starting drops only their own, and one for each
    council, for a shared procedure is called the same in all of them."""
    return str(uuid5(STARTS, f"{council}/{procedure_id}/{person_id}"))
