"""The inbox: my tasks, my team's, and what others do on cases I am in. Filter and order are the server's, kept in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for

from service.http.access import Rule, my_rooms, open_to
from service.http.identity import current_actor
from service.http.services import services
from service.queries.inbox import inbox
from service.web.words import count, local

pages = Blueprint("inbox", __name__)

TABS = {"mine": "My tasks", "team": "My team’s tasks", "waiting": "Waiting for others"}
DUE = {"any": "Any time", "late": "Overdue", "soon": "In the next 2 working days"}
SHOW = {"urgent": "Urgent only", "flagged": "Flagged only"}
SORTS = {"task": "Task", "case": "Case", "from": "From", "due": "Due"}
CAPTIONS = {"mine": "for you", "team": "your team can take", "waiting": "with other people"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks for; anything unknown in it counts as not asked."""

    tab: str
    search: str
    due: str
    show: tuple[str, ...]
    sort: str
    descending: bool
    page: int

    @property
    def filtered(self) -> bool:
        """Say whether anything narrows the list."""
        return bool(self.search or self.due != "any" or self.show)

    def address(self, **changes: Any) -> str:
        """Return the address of the same list with changes, without what is the default anyway."""
        asked: dict[str, Any] = {
            "tab": self.tab,
            "q": self.search,
            "due": self.due,
            "show": list(self.show),
            "sort": self.sort,
            "order": "down" if self.descending else "",
        } | changes
        plain = {"tab": "mine", "due": "any", "sort": "due", "page": 1}
        return url_for("inbox.show", **{key: value for key, value in asked.items() if value and plain.get(key) != value})


def asked_for() -> Asked:
    """Read the address."""
    args = request.args
    tab, due, sort, page = args.get("tab", ""), args.get("due", ""), args.get("sort", ""), args.get("page", "")
    return Asked(
        tab=tab if tab in TABS else "mine",
        search=args.get("q", "").strip()[:200],
        due=due if due in DUE else "any",
        show=tuple(word for word in SHOW if word in args.getlist("show")),
        sort=sort if sort in SORTS else "due",
        descending=args.get("order") == "down",
        page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 6 else 1,
    )


def chips(asked: Asked) -> list[tuple[str, str]]:
    """Return (words, address without it) of every filter in use."""
    found = [(f"“{asked.search}”", asked.address(q=""))] if asked.search else []
    if asked.due != "any":
        found.append((DUE[asked.due], asked.address(due="")))
    found += [(SHOW[word], asked.address(show=[other for other in asked.show if other != word])) for word in asked.show]
    return found


def caption(asked: Asked, total: int) -> str:
    """Return the table's caption: how many, whose, in what order."""
    order = (
        "the most pressing first" if asked.sort == "due" and not asked.descending else f"in order of {SORTS[asked.sort].lower()}"
    )
    return f"{count(total, 'task')} {CAPTIONS[asked.tab]}, {order}"


@pages.get("/inbox")
@open_to(Rule.SIGNED_IN)
def show() -> str:
    """Show one tab of the inbox."""
    asked = asked_for()
    found = services().query(
        inbox,
        current_actor(),
        tab=asked.tab,
        search=asked.search,
        due=asked.due,
        show=asked.show,
        sort=asked.sort,
        descending=asked.descending,
        page=asked.page,
    )
    return render_template(
        "inbox.html",
        asked=asked,
        found=found,
        tabs=[
            (f"{words} ({found.counts.get(tab, 0)})", asked.address(tab=tab, page=1), tab == asked.tab)
            for tab, words in TABS.items()
        ],
        chips=chips(asked),
        caption=caption(asked, found.total),
        choices={"due": DUE, "show": SHOW, "sorts": SORTS},
        may_start=my_rooms().start,
        page_address=lambda page: asked.address(page=page),
        next_holiday=next_holiday(),
    )


def next_holiday() -> date | None:
    """Return the council's next holiday, today included."""
    today = local(services().clock.now()).date()
    return min((day for day in services().pack(current_actor().council).holidays if day >= today), default=None)
