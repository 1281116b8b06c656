"""``triangulate deploy --propose``: what was checked is proposed for a second person to approve, instead of going live."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from service.bootstrap import Services
from service.commands import DeployVersion, ProposeChange
from service.domain.calendar import LONDON
from service.domain.errors import Unfit
from service.domain.findings import errors
from service.domain.identity import Actor


def propose_all(
    services: Services, wishes: Iterable[tuple[DeployVersion, Actor]], *, day: date | None
) -> Iterator[tuple[str, str]]:
    """Propose each changed procedure, from a day on or from today; yield its id and the number of its case.

    Raises: Unfit when a scenario fails, for the service does not play them again; whatever proposing raises.
    """
    for wish, actor in wishes:
        failed = errors(wish.also)
        if failed:
            raise Unfit(f"{len(failed)} scenarios fail", findings=failed)
        bundle = wish.bundle
        with services.database.unit_of_work(read_only=True) as unit:
            live = unit.versions.bundle(unit.versions.live(bundle.council, bundle.procedure_id).version_id)
        files = {path: content for path, content in bundle.files.items() if live.files.get(path) != content}
        if not files:
            continue
        proposal = ProposeChange(
            procedure_id=bundle.procedure_id,
            files=files,
            note=wish.note,
            effective_on=day or services.clock.now().astimezone(LONDON).date(),
            waivers=wish.waivers,
        )
        yield bundle.procedure_id, str(services.run(proposal, actor))
