"""``triangulate version``: which release this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version

import click


def release() -> str:
    """Return the installed release, or a word for a tree that is not installed."""
    try:
        return installed_version("triangulate")
    except PackageNotFoundError:
        return "not installed"


@click.command()
def version() -> None:
    """Print the release."""
    click.echo(f"triangulate {release()}")
