"""One request from the first concern to the shared log, by clicking through the real application as the people it needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email import message_from_bytes
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from service.app import create_app
from service.bootstrap import Services
from tests.web import happy_path
from tests.web.conftest import Served
from tests.web.happy_path import AISHA, CAROL, DILIP, EILEEN, FEMI, UMA, Turn
from tests.web.window import Judge, Window, expect_text

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Office:
    """Six people, each at a window of their own, and the request they work on."""

    def __init__(self, chromium: Browser, address: str, *, judge: Judge | None) -> None:
        self.windows = {name: Window(chromium, address, name, judge=judge) for name in (AISHA, CAROL, DILIP, EILEEN, FEMI, UMA)}
        self.number = ""

    def start(self) -> None:
        """Let Aisha start the request and keep its number."""
        window = self.windows[AISHA]
        window.menu("Start a request")
        window.follow("Ask for a check of a page")
        window.fill({"Case number": "CD-204417"})
        window.press("Ask for a check of a page")
        assert window.said() == "The request has started."
        self.number = window.page.url.rpartition("/")[2]

    def play(self, turns: Sequence[Turn]) -> None:
        for turn in turns:
            self.take(turn)

    def take(self, turn: Turn) -> None:
        """Let somebody do their task, and read on the case page that it is done."""
        window = self.windows[turn.person]
        window.find_task(turn.task, self.number)
        for title, answers in turn.parts.items():
            window.follow(title)
            window.fill(answers)
            window.press("Save and continue")
            self.back_to_parts(window)
        if turn.parts:
            window.follow("Check your answers and send")
        window.fill(turn.answers)
        window.press(turn.task)
        assert window.said() == f"“{turn.task}” is done and recorded."

    def close(self) -> None:
        for window in self.windows.values():
            window.close()

    @staticmethod
    def back_to_parts(window: Window) -> None:
        window.follow("Back to the parts of this request")


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def judge(request: pytest.FixtureRequest) -> Judge | None:
    return Judge() if request.param else None


@pytest.fixture
def office(real: Services, chromium: Browser, serve: Served, judge: Judge | None) -> Iterator[Office]:
    address = serve(create_app(real))
    real.worker.start()
    found = Office(chromium, address, judge=judge)
    yield found
    found.close()


@pytest.fixture
def copies(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "post-1.pdf", tmp_path / "post-2.pdf"
    for path in paths:
        path.write_bytes(b"%PDF-1.7\n" + path.name.encode())
    return paths


def test_a_request_goes_from_the_concern_to_the_shared_log(
    office: Office, judge: Judge | None, copies: tuple[Path, Path], real: Services
) -> None:
    office.start()
    office.play(happy_path.BEFORE_THE_SEARCH)
    office.play(happy_path.SEARCH)
    office.play(happy_path.after_the_search(*copies))
    aisha = office.windows[AISHA]
    expect_text(aisha, "Ended")
