"""One task: what is asked, what was said before, the form, and taking it or giving it back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from service import form_schemas
from service.commands.add_document import AddDocument
from service.commands.claim_task import ClaimTask
from service.commands.complete_task import CompleteTask
from service.commands.release_task import ReleaseTask
from service.commands.save_draft import SaveDraft
from service.domain.errors import NotAllowed, NotFound
from service.http.access import Rule, open_to
from service.http.identity import current_actor
from service.http.services import services
from service.queries.task_page import task_page
from service.queries.views import TaskPage
from service.web.answering import Sheet, Shown, open_check, open_part, open_sheet, people_of, send_check, send_part, send_sheet

pages = Blueprint("tasks", __name__, url_prefix="/tasks/<task_id>")


def asked(task_id: str) -> TaskPage:
    """Return the task as the reader may see it. Raises NotFound when it is not theirs to know of."""
    return services().query(task_page, current_actor(), task_id=task_id)


def sheet_of(found: TaskPage) -> Sheet:
    """Return the task's form, ready to be answered. Raises NotFound when the task has none."""
    if found.form is None:
        raise NotFound("There is no such page")
    actor, task_id = current_actor(), found.row.task_id

    def keep_file(name: str, content: bytes, media_type: str) -> str:
        kept = services().run(AddDocument(task_id=task_id, name=name, content=content, media_type=media_type), actor)
        return str(kept.document_id)

    def save(answers: Any) -> None:
        services().run(SaveDraft(task_id=task_id, answers=answers), actor)

    def complete(answers: Any) -> str:
        return str(services().run(CompleteTask(task_id=task_id, answers=answers), actor))

    def address(key: str) -> str:
        return url_for("tasks.part", task_id=task_id, key=key) if key else url_for("tasks.task", task_id=task_id)

    return Sheet(
        name=found.row.name,
        form=form_schemas.load(found.form, file=f"{found.form_id}.form"),
        context=found.context,
        draft=found.draft or {},
        people=people_of(actor),
        address=address,
        save=save,
        complete=complete,
        keep_file=keep_file,
        done_words=f"“{found.row.name}” is done and recorded.",
        template="task.html",
        extra=shown_beside(found),
    )


def shown_beside(found: TaskPage) -> dict[str, Any]:
    """Return what every page of a task shows beside its form."""
    row = found.row
    return {"found": found, "row": row, "number": row.case_number, "caption": f"{row.procedure_name} {row.case_number}"}


def answerable(task_id: str) -> Sheet:
    """Return the sheet of a task that the reader may complete. Raises NotAllowed with the rule that stands against it."""
    found = asked(task_id)
    if not found.may_complete:
        raise NotAllowed(found.refusal or "You cannot do this task.", rule=found.refusal_rule or "task")
    return sheet_of(found)


@pages.get("")
@open_to(Rule.SIGNED_IN)
def task(task_id: str) -> Shown:
    """Show the task."""
    found = asked(task_id)
    if found.form is None or not found.may_complete:
        return render_template("task.html", sheet=None, page=None, pages=(), **shown_beside(found))
    return open_sheet(sheet_of(found))


@pages.post("")
@open_to(Rule.SIGNED_IN)
def send(task_id: str) -> Shown:
    """Take the answers of a short form, or the word that a task without form is done."""
    found = asked(task_id)
    if found.form is None:
        number = services().run(CompleteTask(task_id=task_id), current_actor())
        flash(f"“{found.row.name}” is done and recorded.")
        return redirect(url_for("cases.case", number=number), 303)
    return send_sheet(sheet_of(found))


@pages.get("/<key>")
@open_to(Rule.SIGNED_IN)
def part(task_id: str, key: str) -> Shown:
    """Show one page of a long form, or its last look."""
    sheet = answerable(task_id)
    return open_check(sheet) if key == "check" else open_part(sheet, key)


@pages.post("/<key>")
@open_to(Rule.SIGNED_IN)
def send_one(task_id: str, key: str) -> Shown:
    """Take one page of a long form, or send the whole from its last look."""
    sheet = sheet_of(asked(task_id))
    return send_check(sheet) if key == "check" else send_part(sheet, key)


@pages.post("/claim")
@open_to(Rule.SIGNED_IN)
def claim(task_id: str) -> Response:
    """Take the task."""
    services().run(ClaimTask(task_id=task_id), current_actor())
    flash("This task is yours now.")
    return redirect(url_for("tasks.task", task_id=task_id), 303)


@pages.post("/release")
@open_to(Rule.SIGNED_IN)
def release(task_id: str) -> Response:
    """Give the task back to everybody it is offered to."""
    services().run(ReleaseTask(task_id=task_id), current_actor())
    flash("You have given the task back. Your team can take it.")
    return redirect(url_for("inbox.show"), 303)
