"""``triangulate handbook``: the procedures of a council as a PDF, from the diagrams as they lie in the folders."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from service.cases.catalogue import entry
from service.cases.catalogue import handbook as made
from service.cases.opened import open_bundle
from service.cli.output import failing, out
from service.domain.errors import NotFound
from service.operations import shipped_operations
from service.policy.assurance import judge
from service.policy.bundle import Library
from service.settings import Settings


@click.command()
@click.option("--council", required=True, help="Whose procedures.")
@click.option("--out", "file", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The PDF to write.")
@click.option("--no-proofs", is_flag=True, help="Prove nothing, and say of no invariant whether it holds.")
def handbook(*, council: str, file: Path, no_proofs: bool) -> None:
    """Write a council's procedures as an accessible PDF: purpose, people, forms, policy and pictures."""
    with failing():
        settings = Settings.from_environment()
        library = Library(settings.processes_dir, settings.forms_dir)
        entries, operations = [], shipped_operations()
        if council not in library.councils():
            raise NotFound(f"There is no council {council!r}; there are {', '.join(library.councils())}")
        for procedure_id in library.procedures(council):
            bundle = library.bundle(council, procedure_id)
            opened = open_bundle(bundle)
            judgement = judge(bundle, operations, proofs=not no_proofs)
            entries.append(entry(opened, judgement.stored(), pack=opened.pack))
        document = made(sorted(entries, key=lambda one: one.name.casefold()), pack=opened.pack, made_at=datetime.now(UTC))
        file.write_bytes(document.content)
    out.print(f"{len(entries)} procedures, {len(document.content) // 1024} kB: {file}")
