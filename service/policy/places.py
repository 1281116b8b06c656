"""Where in a bundle's files something stands: the file and the line of an element, a flow, an invariant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.engine import xml
from service.policy.paths import invariants_paths


@dataclass(frozen=True)
class Place:
    """A line of a file, counted from 1; 0 where only the file is known."""

    file: str
    line: int = 0


class Places:
    """The places of one bundle."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle

    @cached_property
    def _elements(self) -> Mapping[str, Place]:
        found: dict[str, Place] = {}
        for path, content in sorted(self._bundle.files.items()):
            if path.endswith((".bpmn", ".dmn")):
                for element_id, line in _lines(path, content).items():
                    found.setdefault(element_id, Place(path, line))
        return found

    def of(self, element_id: str | None) -> Place | None:
        """Return where an element or a flow of any diagram or table is drawn, None for one that nothing draws."""
        return self._elements.get(element_id or "")

    def first(self, element_ids: Iterable[str | None]) -> tuple[str, Place] | None:
        """Return the first of these ids that is drawn, with its place."""
        return next(((name, place) for name in element_ids if name and (place := self.of(name))), None)

    def of_invariant(self, invariant_id: str) -> Place | None:
        """Return where an invariant is written, None for one that no file of the bundle has."""
        heading = re.compile(rf'^\s*\[+\s*["\']?{re.escape(invariant_id)}["\']?\s*\]+', re.MULTILINE)
        for path in invariants_paths(self._bundle.council):
            text = self._bundle.files.get(path, b"").decode("utf-8", "replace")
            match = heading.search(text)
            if match:
                return Place(path, text.count("\n", 0, match.end()) + 1)
        return None

    @property
    def main(self) -> Place:
        """Return where the procedure itself is drawn; its policy pack when it is drawn nowhere."""
        return self.of(self._bundle.procedure_id) or Place(min(self._bundle.files, default=""))


@lru_cache(maxsize=256)
def _lines(path: str, content: bytes) -> Mapping[str, int]:
    try:
        root = xml.parse(content, file=path)
    except Unfit:
        return {}
    found = ((element.get("id"), element.sourceline) for element in root.iter("{*}*"))
    return {name: int(str(line)) for name, line in found if name}
