"""``triangulate check``: rules, soundness, invariants and scenarios of procedures, before anybody runs them."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.examining import Examined, examine
from service.cli.output import failing, finding_as_json, show_json
from service.cli.sarif import write_sarif
from service.cli.summing_up import Problem, problems_of, show, split, standing
from service.policy.assurance import Judgement
from service.policy.bundle import Library
from service.policy.checks import rules
from service.policy.checks.page import markdown
from service.policy.targets import resolve
from service.policy.telling import as_data, tell
from service.policy.waiving import name_of
from service.settings import Settings


def _list_rules(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(markdown(rules()), nl=False)
        context.exit()


@click.command()
@click.option(
    "--rules",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_rules,
    help="Print every rule with its severity and what to do, as Markdown.",
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.option(
    "--sarif", type=click.Path(path_type=Path, allow_dash=True), help="File for findings as SARIF 2.1.0; - prints them."
)
@click.option("--pictures", type=click.Path(path_type=Path, file_okay=False), help="Folder for diagrams with each way marked.")
@click.option("--no-scenarios", is_flag=True, help="Play no scenario.")
@click.option("--no-proofs", is_flag=True, help="Prove nothing: rules and scenarios only.")
def check(
    paths: tuple[Path, ...],
    *,
    as_json: bool,
    sarif: Path | None,
    pictures: Path | None,
    no_scenarios: bool,
    no_proofs: bool,
) -> None:
    """Check procedures: folders of a council, single diagrams, tables or forms, or a ZIP of a bundle.

    Rules come first, then whether every case can end well, then the invariants of the policy, then the scenarios that concern the
    procedures. Exits with 1 when an error was found; warnings do not stop anything.
    """
    silent = as_json or str(sarif) == "-"
    with failing():
        settings = Settings.from_environment()
        library = Library(settings.processes_dir, settings.forms_dir)
        targets = [(path, resolve(path, library)) for path in paths]
        examined = examine(targets, settings, proofs=not no_proofs, scenarios=not no_scenarios, silent=silent)
        problems = problems_of(examined, pictures)
        if sarif is not None:
            write_sarif(sarif, examined, problems)
    if as_json:
        show_json(everything(examined, problems))
    elif not silent:
        show(examined, problems)
    raise click.exceptions.Exit(int(not examined.passed))


def everything(examined: Examined, problems: tuple[Problem, ...]) -> dict[str, object]:
    """Return all that was found as plain values."""
    return {
        "passed": examined.passed,
        "procedures": [_procedure(judgement, examined) for judgement in examined.judgements],
        "findings": [_finding(problem) for problem in problems],
        "scenarios": [one.report.as_json() for one in examined.played],
    }


def _procedure(judgement: Judgement, examined: Examined) -> dict[str, object]:
    sound, invariants = split(judgement.verdicts)
    tellable = judgement.description
    return {
        "council": judgement.bundle.council,
        "procedure": judgement.bundle.procedure_id,
        "name": judgement.name,
        "content_hash": judgement.bundle.content_hash,
        "seconds": round(judgement.seconds, 3),
        "standing": standing(judgement, examined),
        **{
            word: [as_data(tell(verdict, judgement.bundle, tellable)) for verdict in verdicts] if tellable else []
            for word, verdicts in (("soundness", sound), ("invariants", invariants))
        },
    }


def _finding(problem: Problem) -> dict[str, object]:
    steps = problem.told.steps if problem.told else ()
    return {
        **finding_as_json(problem.finding),
        "name": name_of(problem.finding),
        "remedy": problem.remedy,
        "path": [step.element_id for step in steps],
        "pictures": [str(file) for file in problem.pictures],
    }
