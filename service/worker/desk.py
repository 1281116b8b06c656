"""Where proposed changes of procedures are judged and go live: the port of the connector ``procedure``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from connectors.procedure import Agreed, Checked, Proposal
from connectors.protocol import BpmnError, Broken
from service.cases.files import USABLE
from service.commands import PublishChange, Runner
from service.domain.bundle import Bundle, Version
from service.domain.errors import Conflict, Invalid, NotAllowed, NotFound, TriangulateError, Unfit
from service.domain.findings import Severity
from service.domain.identity import system_actor
from service.domain.outside import EvidenceStore
from service.domain.ports import UnitOfWork
from service.policy import archive
from service.policy.assurance import Judge
from service.policy.bundle import rebuild
from service.policy.changes import as_text, changes
from service.policy.waiving import name_of, waive, wanted

ZIP = b"PK\x03\x04"


class ChangeDesk:
    """Implements connectors.procedure.Desk. ``runner`` and ``judge`` are set once the service is put together."""

    runner: Runner
    judge: Judge

    def __init__(self, unit_of_work: Callable[..., UnitOfWork], *, evidence: EvidenceStore) -> None:
        self._unit_of_work = unit_of_work
        self._evidence = evidence

    def check(self, proposal: Proposal) -> Checked:
        """Judge the live version with the proposed files in it, as a deployment would. Raises Broken for a document that is not one of
        the case."""
        try:
            live, built = self._built(proposal)
        except (Invalid, NotFound) as error:
            problems = [f"{problem.where}: {problem.message}" for problem in getattr(error, "problems", ())]
            return Checked(findings=[str(error), *problems], passes=False, changes="", content_hash=None)
        if built.content_hash == live.content_hash:
            return Checked(findings=["These files change nothing"], passes=False, changes="", content_hash=built.content_hash)
        judgement = self.judge(built)
        told = as_text(changes(live, built))
        try:
            waived, left = waive(judgement.errors, wanted(judgement.errors, proposal.waivers))
        except Invalid as error:
            wrong = [f"{problem.where}: {problem.message}" for problem in error.problems]
            return Checked(findings=wrong, passes=False, changes=told, content_hash=built.content_hash)
        let_through = {one.finding for one in waived}
        findings = [
            f"{_weight(finding.severity, let_through=finding in let_through)} {name_of(finding)}: {finding.message}"
            for finding in judgement.findings
        ]
        return Checked(findings=findings, passes=not left, changes=told, content_hash=built.content_hash)

    def publish(self, proposal: Proposal, agreed: Agreed) -> int:
        """Put exactly what was agreed on live, once. Raises as the protocol says."""
        try:
            live, built = self._built(proposal)
            if built.content_hash != agreed.content_hash:
                raise BpmnError("OVERTAKEN", "The procedure has changed since this was checked. Propose it again.")
            command = PublishChange(
                case_id=proposal.case_id,
                bundle=built,
                replaces=live.content_hash,
                proposed_by=agreed.proposed_by,
                approved_by=agreed.approved_by,
                waivers=proposal.waivers,
                waivers_signed_by=agreed.waivers_signed_by,
                note=agreed.note,
            )
            version: Version = self.runner.run(command, system_actor(proposal.council))
        except Unfit as error:
            raise BpmnError("NOT_FIT", f"{error}: {' '.join(finding.message for finding in error.findings)}") from error
        except Conflict as error:
            raise BpmnError("OVERTAKEN", str(error)) from error
        except (Invalid, NotAllowed, NotFound) as error:
            raise Broken(str(error)) from error
        return version.number

    def _built(self, proposal: Proposal) -> tuple[Bundle, Bundle]:
        """Return the live version and what it would become. Raises Invalid, NotFound, Broken."""
        files = self._files(proposal)
        with self._unit_of_work(read_only=True) as unit:
            live = unit.versions.bundle(unit.versions.live(proposal.council, proposal.procedure).version_id)
        return live, rebuild(live, files)

    def _files(self, proposal: Proposal) -> Mapping[str, bytes]:
        try:
            with self._unit_of_work(read_only=True) as unit:
                document = unit.documents.get(proposal.document_id)
            if document.case_id != proposal.case_id or document.evidential_status != USABLE:
                raise Broken("The proposed files are not a document of this case that may be used")
            content = self._evidence.get(proposal.document_id)
        except TriangulateError as error:
            raise Broken("The proposed files do not exist or were changed") from error
        return archive.unpack(content) if content.startswith(ZIP) else {PurePosixPath(document.name).name: content}


def _weight(severity: Severity, *, let_through: bool) -> str:
    if severity is not Severity.ERROR:
        return "Look:"
    return "Let through:" if let_through else "Stops:"
