"""Pages that say how the service works, for whom and with what care; and the pages of a council for its own people."""

from __future__ import annotations

from flask import Blueprint, render_template

from service.domain.errors import NotFound
from service.form_schemas.guidance import blocks
from service.http.access import Rule, open_to
from service.http.identity import current_actor, signed_in_actor
from service.http.services import services

pages = Blueprint("guidance", __name__)


@pages.get("/guidance")
@open_to(Rule.EVERYONE)
def show() -> str:
    """Explain how to work with the service, and list the council's own pages to those who are signed in."""
    actor = signed_in_actor()
    return render_template("guidance/guidance.html", chapters=services().guidance(actor.council) if actor else ())


@pages.get("/guidance/<name>")
@open_to(Rule.SIGNED_IN)
def chapter(name: str) -> str:
    """Show a page of the council's guidance. Raises NotFound."""
    found = next((chapter for chapter in services().guidance(current_actor().council) if chapter.name == name), None)
    if found is None:
        raise NotFound("There is no such page of guidance")
    return render_template("guidance/chapter.html", chapter=found, blocks=blocks(found.text))


@pages.get("/accessibility")
@open_to(Rule.EVERYONE)
def accessibility() -> str:
    """State how accessible the service is."""
    return render_template("guidance/accessibility.html")


@pages.get("/privacy")
@open_to(Rule.EVERYONE)
def privacy() -> str:
    """Say what the service keeps, and its one cookie."""
    return render_template("guidance/privacy.html")


@pages.get("/health")
@open_to(Rule.EVERYONE)
def health() -> dict[str, str]:
    """Answer that the process serves requests."""
    return {"status": "ok"}
