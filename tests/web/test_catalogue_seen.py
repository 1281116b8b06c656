"""The catalogue in a browser: whole for axe, wide and narrow; it counts cases for those who look after them only, and can be taken along."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from service.app import create_app
from tests.web import samples
from tests.web.conftest import Served
from tests.web.fakes import FakeServices
from tests.web.window import Judge, Window


@pytest.mark.browser
@pytest.mark.parametrize("name", ["Aisha Rahman", "Uma Lind", "Sol Verne"])
def test_the_catalogue_is_whole_for_axe_and_fits_a_phone(
    services: FakeServices, chromium: Browser, serve: Served, name: str
) -> None:
    window = Window(chromium, serve(create_app(services)), name, judge=Judge())
    window.menu("Catalogue")
    assert window.heading() == "Catalogue of procedures"
    with window.page.expect_download() as file:
        window.page.get_by_role("link", name="Download the handbook").click()
    assert file.value.suggested_filename == "Handbook of procedures.pdf"
    window.follow("Search request")
    assert window.heading() == "Search request"
    window.close()


def test_a_procedure_is_told_in_words_before_it_is_drawn(worker, services: FakeServices) -> None:  # type: ignore[no-untyped-def]
    page = worker.get("/procedures/look_request").text
    assert (
        page.index("Hold the supervision discussion")
        < page.index("Nobody decides on their own request.")
        < page.index("The procedure, drawn")
    )
    assert "24" in page
    services.answers["catalogue_page"] = replace(samples.ENTRY, running=None)
    assert "Cases running" not in worker.get("/procedures/look_request").text
