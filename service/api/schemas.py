"""What goes over the wire, field by field. Bodies are strict; answers show what the queries' views say, in their words."""

from __future__ import annotations

import json
from typing import Any

from flask_smorest.fields import Upload
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from service.queries.views import CaseState, TaskPage

# ---- bodies and addresses -------------------------------------------------------------------------------------------


def _answers(**more: Any) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(), metadata={"description": "Answers by field of the form; files by document id."}, **more
    )


class StartSchema(Schema):
    """Start a case."""

    procedure_id = fields.String(required=True, validate=validate.Length(1, 200))
    answers = _answers(load_default=dict)


class AnswersSchema(Schema):
    """Complete a task; a task without form takes no answers."""

    answers = _answers(load_default=dict)


class DraftSchema(Schema):
    """Save answers that are not complete yet."""

    answers = _answers(required=True)


class MessageSchema(Schema):
    """A message or signal: to one subscription of the case page, or by its name as other systems send it."""

    subscription_id = fields.String(validate=validate.Length(1, 200))
    name = fields.String(validate=validate.Length(1, 200))
    kind = fields.String(load_default="message", validate=validate.OneOf(["message", "signal"]))
    key = fields.String(metadata={"description": "Correlation key."})
    payload = fields.Dict(keys=fields.String(), load_default=dict)

    @validates_schema
    def _one_way(self, data: dict[str, Any], **_: Any) -> None:
        if ("subscription_id" in data) == ("name" in data):
            raise ValidationError("Give either subscription_id or name")


class FileSchema(Schema):
    """A file for a file field of the task's form, as multipart/form-data."""

    file = Upload(required=True)


class CasesQuerySchema(Schema):
    """Which cases to list."""

    state = fields.String(load_default="", validate=validate.OneOf(["", *CaseState]))
    procedure = fields.String(load_default="")
    search = fields.String(load_default="", validate=validate.Length(max=200))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))


class InboxQuerySchema(Schema):
    """Which tasks to list, in which order."""

    tab = fields.String(load_default="mine", validate=validate.OneOf(["mine", "team", "waiting"]))
    search = fields.String(load_default="", validate=validate.Length(max=200))
    due = fields.String(load_default="any", validate=validate.OneOf(["any", "late", "soon"]))
    procedure = fields.String(load_default="")
    sort = fields.String(load_default="due", validate=validate.OneOf(["due", "task", "case", "from"]))
    descending = fields.Boolean(load_default=False)
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))


# ---- answers --------------------------------------------------------------------------------------------------------


class NumberSchema(Schema):
    """The case that a command was about."""

    number = fields.String(metadata={"description": "Request number."})


class ReachedSchema(Schema):
    """How far a message got."""

    number = fields.String()
    reached = fields.Integer(metadata={"description": "How many subscriptions took it."})


class CaseRowSchema(Schema):
    """One line of a list of cases."""

    number = fields.String()
    reference = fields.String()
    title = fields.String()
    procedure_id = fields.String()
    procedure_name = fields.String()
    version = fields.Integer()
    state = fields.Enum(CaseState, by_value=True)
    stands_at = fields.String()
    with_whom = fields.String()
    started_at = fields.AwareDateTime()
    started_by = fields.String()
    ended_at = fields.AwareDateTime(allow_none=True)
    due_at = fields.AwareDateTime(allow_none=True)
    incidents = fields.Integer()


class TaskRowSchema(Schema):
    """One line of an inbox."""

    task_id = fields.String()
    name = fields.String()
    case_number = fields.String()
    case_reference = fields.String()
    procedure_name = fields.String()
    summary = fields.String()
    sent_by = fields.String()
    opened_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime(allow_none=True)
    assignee = fields.String(allow_none=True)
    mine = fields.Boolean()
    urgent = fields.Boolean()
    flagged = fields.Boolean()


class InboxSchema(Schema):
    """A page of an inbox."""

    tab = fields.String()
    rows = fields.List(fields.Nested(TaskRowSchema))
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    total = fields.Integer()
    page = fields.Integer()
    pages = fields.Integer()


class EventRowSchema(Schema):
    """One line of a case's history."""

    at = fields.AwareDateTime()
    title = fields.String()
    by = fields.String()
    element_id = fields.String(allow_none=True)
    what = fields.String()
    detail = fields.String()
    rules = fields.List(fields.String())
    rule_of = fields.String()
    answers = fields.List(fields.List(fields.String()), metadata={"description": "Question and answer in words."})


class StepRowSchema(Schema):
    """One element of the procedure and how far it is."""

    element_id = fields.String()
    name = fields.String()
    who = fields.String()
    state = fields.String()
    note = fields.String()
    then = fields.String()
    parent = fields.String(allow_none=True)
    kind = fields.String()


class DocumentRowSchema(Schema):
    """A file of the case."""

    document_id = fields.String()
    name = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    sha256 = fields.String()
    custody = fields.List(fields.String())


class ActionRowSchema(Schema):
    """A message or signal that may be sent to the case now."""

    subscription_id = fields.String()
    label = fields.String()
    name = fields.String()
    kind = fields.String()


class CasePageSchema(Schema):
    """Everything about a case that the reader may see."""

    case = fields.Nested(CaseRowSchema, attribute="row")
    next_words = fields.String()
    outcome = fields.String()
    parent_number = fields.String(allow_none=True)
    tasks = fields.List(fields.Nested(TaskRowSchema))
    stages = fields.List(fields.Nested(StepRowSchema))
    steps = fields.List(fields.Nested(StepRowSchema))
    history = fields.List(fields.Nested(EventRowSchema))
    documents = fields.List(fields.Nested(DocumentRowSchema))
    actions = fields.List(fields.Nested(ActionRowSchema))
    children = fields.List(fields.Nested(CaseRowSchema))


def _form_of(page: TaskPage) -> Any:
    return None if page.form is None else json.loads(page.form)


class TaskPageSchema(Schema):
    """A task with its form (form-js JSON), what was saved, and whether the reader may complete it."""

    task = fields.Nested(TaskRowSchema, attribute="row")
    element_id = fields.String()
    version_id = fields.String()
    form_id = fields.String(allow_none=True)
    form = fields.Function(_form_of, metadata={"type": ["object", "null"]})
    draft = fields.Dict(keys=fields.String(), allow_none=True)
    guidance = fields.String()
    may_complete = fields.Boolean()
    refusal = fields.String()
    refusal_rule = fields.String()


class ProcedureRowSchema(Schema):
    """A procedure that the reader may start."""

    procedure_id = fields.String()
    name = fields.String()
    summary = fields.String()
    version = fields.Integer()


class ProblemItemSchema(Schema):
    """One thing wrong with what was sent."""

    where = fields.String(metadata={"description": "Path of the field, empty for the whole."})
    message = fields.String()


class ProblemSchema(Schema):
    """RFC 9457. 403 has ``rule``, 409 has ``by`` and ``at``, 422 has ``problems``."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    rule = fields.String()
    by = fields.String(allow_none=True)
    at = fields.AwareDateTime(allow_none=True)
    problems = fields.List(fields.Nested(ProblemItemSchema))
    reference = fields.String()
