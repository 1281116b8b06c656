"""A form that somebody answers, at a task or at the start of a case: drawn, saved as a draft, sent. Long forms have a page a part
and a last look before they are sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service import form_schemas
from service.domain.errors import Conflict, Invalid, NotFound, Problem
from service.domain.identity import Actor
from service.form_schemas import DrawnPage, Form
from service.http.services import services

ROW_CONTROL = re.compile(r"(\w+)-(\d+)-(\w+)\Z")

Answers = Mapping[str, Any]
Shown = str | tuple[str, int] | Response


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is to be answered and what happens with the answers. ``address`` gives the address of a page key, of ``check`` and,
    for '', of the whole; ``complete`` answers with the case's number; ``extra`` goes to the templates."""

    name: str
    form: Form
    context: Mapping[str, Any]
    draft: Answers
    people: Any
    address: Callable[[str], str]
    save: Callable[[Answers], None]
    complete: Callable[[Answers], str]
    keep_file: Callable[[str, bytes, str], str]
    done_words: str
    template: str
    extra: Mapping[str, Any]

    def draw(self, answers: Answers, problems: Sequence[Problem] = ()) -> tuple[DrawnPage, ...]:
        """Return the form's pages with these answers in them."""
        return form_schemas.draw(self.form, answers, self.context, self.people, problems=problems)

    def change_address(self, key: str) -> str:
        """Return the address of a page from which sending leads back to the last look."""
        return f"{self.address(key)}?back=check"

    def page_after(self, key: str) -> str:
        """Return the key of the page that follows, ``check`` after the last."""
        keys = [page.key for page in self.form.pages]
        following = keys.index(key) + 1
        return keys[following] if following < len(keys) else "check"


def open_sheet(sheet: Sheet) -> Shown:
    """Show the whole form, or the list of its parts when it is long."""
    pages = sheet.draw(sheet.draft)
    return render_template(sheet.template, sheet=sheet, pages=pages, page=None if sheet.form.long else pages[0], **sheet.extra)


def send_sheet(sheet: Sheet) -> Shown:
    """Take what was posted to a short form: a row added or removed, a draft, or the answers."""
    answers, problems = posted_answers(sheet, None)
    if not problems and (moved := save_or_rearrange(sheet, answers, "")):
        return moved
    return complete(sheet, answers, problems, lambda found: short_again(sheet, answers, found))


def short_again(sheet: Sheet, answers: Answers, problems: Sequence[Problem]) -> Shown:
    """Show a short form again, with what was typed and what is wrong."""
    pages = sheet.draw(answers, problems)
    return render_template(sheet.template, sheet=sheet, pages=pages, page=pages[0], **sheet.extra), 422


def open_part(sheet: Sheet, key: str, answers: Answers | None = None, problems: Sequence[Problem] = ()) -> Shown:
    """Show one page of a long form. Raises NotFound when it has no such page."""
    pages = sheet.draw(sheet.draft if answers is None else answers, problems)
    page = next((page for page in pages if page.key == key), None)
    if page is None or not sheet.form.long:
        raise NotFound("There is no such page")
    shown = render_template("part.html", sheet=sheet, page=page, place=pages.index(page) + 1, total=len(pages), **sheet.extra)
    return (shown, 422) if problems else shown


def send_part(sheet: Sheet, key: str) -> Shown:
    """Take one page of a long form: keep it as a draft in any case, go on when it is right."""
    if not sheet.form.long or sheet.form.page(key) is None:
        raise NotFound("There is no such page")
    given, problems = posted_answers(sheet, key)
    answers = {**sheet.draft, **given}
    if not problems and (moved := save_or_rearrange(sheet, answers, key)):
        return moved
    sheet.save(answers)
    try:
        if problems:
            raise Invalid("There is a problem", problems=problems)
        form_schemas.validate(sheet.form, answers, sheet.context, sheet.people, page=key)
    except Invalid as error:
        return open_part(sheet, key, answers, error.problems)
    following = "check" if request.args.get("back") == "check" else sheet.page_after(key)
    return redirect(sheet.address(following), 303)


