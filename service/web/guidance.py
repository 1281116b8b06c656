"""Pages that say how the service works, for whom and with what care. The same for every council; its own links are in the footer."""

from __future__ import annotations

from flask import Blueprint, render_template

from service.http.access import Rule, open_to

pages = Blueprint("guidance", __name__)


@pages.get("/guidance")
@open_to(Rule.EVERYONE)
def show() -> str:
    """Explain how to work with the service."""
    return render_template("guidance/guidance.html")


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
