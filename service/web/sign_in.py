"""Coming in and going out. In demo mode anybody may be any made-up person; otherwise this room only says how to sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.domain.errors import Invalid
from service.domain.identity import Person
from service.domain.pack import Pack, Role
from service.http.access import Rule, my_rooms, open_to
from service.http.identity import sign_in, sign_out, signed_in_actor
from service.http.services import services
from service.web.frame import council_of_page

pages = Blueprint("sign_in", __name__)


@dataclass(frozen=True, kw_only=True)
class Persona:
    """A made-up person as the sign-in page offers them. ``can`` says what they take part in, by their roles' names."""

    person_id: str
    name: str
    job_title: str
    can: str


@pages.get("/")
@open_to(Rule.EVERYONE)
def home() -> Response:
    """Lead to the first room that the reader may enter."""
    if signed_in_actor() is None:
        return redirect(url_for("sign_in.choose"))
    rooms = my_rooms()
    if rooms.studio and not rooms.tasks:
        return redirect(url_for("studio.procedures"))
    if rooms.work or not (rooms.cockpit or rooms.studio):
        return redirect(url_for("inbox.show"))
    return redirect(url_for("cockpit.procedures" if rooms.cockpit else "studio.procedures"))


@pages.get("/sign-in")
@open_to(Rule.EVERYONE)
def choose() -> str:
    """Show the personas of a council, grouped by what they may do; outside demo mode, how to sign in."""
    council = council_of_page()
    shown = personas(council) if council and services().settings.demo else ()
    others = [(name, services().pack(name).name) for name in services().councils() if name != council]
    return render_template("sign_in.html", groups=shown, others=others, chosen=council, wanted=request.args.get("next", ""))


@pages.post("/sign-in")
@open_to(Rule.DEMO)
def enter() -> Response:
    """Sign in as a persona. Raises Invalid when there is no such person in the council."""
    actor = services().actor(request.form.get("persona", ""), request.form.get("council") or None)
    if actor is None:
        raise Invalid("Choose one of the people on the list.")
    sign_in(actor)
    return redirect(local_path(request.form.get("next", "")) or url_for("sign_in.home"))


@pages.post("/sign-out")
@open_to(Rule.EVERYONE)
def leave() -> Response:
    """End the session."""
    sign_out()
    flash("You have signed out.")
    return redirect(url_for("sign_in.choose"))


def local_path(wanted: str) -> str | None:
    """Return the wanted address if it is a path of this service, else None: a sign-in never leads elsewhere."""
    parts = urlsplit(wanted)
    is_local = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return wanted if is_local and "\\" not in wanted and wanted.isprintable() else None


def personas(council: str) -> Sequence[tuple[str, Sequence[Persona]]]:
    """Return (heading, people) in the order work goes: who starts, who takes part, who runs the service."""
    pack = services().pack(council)
    groups: dict[str, list[Persona]] = {"Start a request": [], "Take part": [], "Run the service": []}
    for person in services().personas(council):
        groups[group_of(person, pack)].append(
            Persona(person_id=person.person_id, name=person.name, job_title=person.job_title, can=role_names(person, pack))
        )
    return tuple((heading, people) for heading, people in groups.items() if people)


def group_of(person: Person, pack: Pack) -> str:
    """Return the heading a person stands under."""
    may = {word for role in roles_of(person, pack) for word in role.may}
    if may & {"publish", "inspect", "repair"}:
        return "Run the service"
    return "Start a request" if any(word.startswith("start:") for word in may) else "Take part"


def roles_of(person: Person, pack: Pack) -> list[Role]:
    """Return the roles a person holds in the pack's council, in the pack's order."""
    held = {grant.role for grant in person.grants if grant.council == pack.council}
    return [role for role in pack.roles if role.key in held]


def role_names(person: Person, pack: Pack) -> str:
    """Return the names of a person's roles, joined as a reader says them."""
    return ", ".join(role.name for role in roles_of(person, pack))
