"""``triangulate council people``: enters the people of a council, by whoever runs the service."""

from __future__ import annotations

from pathlib import Path

import click

from service.bootstrap import build
from service.cli.output import failing, out
from service.commands import PutPerson
from service.domain.errors import Invalid, NotFound
from service.domain.identity import system_actor
from service.policy.demo import people as people_of
from service.settings import Settings


@click.command()
@click.argument("name")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
def people(name: str, path: Path) -> None:
    """Enter the people of FILE, or change those who are known, in the council NAME.

    FILE is YAML: under ``people`` one each, {id: ann.ask, name: Ann Ask, jobTitle: Asker, email: ann@…, roles: [asker, staff]}, with
    ``active: false`` for somebody who has left. Whom it does not name stays as they are. The audit keeps each change.
    """
    with failing():
        settings = Settings.from_environment()
        found = people_of(path, name)
        services = build(settings)
        try:
            if name not in services.councils():
                raise NotFound(f"There is no council {name} here; there are {', '.join(services.councils())}")
            for place, person in enumerate(found):
                try:
                    services.run(PutPerson(person), system_actor(name))
                except Invalid as error:
                    raise Invalid(f"{person.person_id}: {error}. Of {len(found)} people {place} are entered") from error
        finally:
            services.close()
        out.print(f"{services.pack(name).name}: {len(found)} {'person' if len(found) == 1 else 'people'} entered", markup=False)
