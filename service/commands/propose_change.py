"""Propose a change of a procedure: a case of the council's procedure for changes begins with the changed files as its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from service.authz.permissions import Matter, Permission, require
from service.commands.complete_task import VERB as COMPLETE
from service.commands.complete_task import CompleteTask
from service.commands.gate import Context, Verb, nothing
from service.commands.keeping import keep
from service.commands.start_case import VERB as START
from service.commands.start_case import StartCase
from service.commands.tasks import open_tasks
from service.domain.bundle import Bundle
from service.domain.errors import Invalid
from service.domain.records import CaseRecord, TaskRecord
from service.form_schemas import Kind
from service.policy import archive

PROCEDURE = "publishingProcedure"
"""The parameter of a council's pack that names its procedure for changes. Its start form asks for ``changedProcedure``; its first task
asks for one file, ``note``, ``effectiveOn`` and ``waivers`` (rows of ``finding`` and ``reason``)."""
CHANGED, NOTE, EFFECTIVE, WAIVERS = "changedProcedure", "note", "effectiveOn", "waivers"


@dataclass(frozen=True, kw_only=True)
class ProposeChange:
    """Propose these changed files for a procedure, from a day on. ``waivers`` give a reason for each finding that is to be let
    through. Answers with the request number."""

    procedure_id: str
    files: Mapping[str, bytes] = field(hash=False)
    note: str
    effective_on: date
    waivers: Mapping[str, str] = field(default_factory=dict, hash=False)


def handle(request: ProposeChange, matter: Matter, context: Context) -> str:
    """Raises: Invalid when the council has no procedure for changes or what is said cannot be used; NotFound for a procedure that is
    not live; NotAllowed for somebody who may not begin a change."""
    procedure_id = str(context.who.pack.parameters.get(PROCEDURE) or "")
    if not procedure_id:
        raise Invalid("This council has no procedure for changes")
    context.live(request.procedure_id)
    begin = StartCase(procedure_id=procedure_id, answers={CHANGED: request.procedure_id})
    may_start = START.load(begin, context)
    require(Permission.START_CASE, context.who, may_start)
    case = context.unit.cases.get(START.handle(begin, may_start, context), context.council)
    context.watches.pop(case.case_id, None)
    task = _first_task(case, context)
    answers = {
        _file_key(task, case, context): _kept(request, case, context),
        NOTE: request.note,
        EFFECTIVE: request.effective_on.isoformat(),
        WAIVERS: [{"finding": name, "reason": reason} for name, reason in request.waivers.items()],
    }
    propose = CompleteTask(task.task_id, answers)
    return str(COMPLETE.handle(propose, COMPLETE.load(propose, context), context))


def _first_task(case: CaseRecord, context: Context) -> TaskRecord:
    tasks = open_tasks(context.unit, case)
    if len(tasks) != 1:
        raise Invalid("The council's procedure for changes does not begin with a task that takes the changed files")
    return tasks[0]


def _file_key(task: TaskRecord, case: CaseRecord, context: Context) -> str:
    fields = context.opened(case.version_id).form(task.form_id or "").fields
    key = next((one.key for one in fields if one.kind is Kind.FILE), None)
    if key is None:
        raise Invalid("The council's procedure for changes does not ask for the changed files")
    return key


def _kept(request: ProposeChange, case: CaseRecord, context: Context) -> str:
    carried = Bundle(council=case.council, procedure_id=request.procedure_id, files=request.files)
    kept = keep(
        context,
        case,
        document_id=str(uuid4()),
        name=f"{request.procedure_id}.zip",
        media_type="application/zip",
        content=archive.pack(carried),
        why="Proposed",
    )
    return kept.document_id


VERB = Verb(request=ProposeChange, permission=Permission.PUBLISH, audit="change_proposed", load=nothing, handle=handle)
