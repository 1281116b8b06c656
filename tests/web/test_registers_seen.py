"""Registers and surveys in a browser: whole for axe, wide and narrow, without scripts too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Browser

from service.app import create_app
from service.queries.registers.authorisations import COLUMNS
from service.queries.registers.table import Cell, RegisterPage, Table
from tests.web import samples
from tests.web.conftest import Served
from tests.web.fakes import FakeServices
from tests.web.window import Judge, Window

pytestmark = pytest.mark.browser


def wide_register() -> RegisterPage:
    """Return the widest register there is, with a row of each kind of value."""
    values: tuple[Cell, ...] = (
        "URN/26/0001",
        "Underage sales in the shops of the town centre",
        None,
        True,
        25,
        samples.NOW,
        date(2026, 4, 1),
    )
    row = tuple(values[place % len(values)] for place in range(len(COLUMNS)))
    table = Table(key="record", caption="Central record", columns=COLUMNS, rows=(row,) * 3, empty="Nothing.")
    return replace(samples.REGISTER, tables=(table, *samples.REGISTER.tables))


@pytest.mark.parametrize("name", ["Aisha Rahman", "Uma Lind"])
def test_a_register_is_whole_for_axe_and_fits_a_phone(
    services: FakeServices, chromium: Browser, serve: Served, name: str
) -> None:
    services.answers["register_page"] = wide_register()
    window = Window(chromium, serve(create_app(services)), name, judge=Judge())
    window.menu("Registers")
    window.follow("Requests for information")
    assert window.heading() == "Requests for information"
    with window.page.expect_download() as file:
        window.page.get_by_role("link", name="Download this table").first.click()
    assert file.value.suggested_filename == "oakshire-foi-record-2026-03-20.csv"
    window.follow("All registers")
    window.close()


def test_a_survey_is_whole_for_axe_and_is_answered_without_scripts(
    services: FakeServices, chromium: Browser, serve: Served
) -> None:
    address = serve(create_app(services))
    judge = Judge()
    page = chromium.new_page()
    page.goto(f"{address}/survey/a-link")
    judge.look(page)
    page.get_by_role("button", name="Send my answers").click()
    judge.look(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Thank you for your answers"
    context = chromium.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{address}/survey/a-link")
    plain.get_by_role("button", name="Send my answers").click()
    assert plain.get_by_role("heading", level=1).inner_text() == "Thank you for your answers"
    assert context.cookies() == []
    context.close()
    page.close()
