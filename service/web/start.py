"""Start a request: what may be started, and the form that starts it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from service import form_schemas
from service.commands.save_start_draft import SaveStartDraft
from service.commands.start_case import StartCase
from service.domain.errors import Invalid, NotFound
from service.http.access import Rule, open_to
from service.http.identity import current_actor
from service.http.services import services
from service.queries.start_page import start_page
from service.queries.startable import startable
from service.queries.views import TaskPage
from service.web.answering import Sheet, Shown, open_check, open_part, open_sheet, people_of, send_check, send_part, send_sheet

pages = Blueprint("start", __name__, url_prefix="/start")


def send_words(found: TaskPage) -> str:
    """Return what the button says: what the procedure says its start is called, else plain words; a name alone says nothing of doing."""
    return found.row.name if found.row.name != found.row.procedure_name else "Start this request"


def sheet_of(procedure_id: str, found: TaskPage) -> Sheet:
    """Return the start form, ready to be answered. Raises NotFound when the procedure has none."""
    if found.form is None:
        raise NotFound("There is no such page")
    actor = current_actor()

    def keep_file(name: str, content: bytes, media_type: str) -> str:
        raise Invalid("Add files after the request has started.")

    def save(answers: Any) -> None:
        services().run(SaveStartDraft(procedure_id=procedure_id, answers=answers), actor)

    def complete(answers: Any) -> str:
        return str(services().run(StartCase(procedure_id=procedure_id, answers=answers), actor))

    def address(key: str) -> str:
        return (
            url_for("start.part", procedure_id=procedure_id, key=key)
            if key
            else url_for("start.begin", procedure_id=procedure_id)
        )

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
        done_words="The request has started.",
        template="start_form.html",
        extra={
            "found": found,
            "row": found.row,
            "number": None,
            "caption": found.row.procedure_name,
            "send_words": send_words(found),
        },
    )


def asked(procedure_id: str) -> TaskPage:
    """Return the start page. Raises NotAllowed when the reader may not start this procedure."""
    return services().query(start_page, current_actor(), procedure_id=procedure_id)


@pages.get("")
@open_to(Rule.SIGNED_IN)
def choose() -> str:
    """Show what the reader may start."""
    return render_template("start.html", procedures=services().query(startable, current_actor()))


@pages.get("/<procedure_id>")
@open_to(Rule.SIGNED_IN)
def begin(procedure_id: str) -> Shown:
    """Show the start form."""
    found = asked(procedure_id)
    if found.form is None:
        return render_template(
            "start_form.html",
            sheet=None,
            page=None,
            pages=(),
            found=found,
            row=found.row,
            caption=found.row.procedure_name,
            number=None,
            send_words=send_words(found),
        )
    return open_sheet(sheet_of(procedure_id, found))


@pages.post("/<procedure_id>")
@open_to(Rule.SIGNED_IN)
def send(procedure_id: str) -> Shown:
    """Start a case."""
    found = asked(procedure_id)
    if found.form is None:
        number = services().run(StartCase(procedure_id=procedure_id), current_actor())
        flash("The request has started.")
        return redirect(url_for("cases.case", number=number), 303)
    return send_sheet(sheet_of(procedure_id, found))


@pages.get("/<procedure_id>/<key>")
@open_to(Rule.SIGNED_IN)
def part(procedure_id: str, key: str) -> Shown:
    """Show one page of a long start form, or its last look."""
    sheet = sheet_of(procedure_id, asked(procedure_id))
    return open_check(sheet) if key == "check" else open_part(sheet, key)


@pages.post("/<procedure_id>/<key>")
@open_to(Rule.SIGNED_IN)
def send_one(procedure_id: str, key: str) -> Shown:
    """Take one page of a long start form, or start the case from its last look."""
    sheet = sheet_of(procedure_id, asked(procedure_id))
    return send_check(sheet) if key == "check" else send_part(sheet, key)
