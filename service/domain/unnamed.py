"""Text without the names of those whom it is about."""

from __future__ import annotations

import re
from collections.abc import Collection

UNSAID = "[name]"


def unnamed(text: str, names: Collection[str]) -> str:
    """Return a text with ``[name]`` in place of each name and each part of one that has more than two letters, however it is written."""
    words = {word for name in names for word in (name.strip(), *(part for part in name.split() if len(part) > 2)) if word}
    if not words:
        return text
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})\b", UNSAID, text, flags=re.IGNORECASE)
