"""What the full run found, kept beside the test as JSON: by mutant what the walks showed and what the checker says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.processes.mutation.mutants import Mutant

FILE = Path(__file__).parent / "results.json"


@dataclass(frozen=True, kw_only=True)
class Walked:
    """What the walks of one mutant showed. ``refused`` is the engine's first reason not to run it; ``content`` the hash of
    what was walked; ``enough`` says that no more walks were needed; ``broken`` in how many walks each
    invariant broke; ``shortest`` the last elements that
    the shortest of them completed."""

    fault: str
    procedure_id: str
    refused: str = ""
    content: str = ""
    walks: int = 0
    enough: bool = False
    broken: Mapping[str, int]
    shortest: Mapping[str, tuple[str, ...]]
    endings: Mapping[str, int]
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What the checker says of one mutant. ``rules`` are the rules that find something new, ``soundness`` the properties that it breaks,
    ``invariants`` those broken, ``undecided`` those not decided or refused. ``played`` are those broken whose evidence, played on the
    engine, made a monitor say the same."""

    rules: tuple[str, ...] = ()
    soundness: tuple[str, ...] = ()
    invariants: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    played: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def says_no(self) -> bool:
        """Say whether the checker lets the mutant not go live."""
        return bool(self.rules or self.soundness or self.invariants or self.undecided)


def nothing(mutant: Mutant, reason: str) -> Walked:
    """Return what there is to say of a mutant that the engine refuses."""
    return Walked(fault=mutant.fault, procedure_id=mutant.procedure_id, refused=reason, broken={}, shortest={}, endings={})


def load(file: Path = FILE) -> tuple[dict[str, Walked], dict[str, Checked]]:
    """Return what was kept, by name of mutant."""
    if not file.exists():
        return {}, {}
    kept = json.loads(file.read_text("utf-8"))
    walked = {name: Walked(**value) for name, value in kept["walked"].items()}
    checked = {name: _checked(value) for name, value in kept["checked"].items()}
    return walked, checked


def _checked(value: Mapping[str, Any]) -> Checked:
    given: dict[str, Any] = {key: tuple(each) if isinstance(each, list) else each for key, each in value.items()}
    return Checked(**given)


def save(walked: Mapping[str, Walked], checked: Mapping[str, Checked], file: Path = FILE) -> None:
    """Keep what was found, in order of name."""
    kept = {
        "walked": {name: asdict(walked[name]) for name in sorted(walked)},
        "checked": {name: asdict(checked[name]) for name in sorted(checked)},
    }
    file.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
