"""What a document is made of and with, and what is said when a template cannot be used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

STANDING_NOTICE = (
    "This service follows the council's procedure. It is not legal advice and an approval here is not an authorisation under the "
    "Regulation of Investigatory Powers Act 2000 unless the page says so. If in doubt stop and ask Legal Services."
)
"""Stands on every page of every document (the product's standing notice)."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """Whose document it is: the council's name and its colour as ``#rrggbb``."""

    council: str
    colour: str = "#14463f"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What stands on a document beside what the template says. ``made_at`` is aware; ``number`` is the case's, '' for none."""

    title: str
    number: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class Made:
    """A finished document. ``ending`` has no dot."""

    content: bytes
    media_type: str
    ending: str


class BrokenTemplate(Exception):
    """A template that cannot be used. ``where`` is a file, with the line where it is known; ``what`` is wrong with it; ``remedy``
    says what to do."""

    def __init__(self, *, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what}. {remedy}")
        self.where = where
        self.what = what
        self.remedy = remedy
