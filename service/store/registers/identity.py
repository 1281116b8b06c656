"""Who a subject is, as far as forms say: the same name and date of birth in one council is the same subject, and so is the same
name where one of the two forms gives no date of birth, so that leaving it out never hides an earlier look."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, or_

NAME_KEYS = ("fullName", "name", "text", "subject")
BIRTH_KEYS = ("dateOfBirth", "dob")


def identity(council: str, subject: Mapping[str, Any] | str) -> str:
    """Return the key under which a council knows a subject: a hash over the normalised name with date of birth or, where none
    is known, description. A subject given as plain text is a name."""
    facts = {"name": subject} if isinstance(subject, str) else subject
    told_apart = _first(facts, BIRTH_KEYS) or plain(str(facts.get("description") or ""))
    parts = [council, plain(_first(facts, NAME_KEYS)), told_apart]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def shown_name(subject: Mapping[str, Any] | str) -> str:
    """Return the name to show for a subject, or the description of one without a name."""
    if isinstance(subject, str):
        return subject
    return _first(subject, NAME_KEYS) or str(subject.get("description") or "")


@dataclass(frozen=True, kw_only=True)
class Known:
    """A subject as the registers keep it. ``name_key`` is None for one without a name, whom only the description tells."""

    identity: str
    name: str
    name_key: str | None
    birth_known: bool

    def row(self) -> dict[str, Any]:
        """Return the columns that say who a subject is."""
        return {"identity": self.identity, "name": self.name, "name_key": self.name_key, "birth_known": self.birth_known}

    def same_as(self, identity: str, name_key: str | None, birth_known: bool) -> bool:
        """Say whether kept columns may be of this subject."""
        by_name = self.name_key is not None and self.name_key == name_key and not (self.birth_known and birth_known)
        return by_name or self.identity == identity


def known(council: str, subjects: Iterable[Mapping[str, Any] | str]) -> list[Known]:
    """Return subjects as the registers keep them, each once, in their order. One without name and description cannot be told from
    any other and is left out."""
    found = {}
    for subject in subjects:
        facts = {"name": subject} if isinstance(subject, str) else subject
        shown = shown_name(subject)
        if not shown.strip():
            continue
        name, key = plain(_first(facts, NAME_KEYS)), identity(council, subject)
        name_key = hashlib.sha256(f"{council}\0{name}".encode()).hexdigest() if name else None
        found[key] = Known(identity=key, name=shown, name_key=name_key, birth_known=bool(_first(facts, BIRTH_KEYS)))
    return list(found.values())


def among(table: FromClause, asked: Sequence[Known]) -> ColumnElement[bool]:
    """Return the condition that a row may be of one of the asked-for subjects."""
    names = [subject.name_key for subject in asked if subject.name_key is not None]
    return or_(table.c.identity.in_([subject.identity for subject in asked]), table.c.name_key.in_(names))


def _first(facts: Mapping[str, Any], keys: Iterable[str]) -> str:
    return next((str(facts[key]).strip() for key in keys if facts.get(key)), "")


def plain(text: str) -> str:
    """Letters and digits in lower case, accents dropped, words in order: O'Brien, OBRIEN and o’brien are one name."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    words = re.sub(r"['’`]", "", bare.casefold())
    return " ".join(re.findall(r"\w+", words))
