"""What the policy checker says of a mutant that it does not say of the shipped procedure."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from service.domain.findings import Severity
from service.domain.verdicts import Outcome, Verdict
from service.operations import shipped_operations
from service.policy.assurance import Judgement, judge
from service.policy.soundness import RULES
from tests.processes.mutation.mutants import Mutant, mutants, original
from tests.processes.mutation.parallel import everywhere
from tests.processes.mutation.replaying import plays
from tests.processes.mutation.results import Checked


@cache
def _shipped(procedure_id: str) -> Judgement:
    return judge(original(procedure_id), shipped_operations())


def police(mutant: Mutant) -> tuple[Checked, dict[str, Verdict]]:
    """Return what the checker finds in a mutant, and the verdicts on the invariants that it says are broken."""
    before = _shipped(mutant.procedure_id)
    begun = time.process_time()
    now = judge(mutant.bundle(), shipped_operations())
    known = {(finding.rule, finding.element_id) for finding in before.against}
    rules = {
        finding.rule
        for finding in now.against
        if finding.severity is Severity.ERROR and (finding.rule, finding.element_id) not in known
    }
    good = {(verdict.check_id, verdict.outcome, verdict.elements) for verdict in before.verdicts}
    new = [
        each for each in now.verdicts if (each.check_id, each.outcome, each.elements) not in good or each.check_id not in RULES
    ]
    worse = [each for each in new if each.check_id in RULES or each.outcome is not _outcome(before, each.check_id)]
    broken = {each.check_id: each for each in worse if each.outcome is Outcome.BROKEN and each.check_id not in RULES}
    checked = Checked(
        rules=tuple(sorted(rules)),
        soundness=tuple(sorted({each.check_id for each in worse if each.outcome is Outcome.BROKEN and each.check_id in RULES})),
        invariants=tuple(sorted(broken)),
        undecided=tuple(sorted({each.check_id for each in worse if each.outcome in (Outcome.NOT_DECIDED, Outcome.REFUSED)})),
        seconds=round(time.process_time() - begun, 1),
    )
    return checked, broken


def _outcome(judgement: Judgement, check_id: str) -> Outcome | None:
    return next((verdict.outcome for verdict in judgement.verdicts if verdict.check_id == check_id), None)


def _police_one(index: int) -> Checked:
    mutant = mutants()[index]
    checked, broken = police(mutant)
    return replace(checked, played=tuple(name for name, verdict in broken.items() if plays(mutant, verdict)))


def police_all(indices: Sequence[int], *, workers: int) -> Iterator[tuple[Mutant, Checked]]:
    """Check mutants; yield what was found as it is found."""
    return everywhere(_police_one, [(index,) for index in indices], workers=workers)
