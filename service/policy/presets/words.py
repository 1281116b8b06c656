"""Says everything of one council with the words of another: its name, its folder, and the ids of its procedures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from html import escape
from pathlib import PurePosixPath

TEXTS = frozenset({".bpmn", ".dmn", ".form", ".toml", ".yaml", ".typ", ".json", ".md"})
"""Endings of files that are text; others are taken over as they are."""
XML = frozenset({".bpmn", ".dmn"})


@dataclass(frozen=True, kw_only=True)
class Words:
    """From a base, by its folder, title and the ids of its own processes, to a new council."""

    base: str
    base_title: str
    processes: tuple[str, ...]
    name: str
    title: str
    short: str
    ids: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", {old: self._renamed(old) for old in self.processes})

    @property
    def prefix(self) -> str:
        """The word before the first underscore that most ids of the base's processes begin with."""
        return Counter(process_id.partition("_")[0] for process_id in self.processes).most_common(1)[0][0]

    def _renamed(self, process_id: str) -> str:
        return f"{self.name.replace('-', '_')}_{self.plain(process_id)}"

    def plain(self, process_id: str) -> str:
        """Return what a process of the base is called without the prefix."""
        return process_id.removeprefix(f"{self.prefix}_")

    def path(self, path: str) -> str:
        """Return where a file of the base lies in the new council's folders."""
        here = PurePosixPath(path)
        kind, _, *rest = here.parts
        return str(PurePosixPath(kind, self.name, *rest).with_name(self.ids.get(here.stem, here.stem) + here.suffix))

    def content(self, path: str, content: bytes) -> bytes:
        """Return a file's content in the new council's words."""
        if PurePosixPath(path).suffix not in TEXTS:
            return content
        said = partial(escape, quote=False) if PurePosixPath(path).suffix in XML else str
        new = [said(word) for _, word in self._exchanged]
        return self._known.sub(lambda found: new[int(found.lastindex or 1) - 1], content.decode("utf-8")).encode("utf-8")

    @cached_property
    def _known(self) -> re.Pattern[str]:
        """Every word to exchange, in one pattern: what was put in is not looked at again, though it may hold a word of the base."""
        return re.compile("|".join(f"({old})" for old, _ in self._exchanged))

    @cached_property
    def _exchanged(self) -> tuple[tuple[str, str], ...]:
        title = self.title.replace("'", "’")  # a straight one would end a text that stands between two of them
        return (
            *(
                (rf"(?<![A-Za-z0-9]){re.escape(old)}(?=_di\b|(?![A-Za-z0-9_]))", self.ids[old])
                for old in sorted(self.ids, key=len, reverse=True)
            ),
            (re.escape(self.base_title), title),
            (_whole(self.base.capitalize()), self.short),
            (_whole(self.base), self.name),
            (_whole(self.prefix.upper()), self.short),
            (rf"(?<![A-Za-z0-9_]){re.escape(self.prefix)}(?=-)", self.name),
        )


def _whole(word: str) -> str:
    return rf"(?<![A-Za-z0-9_]){re.escape(word)}(?![A-Za-z0-9_])"
