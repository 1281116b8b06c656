"""The catalogue: every procedure of the council in words and pictures, and the same as a handbook to take along."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from service.http.access import Rule, open_to
from service.http.identity import current_actor
from service.http.services import services
from service.queries.catalogue import catalogue, catalogue_page, policy_handbook

pages = Blueprint("catalogue", __name__, url_prefix="/procedures")


@pages.get("")
@open_to(Rule.SIGNED_IN)
def procedures() -> str:
    """List the procedures."""
    return render_template("catalogue/procedures.html", rows=services().query(catalogue, current_actor()))


@pages.get("/<procedure_id>")
@open_to(Rule.SIGNED_IN)
def procedure(procedure_id: str) -> str:
    """Show one procedure. Raises NotFound."""
    found = services().query(catalogue_page, current_actor(), procedure_id=procedure_id)
    return render_template("catalogue/procedure.html", found=found)


@pages.get("/handbook.pdf")
@open_to(Rule.SIGNED_IN)
def handbook() -> Response:
    """Answer with the handbook of all procedures as PDF."""
    made = services().query(policy_handbook, current_actor())
    answer = Response(made.content, mimetype=made.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename="Handbook of procedures.pdf")
    return answer
