"""What was known of a version when it went live: what was proved of it, and what a person let through, with their reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SIGNED = ", "


@dataclass(frozen=True, kw_only=True)
class StoredVerdict:
    """A verdict without its evidence, which can be found again from the version's files. ``outcome`` is the word of an Outcome."""

    check_id: str
    sentence: str
    level: str
    outcome: str
    why: str
    procedure_id: str


@dataclass(frozen=True, kw_only=True)
class Waiver:
    """One finding that a person let through. ``finding`` is its name (a rule or an invariant, after a colon the element), ``sentence``
    what was found, ``by`` a person's id, or the ids of all who signed, between commas."""

    finding: str
    sentence: str
    reason: str
    by: str
    at: datetime

    @property
    def signers(self) -> tuple[str, ...]:
        """The ids of all who signed."""
        return tuple(self.by.split(SIGNED))


@dataclass(frozen=True, kw_only=True)
class Assurance:
    """Both, of one version; empty for one that went live before verdicts were kept."""

    verdicts: tuple[StoredVerdict, ...] = ()
    waivers: tuple[Waiver, ...] = ()
