"""Judges bundles and plays the scenarios that concern them, over several processes: what ``check`` and ``deploy`` begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from service.cli.concerned import Rehearsal, concerned, shown
from service.cli.rehearsals import play_file
from service.cli.working import FEW, Say, bar_of, done
from service.domain.bundle import Bundle
from service.domain.findings import Finding, Severity
from service.operations import shipped_operations
from service.policy.assurance import Judgement, judge
from service.policy.targets import Targets
from service.rehearsing import Played
from service.settings import Settings

SCENARIO = "scenario"


@dataclass(frozen=True, kw_only=True)
class Examined:
    """What came of it. ``proofs`` and ``scenarios`` say whether they were asked for; ``beside`` are findings on files that are in
    no bundle."""

    judgements: tuple[Judgement, ...]
    played: tuple[Played, ...]
    beside: tuple[Finding, ...] = ()
    proofs: bool = True
    scenarios: bool = True

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, each once, by file, errors first."""
        found = [*self.beside, *(finding for one in self.judgements for finding in one.findings)]
        runnable = all(one.description is not None for one in self.judgements)
        found += [finding for one in self.played for finding in failures_of(one, loading=runnable)]
        order = lambda item: (item.file, item.severity is Severity.WARNING, item.element_id or "")
        return tuple(sorted(dict.fromkeys(found), key=order))

    @property
    def passed(self) -> bool:
        """Say whether nothing stops a deployment."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


def examine(
    targets: Sequence[tuple[Path, Targets]],
    settings: Settings,
    *,
    proofs: bool = True,
    scenarios: bool = True,
    silent: bool = False,
) -> Examined:
    """Judge every bundle of the targets once and play their scenarios, with a progress bar that names what is being done."""
    bundles = list(dict.fromkeys(bundle for _, target in targets for bundle in target.bundles))
    beside = [finding for _, target in targets for finding in target.findings]
    with concerned(targets if scenarios else (), settings) as found:
        pieces: list[Bundle | Rehearsal] = [*bundles, *found.rehearsals]
        with bar_of(len(pieces), silent=silent) as (next_one, say):
            work = partial(_piece, proofs=proofs, hear=say if len(pieces) <= FEW else None)
            results = done(work, pieces)
            came = []
            for piece in pieces:
                next_one(_named(piece))
                came.append(next(results))
    return Examined(
        judgements=tuple(one for one in came if isinstance(one, Judgement)),
        played=tuple(one for one in came if isinstance(one, Played)),
        beside=(*beside, *found.findings),
        proofs=proofs,
        scenarios=scenarios,
    )


def _piece(piece: Bundle | Rehearsal, *, proofs: bool, hear: Say | None) -> Judgement | Played:
    if isinstance(piece, Bundle):
        return judge(piece, shipped_operations(), proofs=proofs, hear=hear or (lambda words: None))
    return play_file(piece.file, piece.settings, lying=False)


def _named(piece: Bundle | Rehearsal) -> str:
    return f"Checking {piece.procedure_id}" if isinstance(piece, Bundle) else f"Playing {piece.file.stem}"


def failures_of(played: Played, *, loading: bool = True) -> tuple[Finding, ...]:
    """Return what went otherwise in a scenario, as findings; without ``loading`` not that it could not be begun, which follows from
    a procedure that cannot be run."""
    report = played.report
    return tuple(
        Finding(
            rule=SCENARIO,
            file=shown(report.file),
            message=f"“{report.scenario}”, line {failure.line}, {failure.step}: expected {failure.expected}; {failure.happened}",
            element_id=Path(report.file).stem,
        )
        for failure in report.failures
        if loading or failure.step != "load"
    )