def open_check(sheet: Sheet, problems: Sequence[Problem] = ()) -> Shown:
    """Show all answers of a long form before they are sent."""
    if not sheet.form.long:
        raise NotFound("There is no such page")
    shown = render_template("check.html", sheet=sheet, pages=sheet.draw(sheet.draft, problems), **sheet.extra)
    return (shown, 422) if problems else shown


def send_check(sheet: Sheet) -> Shown:
    """Send the saved answers of a long form."""
    return complete(sheet, sheet.draft, (), lambda found: open_check(sheet, found))


def complete(sheet: Sheet, answers: Answers, problems: Sequence[Problem], again: Callable[[Sequence[Problem]], Shown]) -> Shown:
    """Send the answers and go to the case; on a problem show the form ``again``, on a conflict who was faster."""
    if problems:
        return again(problems)
    try:
        number = sheet.complete(answers)
    except Conflict as conflict:
        return conflict_page(sheet, answers, conflict)
    except Invalid as error:
        return again(error.problems or (Problem("", str(error)),))
    flash(sheet.done_words)
    return redirect(url_for("cases.case", number=number), 303)


def conflict_page(sheet: Sheet, answers: Answers, conflict: Conflict) -> Shown:
    """Say who was faster and give back what was typed, in words."""
    words = form_schemas.answers_in_words(sheet.form, answers, people=sheet.people, context=sheet.context)
    typed = [(question, said) for question, said in words if said]
    number = sheet.extra.get("number")
    return render_template("problems/409.html", error=conflict, typed=typed, name=sheet.name, case_number=number), 409


def save_or_rearrange(sheet: Sheet, answers: Answers, key: str) -> Shown | None:
    """Do what the button asks beside sending: add or remove a row, or keep a draft. None when it asks to send."""
    action = request.form.get("_action", "submit")
    arranged = form_schemas.rearrange(sheet.form, answers, action)
    if arranged is not None:
        sheet.save(arranged)
        return redirect(f"{sheet.address(key)}#{arranged_at(action, arranged)}", 303)
    if action == "draft":
        sheet.save(answers)
        flash("Your answers are saved. Nobody else sees them until you send them.")
        return redirect(sheet.address("") if sheet.form.long else url_for("inbox.show"), 303)
    return None


def arranged_at(action: str, arranged: Answers) -> str:
    """Return where on the page the reader goes on: at the last row when they added one, else at the group."""
    what, name = action.split(":")[:2]
    return f"{name}-row-{len(arranged[name]) - 1}" if what == "add" else name


def posted_answers(sheet: Sheet, key: str | None) -> tuple[Answers, Sequence[Problem]]:
    """Return what was posted, files kept in the case first, and what was wrong with the files."""
    uploaded: dict[str, str] = {}
    problems: list[Problem] = []
    for name in form_schemas.file_names(sheet.form, request.files):
        file = request.files.get(name)
        if file is None or not file.filename:
            continue
        content = file.read()
        if refusal := form_schemas.refuse_upload(sheet.form, name, file_name=file.filename, size=len(content)):
            problems.append(Problem(path_of(name), refusal))
            continue
        try:
            uploaded[name] = sheet.keep_file(file.filename, content, file.mimetype or "application/octet-stream")
        except Invalid as error:
            problems.append(Problem(path_of(name), str(error)))
    return form_schemas.read_post(sheet.form, request.form, page=key, uploaded=uploaded), problems


def path_of(name: str) -> str:
    """Return the path of a field by the name of its control: ``documents-0-file`` is ``documents[0].file``."""
    return ROW_CONTROL.sub(r"\1[\2].\3", name)


def people_of(actor: Actor) -> Any:
    """Return who may be picked in the forms of an actor's council."""
    return services().directory(actor.council)
