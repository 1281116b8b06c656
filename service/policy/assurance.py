"""Judges a bundle completely, in this order: the rules, whether it is sound, whether its invariants hold.

What cannot be compiled is judged by the rules alone: their errors say why."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from connectors.protocol import Operation
from service import engine
from service.domain.assurance import StoredVerdict
from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.domain.execution import Description
from service.domain.findings import Finding, Severity
from service.domain.verdicts import Outcome, Verdict
from service.policy import soundness
from service.policy.behaviours import behaviour
from service.policy.checks import check
from service.policy.invariants import prove
from service.policy.invariants.written import RULE as INVARIANTS
from service.policy.places import Places
from service.policy.waiving import protects_running

KEPT = 64
SEVERITIES = {
    Outcome.BROKEN: Severity.ERROR,
    Outcome.REFUSED: Severity.ERROR,
    Outcome.NOT_DECIDED: Severity.WARNING,
}
Hear = Callable[[str], None]
"""Hears what is being done now, in words."""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What came of it. ``against`` are the findings of the rules; ``name`` is the procedure's, its id where it has none."""

    bundle: Bundle
    name: str
    against: tuple[Finding, ...]
    verdicts: tuple[Verdict, ...] = ()
    description: Description | None = None
    seconds: float = 0.0

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that a person must know: findings of the rules, then of each verdict that is not good. That an invariant
        names what is not there is told once, by the rule."""
        places = Places(self.bundle)
        told = {finding.message.partition(":")[0] for finding in self.against if finding.rule == INVARIANTS}
        proved = [verdict for verdict in self.verdicts if verdict.outcome is not Outcome.REFUSED or verdict.check_id not in told]
        return (*self.against, *(finding for verdict in proved if (finding := finding_of(verdict, places))))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stops a deployment."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def proved(self) -> bool:
        """Say whether soundness and invariants were looked at, whatever came of it."""
        return bool(self.verdicts)

    def verdict_of(self, finding: Finding) -> Verdict | None:
        """Return the verdict that a finding tells of, None for a finding of a rule."""
        places = Places(self.bundle)
        return next((verdict for verdict in self.verdicts if finding_of(verdict, places) == finding), None)

    def stored(self) -> tuple[StoredVerdict, ...]:
        """Return the verdicts as they are kept with a version."""
        return tuple(
            StoredVerdict(
                check_id=verdict.check_id,
                sentence=verdict.sentence,
                level=verdict.level,
                outcome=verdict.outcome.value,
                why=verdict.why,
                procedure_id=verdict.procedure_id or self.bundle.procedure_id,
            )
            for verdict in self.verdicts
        )


def finding_of(verdict: Verdict, places: Places) -> Finding | None:
    """Return the finding that a verdict is, None for one that is good."""
    severity = SEVERITIES.get(verdict.outcome)
    if severity is None:
        return None
    at = verdict.evidence.at if verdict.evidence else None
    last = verdict.evidence.moves[-1].element_id if verdict.evidence and verdict.evidence.moves else None
    found = places.first((at, *verdict.elements, last)) if verdict.outcome is not Outcome.REFUSED else None
    place = found[1] if found else places.of_invariant(verdict.check_id) or places.main
    return Finding(
        rule=verdict.check_id,
        file=place.file,
        message=f"{verdict.sentence} {verdict.why}".strip(),
        element_id=found[0] if found else None,
        severity=severity,
    )


def judge(
    bundle: Bundle, operations: Mapping[str, Operation], *, proofs: bool = True, hear: Hear = lambda words: None
) -> Judgement:
    """Return everything that is found of a bundle; ``proofs`` False leaves it at the rules. Bounded in time by the bounds of
    what is explored."""
    begun = time.perf_counter()
    hear("rules")
    against = tuple(check(bundle, operations))
    try:
        description = engine.describe(engine.compile_procedure(bundle))
    except Unfit:
        return Judgement(bundle=bundle, name=bundle.procedure_id, against=against, seconds=time.perf_counter() - begun)
    verdicts = tuple(_verdicts(bundle, operations, description, hear)) if proofs else ()
    return Judgement(
        bundle=bundle,
        name=description.name or bundle.procedure_id,
        against=against,
        verdicts=verdicts,
        description=description,
        seconds=time.perf_counter() - begun,
    )


def _verdicts(bundle: Bundle, operations: Mapping[str, Operation], description: Description, hear: Hear) -> Iterator[Verdict]:
    for part in procedures_of(bundle, description):
        about = description if part == bundle else engine.describe(engine.compile_procedure(part))
        hear(f"everything that {about.name or part.procedure_id} can do")
        yield from soundness.judge(behaviour(part, operations, visible=soundness.jobs(about)), about)
    yield from prove(bundle, operations, progress=lambda done, of, invariant_id: hear(f"{invariant_id} ({done + 1} of {of})"))


def procedures_of(bundle: Bundle, description: Description) -> tuple[Bundle, ...]:
    """Return a bundle for the procedure and for each one that it calls, at any depth."""
    called = dict.fromkeys(element.process_id for element in description.elements)
    others = [name for name in called if name != bundle.procedure_id]
    return (bundle, *(Bundle(council=bundle.council, procedure_id=name, files=bundle.files) for name in others))


class Kept:
    """The judgements that were asked for last, ``at_most`` so many, by content. Safe with several threads."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._kept: OrderedDict[str, Judgement] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, content_hash: str) -> Judgement | None:
        """Return the judgement on this content, or None."""
        with self._lock:
            found = self._kept.get(content_hash)
            if found is not None:
                self._kept.move_to_end(content_hash)
            return found

    def put(self, content_hash: str, found: Judgement) -> None:
        """Keep a judgement, and forget the one that was not asked for the longest where there are too many."""
        with self._lock:
            self._kept[content_hash] = found
            while len(self._kept) > self._at_most:
                self._kept.popitem(last=False)


REHEARSED = Kept(128)
"""What rehearsals of this process share: each plays on a stage of its own, with the same procedures as the one before."""


class Judge:
    """Judges each content once and keeps what came of it; one at a time, so that nobody can make the service prove side by side
    without end. Safe with several threads. ``on_stage`` is for rehearsals, where nothing is kept: nothing is proved there, and only
    findings that protect running count."""

    def __init__(self, operations: Mapping[str, Operation], *, on_stage: bool = False) -> None:
        self._operations = operations
        self._on_stage = on_stage
        self._kept = REHEARSED if on_stage else Kept(KEPT)
        self._turn = threading.Lock()

    def __call__(self, bundle: Bundle, *, hear: Hear = lambda words: None) -> Judgement:
        """Return the judgement on this content, from memory where it was judged before."""
        found = self._kept.get(bundle.content_hash)
        if found is not None:
            return found
        with self._turn:
            found = self._kept.get(bundle.content_hash) or self._judged(bundle, hear)
            self._kept.put(bundle.content_hash, found)
            return found

    def keep(self, found: Judgement) -> None:
        """Remember a judgement that ``judge`` came to elsewhere, in another process of this program, with the same operations."""
        self._kept.put(found.bundle.content_hash, found)

    def _judged(self, bundle: Bundle, hear: Hear) -> Judgement:
        found = judge(bundle, self._operations, proofs=not self._on_stage, hear=hear)
        return replace(found, against=tuple(filter(protects_running, found.against))) if self._on_stage else found
