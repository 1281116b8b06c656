"""``triangulate token``: a bearer token for the API, made by whoever runs the service."""

from __future__ import annotations

import click

from service.bootstrap import build
from service.cli.output import fail, failing
from service.http.identity import issue_token
from service.settings import Settings

HOUR_S = 3600


@click.command()
@click.argument("person")
@click.option("--hours", default=8, show_default=True, type=click.IntRange(1, 24), help="How long the token is good for.")
def token(person: str, *, hours: int) -> None:
    """Print a bearer token with which a program may use the API as PERSON."""
    with failing():
        services = build(Settings.from_environment())
        try:
            known = services.actor(person) is not None
        finally:
            services.close()
        if not known:
            fail(f"Nobody called {person} works here")
        click.echo(issue_token(person, services.settings.secret_key, hours * HOUR_S))
