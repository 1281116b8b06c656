"""What stands round every page: council, who I am, the rooms I may enter, notices. Nobody sees a link that would refuse them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import jinja2
from flask import Flask, request, url_for

from service.domain.pack import Pack
from service.http.access import my_rooms
from service.http.identity import signed_in_actor
from service.http.services import services
from service.web import words

COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")

STANDING_NOTICE = (
    "This service follows the council’s procedure.",
    (
        "It is not legal advice and an approval here is not an authorisation under the Regulation of Investigatory Powers Act 2000 "
        "unless the page says so. If in doubt stop and ask Legal Services."
    ),
)
"""Stands on every page of every council, its first sentence set off."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """One link of the navigation. ``badge`` counts what waits there; ``badge_words`` says what is counted."""

    text: str
    href: str
    here: bool = False
    badge: int = 0
    badge_words: str = ""
    quiet: bool = False


def room_here() -> str:
    """Return the room of this page: cockpit or studio where the reader may enter it, else work. Registers and catalogue lie in the
    reader's work, or in the cockpit or the studio of somebody who has none."""
    rooms, blueprint = my_rooms(), request.blueprint
    if rooms.cockpit and (blueprint == "cockpit" or (blueprint in ("registers", "reports", "catalogue") and not rooms.work)):
        return "cockpit"
    if rooms.studio and (blueprint == "studio" or (blueprint == "catalogue" and not rooms.work)):
        return "studio"
    return "work"


def navigation() -> tuple[Link, ...]:
    """Return the links of the room that this page is in."""
    rooms, here = my_rooms(), request.endpoint or ""
    if signed_in_actor() is None:
        return ()
    if room_here() == "cockpit":
        return (
            Link(text="Procedures", href=url_for("cockpit.procedures"), here="procedure" in here),
            Link(text="Cases", href=url_for("cockpit.cases"), here="case" in here),
            Link(
                text="Incidents",
                href=url_for("cockpit.incidents"),
                here="incident" in here,
                badge=rooms.incidents,
                badge_words=words.count(rooms.incidents, "incident"),
                quiet=True,
            ),
            *(() if rooms.work else (*registers_link(), *reports_link(), catalogue_link())),
        )
    if room_here() == "studio":
        own = Link(text="Procedures", href=url_for("studio.procedures"), here=here.startswith("studio"))
        return (own,) if rooms.work or rooms.cockpit else (own, catalogue_link())
    links = [
        Link(
            text="Inbox",
            href=url_for("inbox.show"),
            here=request.blueprint == "inbox",
            badge=rooms.tasks,
            badge_words=words.count(rooms.tasks, "task"),
        ),
        Link(text="Cases", href=url_for("cases.listed"), here=request.blueprint in ("cases", "documents")),
    ]
    if rooms.start:
        links.append(Link(text="Start a request", href=url_for("start.choose"), here=request.blueprint == "start"))
    links.extend((*registers_link(), *reports_link(), catalogue_link()))
    links.append(Link(text="Guidance", href=url_for("guidance.show"), here=here == "guidance.show"))
    return tuple(links)


def registers_link() -> tuple[Link, ...]:
    """Return the link to the registers, for whoever may read one."""
    return (
        Link(text="Registers", href=url_for("registers.listed"), here=request.blueprint == "registers"),
    ) * my_rooms().registers


def reports_link() -> tuple[Link, ...]:
    """Return the link to the reports, for whoever may read one."""
    return (Link(text="Reports", href=url_for("reports.listed"), here=request.blueprint == "reports"),) * my_rooms().reports


def catalogue_link() -> Link:
    """Return the link to the catalogue, which everybody may read."""
    return Link(text="Catalogue", href=url_for("catalogue.procedures"), here=request.blueprint == "catalogue")


def other_rooms() -> tuple[Link, ...]:
    """Return links to the rooms the reader may enter beside this one."""
    rooms, here = my_rooms(), room_here()
    open_rooms = (
        ("work", rooms.work, Link(text="My work", href=url_for("inbox.show"))),
        ("cockpit", rooms.cockpit, Link(text="Cockpit", href=url_for("cockpit.procedures"))),
        ("studio", rooms.studio, Link(text="Studio", href=url_for("studio.procedures"))),
    )
    return tuple(link for name, may_enter, link in open_rooms if may_enter and name != here)


def colours(pack: Pack | None) -> dict[str, str]:
    """Return the pack's colours that are plain hexadecimal, ready for a style sheet."""
    given = pack.colours if pack else {}
    return {name: given[name] for name in ("council", "tint", "line") if COLOUR.match(given.get(name, ""))}


def notices(pack: Pack | None) -> tuple[str, ...]:
    """Return the pack's sentences for the footer, without the standing notice if the pack repeats it."""
    said = " ".join(STANDING_NOTICE).replace("’", "'")
    return tuple(sentence for sentence in (pack.notice if pack else ()) if sentence.replace("’", "'") != said)


def council_of_page() -> str | None:
    """Return the council whose page this is: the reader's, or the one a visitor chose on the sign-in page."""
    actor = signed_in_actor()
    if actor:
        return actor.council
    councils = services().councils()
    asked = request.args.get("council", "")
    return asked if asked in councils else next(iter(councils), None)


def product_version() -> str:
    """Return the installed version of the product."""
    try:
        return version("triangulate")
    except PackageNotFoundError:
        return "0.1"


def set_up_frame(app: Flask) -> None:
    """Give every template the frame, the words and the design system's macros."""
    app.jinja_loader = jinja2.ChoiceLoader(
        [
            jinja2.FileSystemLoader(f"{app.root_path}/web/templates"),
            jinja2.PrefixLoader({"govuk_frontend_jinja": jinja2.PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    for name in ("day", "moment", "time_of_day", "size", "kind_of_file", "fingerprint", "count"):
        app.jinja_env.filters[name] = getattr(words, name)

    @app.context_processor
    def frame() -> dict[str, Any]:
        council = council_of_page()
        pack = services().pack(council) if council else None
        now = services().clock.now()

        def due(at: datetime) -> words.Due:
            return words.due(at, now, pack.holidays if pack else ())

        return {
            "actor": signed_in_actor(),
            "council": council,
            "pack": pack,
            "colours": colours(pack),
            "rooms": my_rooms(),
            "room": room_here(),
            "navigation": navigation(),
            "other_rooms": other_rooms() if signed_in_actor() else (),
            "standing_notice": STANDING_NOTICE,
            "notices": notices(pack),
            "demo": services().settings.demo,
            "now": now,
            "due": due,
            "product_version": product_version(),
        }
