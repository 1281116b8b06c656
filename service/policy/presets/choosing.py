"""What of a base is not taken over: what tells of procedures that are left out, or goes where a preset's own rules decide."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import PurePosixPath

from service.policy.paths import INVARIANTS
from service.policy.presets.packs import blocks

SCENARIOS = "/scenarios/"
DEMO = "demo.yaml"
EXAMPLES = "exampleCases:"


@dataclass(frozen=True, kw_only=True)
class Without:
    """``processes`` are left out; at elements whose ids begin with one of ``decided`` the new council decides otherwise."""

    processes: frozenset[str]
    decided: tuple[str, ...]

    def leaves_out(self, path: str, content: bytes) -> bool:
        """Say whether a file is a scenario that would not go as it says."""
        return SCENARIOS in path and self._told_in(content.decode("utf-8", "replace"))

    def within(self, path: str, content: bytes) -> bytes:
        """Return invariants and example cases without those that are not taken over, any other file as it is."""
        name = PurePosixPath(path).name
        if name == INVARIANTS and self.processes:
            return "".join(text for key, text in blocks(content.decode("utf-8")) if not self._about(key, text)).encode("utf-8")
        if name == DEMO:
            return self._examples(content.decode("utf-8")).encode("utf-8")
        return content

    def _told_in(self, text: str) -> bool:
        left_out = any(re.search(rf"\b{re.escape(word)}\b", text) for word in self.processes)
        return left_out or any(re.search(rf"\b{re.escape(word)}", text) for word in self.decided)

    def _about(self, key: str, text: str) -> bool:
        meant = tomllib.loads(text)[key].get("procedure", "*") if key else "*"
        return ({meant} if isinstance(meant, str) else set(meant)) <= self.processes

    def _examples(self, text: str) -> str:
        """Return what stands in the file of made-up people, with the example cases that still go as they say."""
        before, title, cases = text.partition(f"\n{EXAMPLES}\n")
        if not title:
            return text
        end = re.search(r"^\S", cases, re.MULTILINE)
        own, behind = (cases[: end.start()], cases[end.start() :]) if end else (cases, "")
        kept = [each for each in re.split(r"(?m)^(?=  - )", own) if not self._told_in(each)]
        return before + (title if any(each.strip() for each in kept) else f"\n{EXAMPLES} []\n") + "".join(kept) + behind
