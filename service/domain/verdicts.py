"""What was found when policy was held against a procedure: proved, broken, and the way through the diagram that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from service.domain.behaviour import Evidence


class Outcome(StrEnum):
    """PROVED: no way through the diagram breaks it. BROKEN: the evidence does. NOT_DECIDED: a bound was reached. REFUSED: it
    cannot be judged as it is written. GUARDED: it is held while cases run, not proved on the diagram."""

    PROVED = "proved"
    BROKEN = "broken"
    NOT_DECIDED = "not decided"
    REFUSED = "refused"
    GUARDED = "guarded"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One judgement of one check on one procedure.

    ``check_id`` is the id of an invariant (``W1-I01``) or the name of a soundness rule; ``sentence`` says in plain words what must
    hold, ``source`` where that is written; ``level`` is D, C or R, '' for soundness; ``formal`` the notation. ``why`` says in a
    sentence how the outcome came about. ``elements`` are the ids of the diagram that it is about; ``evidence`` is there when the
    outcome is BROKEN and a way through the diagram shows it. ``seconds`` is what the judgement took, without the exploration."""

    check_id: str
    sentence: str
    outcome: Outcome
    why: str = ""
    source: str = ""
    level: str = ""
    formal: str = ""
    evidence: Evidence | None = None
    elements: tuple[str, ...] = ()
    procedure_id: str = ""
    seconds: float = 0.0
