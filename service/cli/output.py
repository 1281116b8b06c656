"""How the command line speaks: findings as a table of sentences, errors as one, machine-readable where asked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from service.domain.errors import Invalid, TriangulateError, Unfit
from service.domain.findings import Finding, Severity
from service.settings import BadSettings

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def failing() -> Iterator[None]:
    """Turn every error that a person can do something about into a sentence and exit status 1."""
    try:
        yield
    except Unfit as error:
        show_findings(error.findings, console=err)
        fail(str(error))
    except Invalid as error:
        for problem in error.problems:
            err.print(f"{problem.where}: {problem.message}", markup=False)
        fail(str(error))
    except (TriangulateError, BadSettings) as error:
        fail(str(error))
    except FileNotFoundError as error:
        fail(f"There is no {error.filename or error}")
    except PermissionError as error:
        fail(f"{error.filename} may not be read or written")
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))


def fail(message: str) -> NoReturn:
    """Say what is wrong on standard error and end with status 1."""
    err.print("[bold red]Error:[/] ", end="")
    err.print(message, markup=False)
    raise click.exceptions.Exit(1) if click.get_current_context(silent=True) else SystemExit(1)


def show_json(value: Any) -> None:
    """Print a value as JSON and nothing else."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def finding_as_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain values."""
    return {**asdict(finding), "severity": finding.severity.value}


def show_findings(findings: Sequence[Finding], *, console: Console = out) -> None:
    """Print findings by file, each with its element, sentence and rule."""
    file = None
    for finding in findings:
        if finding.file != file:
            file = finding.file
            console.print(f"\n{file}", style="bold", markup=False)
        word, style = ("error", "red") if finding.severity is Severity.ERROR else ("warning", "yellow")
        where = f"{finding.element_id} · " if finding.element_id else ""
        console.print(f"  [{style}]{word}[/] ", end="")
        console.print(f"{where}{finding.message} ({finding.rule})", markup=False)


def progress(*, silent: bool) -> Progress:
    """Return a progress bar on standard error; none where output is read by a machine."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=err, transient=True, disable=silent or not err.is_terminal)
