"""Pages for caseworkers, admins and process owners: server-rendered, usable without JavaScript. Each view parses, asks one
query or runs one command, and presents."""

from __future__ import annotations

from flask import Flask

from service.web import (
    cases,
    catalogue,
    cockpit,
    documents,
    frame,
    guidance,
    inbox,
    registers,
    reports,
    sign_in,
    start,
    studio,
    surveys,
    tasks,
)


def set_up_pages(app: Flask) -> None:
    """Register every room's pages and what all templates use."""
    frame.set_up_frame(app)
    for room in (
        sign_in,
        inbox,
        start,
        tasks,
        cases,
        documents,
        registers,
        reports,
        catalogue,
        cockpit,
        studio,
        guidance,
        surveys,
    ):
        app.register_blueprint(room.pages)
