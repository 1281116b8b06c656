"""Who is let in where: every route stands under one rule; a route without one answers nobody."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, Response, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from service.domain.errors import NotAllowed
from service.domain.identity import Actor
from service.http.forgery import protection
from service.http.identity import bearer_actor, current_actor, signed_in_actor
from service.http.services import services
from service.queries.rooms import Rooms, rooms

View = TypeVar("View", bound=Callable[..., Any])


class Rule(StrEnum):
    """EVERYONE needs no sign-in. DEMO exists in demo mode only. SIGNED_IN leaves the rest to queries and commands. COCKPIT
    and STUDIO need the permission that opens that room. TOKEN is the API's: see ``api_actor``."""

    EVERYONE = "everyone"
    DEMO = "demo"
    SIGNED_IN = "signed in"
    COCKPIT = "cockpit"
    STUDIO = "studio"
    TOKEN = "token"


BLUEPRINT_RULES: dict[str, Rule] = {}
"""Rules of whole blueprints, for views that no decorator can reach (flask-smorest makes its own)."""

ENDPOINT_RULES: dict[str, Rule] = {"static": Rule.EVERYONE}


def open_to(rule: Rule) -> Callable[[View], View]:
    """List a view under a rule. Stands below the route decorators."""

    def mark(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]  # functions take attributes; the rule travels with the view
        return view

    return mark


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """Return the rule an endpoint is listed under, None when it is not listed."""
    marked: Rule | None = getattr(app.view_functions.get(endpoint), "access_rule", None)
    return marked or ENDPOINT_RULES.get(endpoint) or BLUEPRINT_RULES.get(endpoint.rpartition(".")[0])


def my_rooms() -> Rooms:
    """Return what the person who asks may enter, asked once per request."""
    if "rooms" not in g:
        actor = signed_in_actor()
        g.rooms = services().query(rooms, actor) if actor else Rooms()
    found: Rooms = g.rooms
    return found


def set_up_access(app: Flask) -> None:
    """Judge every request before its view runs."""

    @app.before_request
    def admit() -> AnyResponse | Response | None:
        if request.endpoint is None:
            return None
        rule = rule_of(app, request.endpoint)
        if rule is None or (rule is Rule.DEMO and not services().settings.demo):
            abort(404)
        if rule is Rule.TOKEN:
            api_actor()
        elif rule in (Rule.SIGNED_IN, Rule.COCKPIT, Rule.STUDIO):
            if signed_in_actor() is None:
                return ask_to_sign_in()
            require_room(rule)
        return None


def api_actor() -> Actor:
    """Return who asks the API: by bearer token, else by a page's session, whose posts then need their forgery token too.
    Raises NotAllowed with rule ``token`` for nobody."""
    if "api_actor" not in g:
        by_session = None if "Authorization" in request.headers else signed_in_actor()
        if by_session is not None:
            protection.protect()
        g.api_actor = by_session or bearer_actor(request)
    found: Actor = g.api_actor
    return found


def require_room(rule: Rule) -> None:
    """Raise NotAllowed when the rule's room is closed to who asks."""
    current_actor()
    if rule is Rule.COCKPIT and not my_rooms().cockpit:
        raise NotAllowed("This room is for people who look after running cases.", rule="monitor")
    if rule is Rule.STUDIO and not my_rooms().studio:
        raise NotAllowed("This room is for people who look after procedures.", rule="publish")


def ask_to_sign_in() -> AnyResponse:
    """Send a visitor to sign in, and back to the page they asked for (never to where a post would run again)."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("sign_in.choose", next=wanted, council=request.args.get("council")))
