"""A person at a browser: signs in, finds a task, fills its form by the names of its controls, and judges every page met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from service.form_schemas import Field, Form, Kind

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """async (rules) => (await axe.run(document, { runOnly: rules })).violations
    .flatMap((found) => found.nodes.map((node) => `${found.id}: ${node.html.slice(0, 200)}`))"""
DRAWN = "() => document.querySelectorAll('.tri-diagram__without').length === 0"
SIDEWAYS = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? []
    : [...document.querySelectorAll('main *')].filter((each) => each.getBoundingClientRect().right > innerWidth)
        .map((each) => each.outerHTML.slice(0, 150))"""


def judge(page: Page) -> None:
    """Assert that a page breaks no accessibility rule and does not scroll sideways. Without scripts only the second."""
    page.wait_for_load_state("load")
    page.wait_for_function(DRAWN)
    assert page.title().count(" – ") == 2, page.title()
    wide = page.evaluate(SIDEWAYS)
    assert wide == [], f"{page.url} scrolls sideways: {wide}"
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE, RULES) == [], page.url


class Person:
    """Somebody signed in, in a window of their own. With ``script`` False their browser runs none."""

    def __init__(self, chromium: Browser, address: str, person_id: str, *, width: int = 1280, script: bool = True) -> None:
        self.address, self.script = address, script
        self.context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.goto("/sign-in")
        self.page.click(f'button[value="{person_id}"]')
        self.look()

    def close(self) -> None:
        self.context.close()
        assert self.complaints == []

    def look(self) -> None:
        """Judge the page that shows. Scripts from outside need a browser that runs them."""
        if self.script:
            judge(self.page)

    def goto(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")
        self.look()

    def press(self, name: str, *, exact: bool = False) -> None:
        """Press the first button with this name and look at what comes."""
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.look()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self.look()

    def answer(self, form: Form, answers: Mapping[str, Any], *, path: str, send: str, files: Mapping[str, Path]) -> None:
        """Fill and send a form: a long one page by page, then its last look."""
        self.goto(path)
        for place in form.pages:
            if form.long:
                self.goto(f"{path}/{place.key}")
            self.fill(place.fields, answers, files)
            self.page.locator('button[name="_action"][value="submit"]:not([tabindex="-1"])').click()
            self.look()
        if form.long:
            self.page.get_by_role("button", name=send).click()
            self.look()

    def fill(self, fields: Sequence[Field], answers: Mapping[str, Any], files: Mapping[str, Path]) -> None:
        for field in fields:
            if field.kind is Kind.REPEAT and field.rows is None:
                self.grow(field, len(answers.get(field.key) or ()))
        for name, field, value in controls(fields, answers):
            put(self.page, name, field, value, files)

    def grow(self, field: Field, wanted: int) -> None:
        """Press the button that adds a row until there are as many as wanted, or the only empty one is left."""
        while len(rows_shown(self.page, field)) < wanted:
            self.page.locator(f'button[value="add:{field.key}"]').click()
            self.look()


def rows_shown(page: Page, field: Field) -> set[str]:
    """Return the row numbers of a group that the page has controls for."""
    names = page.locator(f'[name^="{field.key}-"]').evaluate_all("found => found.map((each) => each.name)")
    return {row for name in names if (row := name.split("-")[1]).isdigit()}


def controls(fields: Sequence[Field], answers: Mapping[str, Any]) -> Iterator[tuple[str, Field, Any]]:
    """Yield (name, field, value) of every control to fill, rows included."""
    for field in fields:
        value = answers.get(field.key)
        if field.kind is Kind.REPEAT:
            for index, row in enumerate(value or ()):
                yield from ((f"{field.key}-{index}-{name}", column, given) for name, column, given in controls(field.fields, row))
        elif field.kind not in (Kind.AUTO, Kind.GUIDANCE) and value not in (None, "", []):
            yield field.key, field, value


def put(page: Page, name: str, field: Field, value: Any, files: Mapping[str, Path]) -> None:
    """Put one value into its control or controls."""
    if field.kind in (Kind.DATE, Kind.DATETIME):
        put_date(page, name, str(value))
    elif field.kind is Kind.FILE:
        page.locator(f'input[type="file"][name="{name}"]').set_input_files(files[str(value)])
    elif field.kind in (Kind.DECLARE, Kind.TICK):
        page.locator(f'input[name="{name}"]').set_checked(bool(value))
    elif field.kind is Kind.CHECKS:
        for each in value:
            choose(page, name, each)
    elif field.kind in (Kind.RADIO, Kind.YESNO, Kind.PERSON, Kind.SELECT):
        choose(page, name, value)
    else:
        page.locator(f'[name="{name}"]').fill(str(value))


def choose(page: Page, name: str, value: Any) -> None:
    """Choose an option by its value, in radios, boxes or a list; where the form offers none, type it."""
    text = {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    option = page.locator(f'input[name="{name}"][value="{text}"]')
    if option.count():
        option.check()
        return
    control: Locator = page.locator(f'[name="{name}"]')
    if control.evaluate("(found) => found.tagName") == "SELECT":
        control.select_option(value=text)
    else:
        control.fill(text)


def put_date(page: Page, name: str, value: str) -> None:
    given = datetime.fromisoformat(value)
    for part, text in (("day", given.day), ("month", given.month), ("year", given.year), ("time", f"{given:%H:%M}")):
        box = page.locator(f'[name="{name}-{part}"]')
        if box.count():
            box.fill(str(text))
