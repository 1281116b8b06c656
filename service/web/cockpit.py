"""The cockpit: running cases, incidents and the live counts of each procedure. Numbers and steps, never what a case says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from service.commands.retry_incident import RetryIncident
from service.http.access import Rule, open_to
from service.http.identity import current_actor
from service.http.services import services
from service.queries.case_diagrams import case_diagrams
from service.queries.case_page import case_page
from service.queries.cases import cases as cases_found
from service.queries.incidents import incident as incident_found
from service.queries.incidents import incidents as incidents_found
from service.queries.procedure_page import procedure_page
from service.queries.procedures import procedures as procedures_found
from service.queries.views import ElementCount, ProcedurePage
from service.web.diagrams import Drawing, case_marks, count_marks, drawing_of, drawings, send_drawing

pages = Blueprint("cockpit", __name__, url_prefix="/cockpit")

STATES = {"": "Any state", "running": "Running", "paused": "Paused", "ended": "Ended"}


@pages.get("")
@open_to(Rule.COCKPIT)
def procedures() -> str:
    """Show every procedure with what runs and what stands still."""
    rows = services().query(procedures_found, current_actor())
    incidents = services().query(incidents_found, current_actor())
    return render_template("cockpit/procedures.html", rows=rows, running=sum(row.running for row in rows), incidents=incidents)


def procedure_asked(procedure_id: str) -> ProcedurePage:
    """Return a procedure with its counts. Raises NotFound."""
    return services().query(procedure_page, current_actor(), procedure_id=procedure_id)


@pages.get("/procedures/<procedure_id>")
@open_to(Rule.COCKPIT)
def procedure(procedure_id: str) -> str:
    """Show the diagram with live counts and incidents, and the same as a table."""
    found = procedure_asked(procedure_id)
    marks = count_marks(found.counts, found.description)
    return render_template("cockpit/procedure.html", found=found, files=drawings(found.diagrams), marks=marks, counts=told(found))


def told(found: ProcedurePage) -> list[ElementCount]:
    """Return the counts of every task and called procedure, and of anything else that has something to count."""
    kinds = {element.element_id: element.kind for element in found.description.elements}
    return [
        row for row in found.counts if kinds.get(row.element_id, "").endswith(("Task", "Activity")) or row.open or row.incidents
    ]


@pages.get("/procedures/<procedure_id>/diagrams/<int:place>.bpmn")
@open_to(Rule.COCKPIT)
def procedure_diagram(procedure_id: str, place: int) -> Response:
    """Answer with one diagram of the live version."""
    return send_drawing(drawings(procedure_asked(procedure_id).diagrams), place)


@pages.get("/cases")
@open_to(Rule.COCKPIT)
def cases() -> str:
    """List cases by state, procedure and number."""
    asked = {
        "state": request.args.get("state", ""),
        "procedure": request.args.get("procedure", ""),
        "search": request.args.get("q", "").strip()[:60],
    }
    if asked["state"] not in STATES:
        asked["state"] = ""
    rows = services().query(cases_found, current_actor(), content=False, **asked)
    names = {row.procedure_id: row.name for row in services().query(procedures_found, current_actor())}
    return render_template("cockpit/cases.html", rows=rows, asked=asked, states=STATES, names=names, chips=chips(asked, names))


def chips(asked: Mapping[str, str], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (words, address without it) of every filter in use."""

    def without(name: str) -> str:
        kept: dict[str, Any] = {"q" if key == "search" else key: value for key, value in asked.items() if key != name and value}
        return url_for("cockpit.cases", **kept)

    words = {
        "state": STATES[asked["state"]],
        "procedure": names.get(asked["procedure"], asked["procedure"]),
        "search": f"“{asked['search']}”",
    }
    return [(words[name], without(name)) for name in words if asked[name]]


@pages.get("/cases/<number>")
@open_to(Rule.COCKPIT)
def case(number: str) -> str:
    """Show where a case stands, without its content."""
    found = services().query(case_page, current_actor(), number=number, content=False)
    files = case_drawings(number)
    return render_template(
        "cockpit/case.html",
        found=found,
        row=found.row,
        drawing=drawing_of(files, found.steps),
        marks=case_marks(found.steps),
        files=files,
    )


def case_drawings(number: str) -> tuple[Drawing, ...]:
    """Return the diagrams of the version a case runs on."""
    return drawings(services().query(case_diagrams, current_actor(), number=number, content=False))


@pages.get("/cases/<number>/diagrams/<int:place>.bpmn")
@open_to(Rule.COCKPIT)
def case_diagram(number: str, place: int) -> Response:
    """Answer with one diagram of the version a case runs on."""
    return send_drawing(case_drawings(number), place)


@pages.get("/incidents")
@open_to(Rule.COCKPIT)
def incidents() -> str:
    """List what stands still, oldest first."""
    return render_template("cockpit/incidents.html", rows=services().query(incidents_found, current_actor()))


@pages.get("/incidents/<incident_id>")
@open_to(Rule.COCKPIT)
def incident(incident_id: str) -> str:
    """Show one incident and offer to try again."""
    return render_template(
        "cockpit/incident.html", row=services().query(incident_found, current_actor(), incident_id=incident_id)
    )


@pages.post("/incidents/<incident_id>/retry")
@open_to(Rule.COCKPIT)
def retry_incident(incident_id: str) -> AnyResponse:
    """Try again what stopped the case."""
    row = services().query(incident_found, current_actor(), incident_id=incident_id)
    services().run(RetryIncident(incident_id=incident_id), current_actor())
    flash("We are trying again. If it fails, the incident comes back.")
    return redirect(url_for("cockpit.case", number=row.case_number), 303)
