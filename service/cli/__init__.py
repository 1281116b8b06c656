"""The command ``triangulate``. A person's mistake ends with a sentence and status 1, never with a stack trace."""

from __future__ import annotations

import logging
import sys

import click
import structlog

from service.cli.auditing import audit
from service.cli.booking import handbook
from service.cli.checking import check
from service.cli.councils import council
from service.cli.deploying import deploy
from service.cli.output import failing
from service.cli.rehearsals import scenarios
from service.cli.serving import serve, worker
from service.cli.tokens import token
from service.cli.versions import version


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
def commands() -> None:
    """Runs councils' procedures for authorised social-media checks from BPMN diagrams."""


for command in (serve, worker, deploy, check, council, audit, scenarios, handbook, version, token):
    commands.add_command(command)


def main() -> None:
    """Run the command line: the entry point of the distribution."""
    quiet_logs()
    with failing():
        commands(prog_name="triangulate")


def quiet_logs() -> None:
    """Let the sentences of the service stay out of what a person reads; ``serve`` and ``worker`` switch them on."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
