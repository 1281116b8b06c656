"""Judges bundles and plays the scenarios that concern them, over several processes: what ``check`` and ``deploy`` begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TypeAlias

from service.cli.concerned import Rehearsal, concerned, shown
from service.cli.playing import play_file
from service.cli.working import FEW, Say, bar_of, done
from service.domain.bundle import Bundle
from service.domain.findings import Finding, Severity
from service.operations import shipped_operations
from service.policy.assurance import Judge, Judgement, judge
from service.policy.targets import Targets
from service.policy.waiving import protects_running
from service.rehearsing import Played
from service.settings import Settings

SCENARIO = "scenario"
Piece: TypeAlias = Bundle | Rehearsal


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
        runnable = not any(protects_running(finding) for one in self.judgements for finding in one.errors)
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
    by: Judge | None = None,
) -> Examined:
    """Judge every bundle of the targets once and play their scenarios, with a progress bar that names what is being done. With
    ``by`` a service's own judge looks at the bundles, which remembers them for the deployment."""
    bundles = list(dict.fromkeys(bundle for _, target in targets for bundle in target.bundles))
    beside = [finding for _, target in targets for finding in target.findings]
    with concerned(targets if scenarios else (), settings) as found:
        aside: list[Piece] = [*(() if by else bundles), *found.rehearsals]
        with bar_of(len(bundles) + len(found.rehearsals), silent=silent) as (next_one, say):
            came: list[Judgement | Played] = []
            if by is not None:
                for bundle in bundles:
                    next_one(_named(bundle))
                    came.append(by(bundle, hear=say))
            results = done(partial(_piece, proofs=proofs, hear=say if len(aside) <= FEW else None), aside)
            for piece in aside:
                next_one(_named(piece))
                came.append(next(results))
    return Examined(
        judgements=tuple(one for one in came if isinstance(one, Judgement)),
        played=tuple(one for one in came if isinstance(one, Played)),
        beside=(*beside, *found.findings),
        proofs=proofs,
        scenarios=scenarios,
    )


def _piece(piece: Piece, *, proofs: bool, hear: Say | None) -> Judgement | Played:
    if isinstance(piece, Bundle):
        return judge(piece, shipped_operations(), proofs=proofs, hear=hear or (lambda words: None))
    return play_file(piece.file, piece.settings, lying=False)


def _named(piece: Piece) -> str:
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
