"""Who a subject is, as far as a form says: the same name and date of birth in one council is the same subject."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

NAME_KEYS = ("fullName", "name", "text", "subject")
BIRTH_KEYS = ("dateOfBirth", "dob")


def identity(council: str, subject: Mapping[str, Any] | str) -> str:
    """Return the key under which a council knows a subject: a hash over the normalised name with date of birth or, where none
    is known, description. A subject given as plain text is a name."""
    facts = {"name": subject} if isinstance(subject, str) else subject
    told_apart = _first(facts, BIRTH_KEYS) or _plain(str(facts.get("description") or ""))
    parts = [council, _plain(_first(facts, NAME_KEYS)), told_apart]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def shown_name(subject: Mapping[str, Any] | str) -> str:
    """Return the name to show for a subject, or the description of one without a name."""
    if isinstance(subject, str):
        return subject
    return _first(subject, NAME_KEYS) or str(subject.get("description") or "")


def by_identity(council: str, subjects: Iterable[Mapping[str, Any] | str]) -> dict[str, str]:
    """Return identity → shown name of subjects, each once, in their order. One without name and description cannot be told from
    any other and is left out."""
    return {identity(council, subject): shown_name(subject) for subject in subjects if shown_name(subject).strip()}


def _first(facts: Mapping[str, Any], keys: Iterable[str]) -> str:
    return next((str(facts[key]).strip() for key in keys if facts.get(key)), "")


def _plain(text: str) -> str:
    """Letters and digits in lower case, accents dropped, words in order: O'Brien, OBRIEN and o’brien are one name."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    words = re.sub(r"['’`]", "", bare.casefold())
    return " ".join(re.findall(r"\w+", words))
