"""A person's browser window, used as a person uses it: by the words on labels, buttons and links. Every page that is new is judged."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = """async (tags) => (await axe.run(document, { runOnly: tags, resultTypes: ['violations'] })).violations
    .flatMap((found) => found.nodes.map((node) => `${found.id}: ${node.html.slice(0, 200)}`))"""
FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"
DESK, PHONE = 1280, 320
COUNCIL = "Wakefield Council"
"""Where people sign in; of several councils the page shows the first by name."""
ONE_OF_MANY = re.compile(r"/(?:[0-9a-f]{8}-[0-9a-f-]+|[A-Z]+-\d{4}-\d+)")
PATIENCE_S = 60
SCREENSHOTS = os.environ.get("SCREENSHOTS")
"""A folder that keeps a picture of every page, for somebody who wants to look at them."""

PRESS = object()
"""Stands for an answer where a button is to be pressed instead."""


class Judge:
    """Looks at each kind of page once, wide and narrow, and keeps what it has seen. ``pages`` are kinds of address with heading."""

    def __init__(self) -> None:
        self.pages: list[str] = []

    def look(self, page: Page) -> None:
        heading = page.get_by_role("heading", level=1).inner_text()
        kind = f"{ONE_OF_MANY.sub('/…', page.url.partition('//')[2].partition('/')[2])} {heading}"
        if kind in self.pages:
            return
        self.pages.append(kind)
        page.wait_for_load_state("networkidle")
        page.evaluate(AXE)
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(RUN_AXE, STANDARD) == [], f"{kind} at {width} px"
            if SCREENSHOTS:
                name = f"{len(self.pages):02}-{re.sub(r'[^a-z0-9]+', '-', heading.lower())[:50]}-{width}.png"
                page.screenshot(path=Path(SCREENSHOTS) / name, full_page=True)
            assert page.evaluate(FITS), f"{kind} scrolls sideways at {width} px"


class Window:
    """One person's window. Without a judge (for a browser without scripts) pages are used and not judged."""

    def __init__(self, chromium: Browser, address: str, name: str, *, judge: Judge | None) -> None:
        self.address, self.judge, self.errors = address, judge, list[str]()
        self.context = chromium.new_context(viewport={"width": DESK, "height": 900}, java_script_enabled=judge is not None)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_S * 1000)
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(address)
        self.look()
        other = self.page.get_by_role("link", name=COUNCIL, exact=True)
        if other.count():
            other.click()
        self.press(f"Sign in as {name}")

    def close(self) -> None:
        self.context.close()
        assert self.errors == []

    def look(self) -> None:
        if self.judge:
            self.judge.look(self.page)

    def heading(self) -> str:
        return self.page.get_by_role("heading", level=1).inner_text()

    def said(self) -> str:
        """Return what the page tells after something was done."""
        return self.page.get_by_role("status").first.inner_text()

    def follow(self, name: str, *, within: Locator | None = None) -> None:
        self._go((within or self.page).get_by_role("link", name=name).first)

    def menu(self, name: str) -> None:
        self.follow(name, within=self.page.get_by_role("navigation", name="Menu"))

    def press(self, name: str) -> None:
        self._go(self.page.get_by_role("button", name=name, exact=True).first)

    def _go(self, control: Locator) -> None:
        with self.page.expect_navigation(wait_until="load"):
            control.click()
        self.look()

    def find_task(self, name: str, number: str) -> None:
        """Open a task of a case from the inbox, mine first and then the team's. The worker may still be busy with the step before."""
        until = monotonic() + PATIENCE_S
        while monotonic() < until:
            for tab in ("My tasks", "My team’s tasks"):
                self.menu("Inbox")
                self.follow(tab, within=self.page.get_by_role("navigation", name="Whose tasks"))
                link = self.page.get_by_role("row").filter(has_text=number).get_by_role("link", name=name, exact=True).first
                if link.count():
                    self._go(link)
                    return
        raise AssertionError(f"“{name}” of {number} is not in the inbox of {self.page.get_by_role('banner').inner_text()}")

    def fill(self, answers: Mapping[str, Any], *, within: Locator | Page | None = None) -> None:
        """Answer by label. A mapping stands for a group of fields, such as a row; PRESS for a button."""
        place = within or self.page
        for label, value in answers.items():
            if value is PRESS:
                self.press(label)
            elif isinstance(value, Mapping):
                self.fill(value, within=place.get_by_role("group", name=named(label, r"(: .*)?")))
            else:
                answer(place, label, value)


def named(label: str, ending: str) -> re.Pattern[str]:
    """Return a pattern for a whole name. Blanks stay as they are: a browser's pattern knows no escaped blank."""
    return re.compile(rf"^{re.escape(label).replace(chr(92) + ' ', ' ')}{ending}$")


def answer(place: Locator | Page, label: str, value: Any) -> None:
    """Give one answer: text, a choice, several choices (a tuple), a date, a file, a tick (True)."""
    name = named(label, r"( \(optional\))?")
    group = place.get_by_role("group", name=name)
    if value is True:
        place.get_by_role("checkbox", name=name).check()
    elif isinstance(value, date):
        for part, number in (("Day", value.day), ("Month", value.month), ("Year", value.year)):
            group.get_by_label(part, exact=True).fill(str(number))
    elif isinstance(value, tuple):
        for each in value:
            group.get_by_role("checkbox", name=each, exact=True).check()
    elif isinstance(value, Path):
        control(place, label).set_input_files(value)
    elif group.count():
        group.get_by_role("radio", name=value, exact=True).check()
    else:
        found = control(place, label)
        if found.evaluate("(each) => each.tagName") == "SELECT":
            found.select_option(label=value)
        else:
            found.fill(str(value))


def control(place: Locator | Page, label: str) -> Locator:
    return place.get_by_label(label, exact=True).or_(place.get_by_label(f"{label} (optional)", exact=True))


def expect_text(window: Window, text: str) -> None:
    """Reload the page until it says something, for what the worker does meanwhile."""
    until = monotonic() + PATIENCE_S
    while monotonic() < until:
        with suppress(AssertionError):
            expect(window.page.get_by_role("main")).to_contain_text(text, timeout=250)
            return
        window.page.reload()
    raise AssertionError(f"{window.page.url} does not say “{text}”")
