"""Cases for those who work on them: the list, one case from every side, and what may be done to it beside its tasks."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from service.commands.raise_event import RaiseEvent
from service.domain.errors import Invalid, NotFound, Problem
from service.http.access import Rule, open_to
from service.http.identity import current_actor
from service.http.services import services
from service.queries.case_diagrams import case_diagrams
from service.queries.case_page import case_page
from service.queries.cases import cases
from service.queries.own_answers import own_answers, sent
from service.queries.views import ActionRow, CasePage, StepRow
from service.web.diagrams import case_marks, drawing_of, drawings, send_drawing, standing

pages = Blueprint("cases", __name__, url_prefix="/cases")

STATES = {"": "All", "running": "Running", "paused": "Paused", "ended": "Ended"}
LONGEST_REASON = 4000


def asked(number: str) -> CasePage:
    """Return the case. Raises NotFound when it does not exist or is not the reader's to know of."""
    return services().query(case_page, current_actor(), number=number, content=True)


@pages.get("")
@open_to(Rule.SIGNED_IN)
def listed() -> str:
    """List the cases the reader is in, newest first; and, unless they look for something, what they sent that is hidden from them now."""
    state, search = request.args.get("state", ""), request.args.get("q", "").strip()[:200]
    state = state if state in STATES else ""
    rows = services().query(cases, current_actor(), state=state, search=search, content=True)
    tabs = [(words, url_for("cases.listed", state=key or None, q=search or None), key == state) for key, words in STATES.items()]
    gone = () if state or search else services().query(sent, current_actor())
    return render_template("cases.html", rows=rows, tabs=tabs, state=state, search=search, sent=gone)


@pages.get("/<number>")
@open_to(Rule.SIGNED_IN)
def case(number: str) -> str | tuple[str, int]:
    """Show where the case stands, its history, documents and readers; to whom it is hidden from, their own answers. A link from an e-mail
    names its council: two may have the number, and a reader of both must not take one case for the other."""
    meant = request.args.get("council", current_actor().council)
    if meant != current_actor().council:
        if meant not in services().councils():
            raise NotFound("There is no such case")
        return render_template("other_council.html", meant=services().pack(meant).name), 404
    try:
        found = asked(number)
    except NotFound:
        return render_template("own_answers.html", found=services().query(own_answers, current_actor(), number=number))
    files = drawings(services().query(case_diagrams, current_actor(), number=number))
    decisions_only, oldest_first = request.args.get("history") == "decisions", request.args.get("order") == "oldest"
    history = [event for event in found.history if not decisions_only or event.rules or event.what == "decision"]
    return render_template(
        "case.html",
        found=found,
        row=found.row,
        drawing=drawing_of(files, found.steps),
        marks=case_marks(found.steps),
        steps=around_now(found),
        standing=standing(found.steps),
        history=history if oldest_first else history[::-1],
        decisions_only=decisions_only,
        oldest_first=oldest_first,
    )


def around_now(found: CasePage) -> list[tuple[int, StepRow]]:
    """Return up to nine (number, step) pairs around where the case is: what people did, where it is, what comes next. Numbers
    count the steps of people; a phase that only holds other steps is left out, and so is what another procedure would do if it
    were called."""
    now = standing(found.steps)
    open_now = {"", *(step.called for step in now)}
    told = [
        step
        for step in found.steps
        if step in now or (by_a_person(step) and (step.called in open_now or step.state not in ("to_come", "not_needed")))
    ]
    here = next((place for place, step in enumerate(told) if step in now), None)
    if here is None:
        here = max((place for place, step in enumerate(told) if step.state == "done"), default=0)
    first = max(0, min(here - 4, len(told) - 9))
    return [(place + 1, told[place]) for place in range(first, min(first + 9, len(told)))]


def by_a_person(step: StepRow) -> bool:
    """Say whether a step is a person's and may still count."""
    return step.kind in ("userTask", "manualTask", "") and step.state != "not_needed"


@pages.get("/<number>/diagram")
@open_to(Rule.SIGNED_IN)
def whole(number: str) -> str:
    """Show the whole procedure with the case in it, and the same as a table."""
    found = asked(number)
    files = drawings(services().query(case_diagrams, current_actor(), number=number))
    return render_template("whole.html", found=found, row=found.row, files=files, marks=case_marks(found.steps))


@pages.get("/<number>/diagrams/<int:place>.bpmn")
@open_to(Rule.SIGNED_IN)
def diagram(number: str, place: int) -> Response:
    """Answer with one diagram of the version the case runs on."""
    return send_drawing(drawings(services().query(case_diagrams, current_actor(), number=number)), place)


@pages.get("/<number>/do/<subscription_id>")
@open_to(Rule.SIGNED_IN)
def ask(number: str, subscription_id: str) -> str:
    """Ask for the reason before something is done to the case."""
    found = asked(number)
    return render_template(
        "action.html", found=found, row=found.row, action=action_of(found, subscription_id), reason="", problems=()
    )


@pages.post("/<number>/do/<subscription_id>")
@open_to(Rule.SIGNED_IN)
def do(number: str, subscription_id: str) -> AnyResponse | tuple[str, int]:
    """Do it, with a reason. Without one, ask again."""
    found = asked(number)
    action, reason = action_of(found, subscription_id), request.form.get("reason", "").strip()
    problems: tuple[Problem, ...] = ()
    if not reason:
        problems = (Problem("reason", "Enter why"),)
    elif len(reason) > LONGEST_REASON:
        problems = (Problem("reason", f"Why must be {LONGEST_REASON:,} characters or fewer"),)
    else:
        try:
            services().run(RaiseEvent(subscription_id=subscription_id, payload={"reason": reason}), current_actor())
        except Invalid as error:
            problems = error.problems or (Problem("reason", str(error)),)
    if problems:
        return render_template("action.html", found=found, row=found.row, action=action, reason=reason, problems=problems), 422
    flash(f"“{action.label}” is done and recorded.")
    return redirect(url_for("cases.case", number=number), 303)


def action_of(found: CasePage, subscription_id: str) -> ActionRow:
    """Return the action. Raises NotFound when the case does not wait for it (any more) or it is not the reader's to take."""
    action = next((action for action in found.actions if action.subscription_id == subscription_id), None)
    if action is None:
        raise NotFound("There is no such page")
    return action
