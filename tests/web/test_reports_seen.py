"""A report in a browser: whole for axe, wide and narrow, and downloaded."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from service.app import create_app
from tests.web.conftest import Served
from tests.web.fakes import FakeServices
from tests.web.window import Judge, Window

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", ["Aisha Rahman", "Uma Lind"])
def test_a_report_is_whole_for_axe_and_fits_a_phone(services: FakeServices, chromium: Browser, serve: Served, name: str) -> None:
    window = Window(chromium, serve(create_app(services)), name, judge=Judge())
    window.menu("Reports")
    window.follow("Is it worth it?")
    assert window.heading() == "Is it worth it?"
    with window.page.expect_download() as file:
        window.page.get_by_role("link", name="Download these figures").click()
    assert file.value.suggested_filename == "oakshire-report_pilot-2026-03-20.csv"
    window.follow("All reports")
    window.close()
