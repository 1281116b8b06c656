"""``triangulate deploy``: checks procedures and makes them live, in a process owner's name."""

from __future__ import annotations

from pathlib import Path

import click

from service.bootstrap import Services, build
from service.cli.output import failing, out, show_json
from service.commands import DeployVersion
from service.domain.bundle import Bundle, Version
from service.domain.errors import NotFound
from service.policy.targets import resolve
from service.settings import Settings


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--as", "person", required=True, help="Who deploys, for instance sol.verne; their role must be allowed to publish.")
@click.option("--note", default="", help="What changes, in a sentence.")
@click.option("--json", "as_json", is_flag=True, help="Print the versions as JSON.")
def deploy(path: Path, *, person: str, note: str, as_json: bool) -> None:
    """Check procedures and make them live for new cases: a folder, a diagram or other file of one, or a ZIP of a bundle.

    Cases in flight stay on their version. The same content as the live version changes nothing.
    """
    with failing():
        services = build(Settings.from_environment())
        try:
            bundles = resolve(path, services.library).bundles
            versions = [_deploy(services, bundle, person, note) for bundle in bundles]
        finally:
            services.close()
    if as_json:
        show_json([_as_json(version) for version in versions])
        return
    for version in versions:
        out.print(f"{version.council}: {version.name} ({version.procedure_id}) is live as version {version.number}", markup=False)


def _deploy(services: Services, bundle: Bundle, person: str, note: str) -> Version:
    actor = services.actor(person, bundle.council)
    if actor is None:
        raise NotFound(f"Nobody called {person} works for {bundle.council}")
    version: Version = services.run(DeployVersion(bundle, note=note), actor)
    return version


def _as_json(version: Version) -> dict[str, object]:
    return {
        "council": version.council,
        "procedure": version.procedure_id,
        "version": version.number,
        "version_id": version.version_id,
        "content_hash": version.content_hash,
        "live": version.live,
    }
