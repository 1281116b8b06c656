"""What connectors are given of the service: who may be written to, which documents may be filed, where made ones are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import NAMESPACE_URL, uuid5

from connectors.case import Case
from connectors.case_record import CaseRecord, Filed, Record
from connectors.documents import Documents
from connectors.email import Email, Letter, Recipient
from connectors.procedure import Procedure
from connectors.protocol import Broken, Call, Connector
from connectors.register import Register
from connectors.surveys import Survey
from service.authz.roles import granting
from service.cases.files import USABLE
from service.commands import KeepDocument, Runner
from service.domain.errors import NotFound, TriangulateError
from service.domain.identity import Person, system_actor
from service.domain.outside import EvidenceStore
from service.domain.pack import Pack
from service.domain.ports import UnitOfWork
from service.worker.desk import ChangeDesk
from service.worker.invitations import SurveyInvitations
from service.worker.press import Press


class World:
    """The ports of the connectors over a unit of work each. ``runner`` is set once the service is put together."""

    runner: Runner

    def __init__(self, unit_of_work: Callable[..., UnitOfWork], *, evidence: EvidenceStore, pack: Callable[[str], Pack]) -> None:
        self._unit_of_work = unit_of_work
        self._evidence = evidence
        self._pack = pack
        self.desk = ChangeDesk(unit_of_work, evidence=evidence)

    def connectors(self, *, record: Record, deliver: Callable[[Letter, Call], None], base_url: str) -> tuple[Connector, ...]:
        """Return every connector that is shipped."""
        return (
            Email(recipients=self.recipients, deliver=deliver, fetch=self.fetch, base_url=base_url),
            CaseRecord(record, fetch=self.fetch),
            Documents(self.keep, Press(self._unit_of_work, pack=self._pack)),
            Register(),
            Case(),
            Procedure(self.desk),
            Survey(
                recipients=self.recipients, invitations=SurveyInvitations(self._unit_of_work), deliver=deliver, base_url=base_url
            ),
        )

    def recipients(self, council: str, *, people: Sequence[str], roles: Sequence[str]) -> Sequence[Recipient]:
        """Return active people by id, then those who hold any of the roles, each once."""
        pack = self._pack(council)
        with self._unit_of_work(read_only=True) as unit:
            found = [person for person_id in people if (person := active(unit, person_id)) is not None]
            if roles:
                found += unit.people.holding(council, frozenset().union(*(granting(pack, role) for role in roles)))
        unique = {person.person_id: Recipient(person.person_id, person.name, person.email) for person in found}
        return tuple(unique.values())

    def fetch(self, case_id: str, document_id: str) -> Filed:
        """Return a document of a case. Raises: Broken for an unknown one, another case's, or one that may not be used."""
        try:
            with self._unit_of_work(read_only=True) as unit:
                document = unit.documents.get(document_id)
            if document.case_id != case_id or document.evidential_status != USABLE:
                raise Broken("A document to be filed or sent is not one of this case that may be used")
            return Filed(document.name, self._evidence.get(document_id))
        except TriangulateError as error:
            raise Broken("A document to be filed or sent does not exist or was changed") from error

    def keep(self, case_id: str, *, council: str, key: str, name: str, media_type: str, content: bytes) -> str:
        """Keep a made document under an id that follows from the call's key, and return the id."""
        document_id = str(uuid5(NAMESPACE_URL, f"document:{key}"))
        command = KeepDocument(case_id=case_id, document_id=document_id, name=name, content=content, media_type=media_type)
        self.runner.run(command, system_actor(council))
        return document_id


def active(unit: UnitOfWork, person_id: str) -> Person | None:
    """Return a person who can still sign in, or None."""
    try:
        person = unit.people.get(person_id)
    except NotFound:
        return None
    return person if person.active else None
