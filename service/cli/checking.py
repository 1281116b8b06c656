"""``triangulate check``: every rule over procedures, before anybody runs them."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli.output import failing, finding_as_json, out, progress, show_findings, show_json
from service.domain.errors import Unfit
from service.domain.findings import Finding, Severity, errors
from service.operations import shipped_operations
from service.policy import checks, scenarios
from service.policy.bundle import Library
from service.policy.checks.page import markdown
from service.policy.targets import Targets, resolve
from service.settings import Settings


def _list_rules(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(markdown(checks.rules()), nl=False)
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
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Check procedures: folders of a council, single diagrams, tables or forms, or a ZIP of a bundle.

    Exits with 1 when an error was found; warnings do not stop anything.
    """
    with failing():
        settings = Settings.from_environment()
        library = Library(settings.processes_dir, settings.forms_dir)
        targets = [resolve(path, library) for path in paths]
        findings = _judge(targets, silent=as_json)
        findings += [finding for path in paths if path.is_dir() for finding in _scenario_findings(path)]
    findings = sorted(
        dict.fromkeys(findings), key=lambda item: (item.file, item.severity is Severity.WARNING, item.element_id or "")
    )
    stopped = bool(errors(findings))
    if as_json:
        show_json({"passed": not stopped, "findings": [finding_as_json(finding) for finding in findings]})
    else:
        show_findings(findings)
        _sum_up(findings, sum(len(target.bundles) for target in targets))
    raise click.exceptions.Exit(int(stopped))


def _judge(targets: list[Targets], *, silent: bool) -> list[Finding]:
    operations, findings = shipped_operations(), [finding for target in targets for finding in target.findings]
    bundles = list(dict.fromkeys(bundle for target in targets for bundle in target.bundles))
    with progress(silent=silent) as bar:
        for bundle in bar.track(bundles, description="Checking"):
            findings += checks.check(bundle, operations)
    return findings


def _scenario_findings(folder: Path) -> list[Finding]:
    found: list[Finding] = []
    for path in scenarios.scenario_files([folder]):
        if "scenarios" not in path.parts:
            continue
        try:
            scenarios.load(path)
        except Unfit as error:
            found += error.findings
    return found


def _sum_up(findings: list[Finding], procedures: int) -> None:
    stopping = len(errors(findings))
    out.print(
        f"\nChecked {_many(procedures, 'procedure')}: {_many(stopping, 'error')}, {_many(len(findings) - stopping, 'warning')}."
    )


def _many(count: int, word: str) -> str:
    return f"{count} {word}" + ("" if count == 1 else "s")
