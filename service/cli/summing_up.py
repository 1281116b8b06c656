"""What was examined, in words for a process owner: how each procedure stands, then each problem with the way that leads to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.cli.examining import SCENARIO, Examined
from service.cli.output import out
from service.domain.findings import Finding, Severity
from service.domain.verdicts import Outcome, Verdict
from service.policy import soundness
from service.policy.assurance import Judgement
from service.policy.checks import rules
from service.policy.telling import Step, Told, tell
from service.policy.waiving import name_of

REMEDY = "Change the diagram so that no way is left on which it is broken, or the invariant if the policy has changed"
AS_IT_STANDS = "Change what is named so that it holds, or the invariant if the policy has changed"
BY_OUTCOME = {
    Outcome.REFUSED: "Correct what invariants.toml says, or change the diagram so that all it names is there and can happen: "
    "as it is, nobody knows whether the sentence holds",
    Outcome.NOT_DECIDED: "Look at it by hand, or make the procedure smaller: part of it as a procedure that is called can be looked at by itself",
}
REMEDIES = {SCENARIO: "Change the procedure, or the scenario if the policy has changed"}
REMEDIES |= dict.fromkeys(soundness.RULES, "Follow the way on the diagram and change what happens at its end")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A finding with what can be told of it."""

    finding: Finding
    told: Told | None = None
    pictures: tuple[Path, ...] = ()

    @property
    def remedy(self) -> str:
        """What to do, '' where the finding itself says it."""
        if self.told is None:
            return remedies().get(self.finding.rule, "")
        otherwise = REMEDY if self.told.verdict.evidence else AS_IT_STANDS
        return BY_OUTCOME.get(self.told.verdict.outcome) or remedies().get(self.finding.rule, otherwise)


def remedies() -> Mapping[str, str]:
    """Return what to do by the name of a rule."""
    return {**{rule.name: rule.remedy for rule in rules()}, **REMEDIES}


def problems_of(examined: Examined, pictures: Path | None = None) -> tuple[Problem, ...]:
    """Return every finding with its evidence, each picture written to the folder if one is given."""
    told: dict[Finding, Told] = {}
    drawn: dict[Finding, tuple[Path, ...]] = {}
    for judgement in examined.judgements:
        for finding in judgement.findings:
            verdict = judgement.verdict_of(finding)
            if verdict is None or judgement.description is None or finding in told:
                continue
            told[finding] = tell(verdict, judgement.bundle, judgement.description)
            if pictures is not None:
                drawn[finding] = _write(told[finding], pictures, f"{judgement.bundle.council}-{name_of(finding)}")
    return tuple(
        Problem(finding=finding, told=told.get(finding), pictures=drawn.get(finding, ())) for finding in examined.findings
    )


def _write(told: Told, folder: Path, name: str) -> tuple[Path, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, picture in enumerate(told.pictures, start=1):
        file = folder / (name.replace(":", "-") + ("" if number == 1 else f"-{number}") + ".svg")
        file.write_text(picture.svg, "utf-8")
        written.append(file)
    return tuple(written)


def show(examined: Examined, problems: Iterable[Problem]) -> None:
    """Print it."""
    for judgement in examined.judgements:
        _show_procedure(judgement, examined)
    file = None
    for problem in problems:
        if problem.finding.file != file:
            file = problem.finding.file
            out.print(f"\n{file}", style="bold", markup=False)
        _show_problem(problem)
    stopping = sum(finding.severity is Severity.ERROR for finding in examined.findings)
    out.print(
        f"\nChecked {many(len(examined.judgements), 'procedure')}: {many(stopping, 'error')},"
        f" {many(len(examined.findings) - stopping, 'warning')}."
    )


def _show_procedure(judgement: Judgement, examined: Examined) -> None:
    bundle = judgement.bundle
    out.print(f"\n{judgement.name}", style="bold", markup=False, end="")
    out.print(f"  ({bundle.council}, {bundle.procedure_id})", markup=False)
    for word, said in standing(judgement, examined).items():
        out.print(f"  {word:<11} {said}", markup=False)


def standing(judgement: Judgement, examined: Examined) -> Mapping[str, str]:
    """Return how a procedure stands, by what was looked at."""
    said = {"rules": _rules(judgement.against)}
    if examined.proofs:
        sound, invariants = split(judgement.verdicts)
        said["soundness"] = _soundness(sound) if judgement.proved else "not looked at, because it cannot be run"
        said["invariants"] = _invariants(invariants) if judgement.proved else "not looked at"
    if examined.scenarios:
        mine = [one.report for one in examined.played if one.procedure_id == judgement.bundle.procedure_id]
        said["scenarios"] = f"{sum(report.passed for report in mine)} of {len(mine)} passed" if mine else "none"
    return said


def split(verdicts: Iterable[Verdict]) -> tuple[list[Verdict], list[Verdict]]:
    """Return verdicts of soundness and verdicts of invariants."""
    found = list(verdicts)
    sound = [verdict for verdict in found if verdict.check_id in soundness.RULES]
    return sound, [verdict for verdict in found if verdict.check_id not in soundness.RULES]


def _rules(against: Iterable[Finding]) -> str:
    levels = [finding.severity for finding in against]
    counts = {"error": levels.count(Severity.ERROR), "warning": levels.count(Severity.WARNING)}
    return ", ".join(many(count, word) for word, count in counts.items() if count) or "kept"


def _soundness(verdicts: Iterable[Verdict]) -> str:
    outcomes = {verdict.outcome for verdict in verdicts}
    if Outcome.BROKEN in outcomes:
        return "not sound"
    return "not decided" if Outcome.NOT_DECIDED in outcomes else "sound"


def _invariants(verdicts: Iterable[Verdict]) -> str:
    words = {
        Outcome.PROVED: "proved",
        Outcome.GUARDED: "kept while cases run",
        Outcome.BROKEN: "broken",
        Outcome.REFUSED: "cannot be judged",
        Outcome.NOT_DECIDED: "not decided",
    }
    outcomes = [verdict.outcome for verdict in verdicts]
    return ", ".join(f"{outcomes.count(outcome)} {word}" for outcome, word in words.items() if outcome in outcomes) or "none"


def _show_problem(problem: Problem) -> None:
    finding = problem.finding
    word, style = ("error", "red") if finding.severity is Severity.ERROR else ("warning", "yellow")
    where = f"{finding.element_id} · " if finding.element_id else ""
    out.print(f"  [{style}]{word}[/] ", end="")
    out.print(f"{where}{finding.message} ({finding.rule})", markup=False)
    for step in problem.told.steps if problem.told else ():
        out.print(f"     {step.number:>2}. {in_words(step)}", markup=False)
    if problem.told and problem.told.here and not any(step.here for step in problem.told.steps):
        out.print(f"     It goes wrong at “{problem.told.here}”", markup=False)
    if problem.remedy:
        out.print(f"     What to do: {problem.remedy}", markup=False)
    for file in problem.pictures:
        out.print(f"     Picture: {file}", markup=False)


def in_words(step: Step) -> str:
    """Return a step of a way as one line."""
    parts = [step.name + (f", {step.who}" if step.who else "")]
    parts += [f"{answer.question}: {answer.said}" for answer in step.answers]
    parts += [words for words in (step.happens, f"→ {step.chosen}" if step.chosen else "") if words]
    return "; ".join(parts) + ("  ← here" if step.here else "")


def many(count: int, word: str) -> str:
    """Return how many there are, in words."""
    return f"{count} {word}" + ("" if count == 1 else "s")
