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

TOLD = [
    ("aisha.rahman", "A surveillance assessment for … has an outcome"),
    ("aisha.rahman", "A surveillance assessment for … has an outcome"),
    ("carol.whitaker", "The log of request … is final"),
    ("dilip.mistry", "Copies are ready on request …"),
    ("dilip.mistry", "The log of request … is final"),
    ("eileen.foster", "Copies are ready on request …"),
    ("eileen.foster", "The log of request … is final"),
]
FILED = ["WR-2026-0001-Investigation-Log.pdf", "post-1.pdf", "post-2.pdf"]
RULES = [
    "Rule 1 of 6: Reasonable grounds to believe that information is misleading or untrue, with the facts",
    "Rule 15 of 18: A single look at open content is not directed surveillance, but record why the person was not told",
    "Rule 5 of 5: May act on this request",
    "Rule 9 of 9: The request is in order",
]

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
        window.follow("Search request", within=window.page.get_by_role("main"))
        window.fill({"Case number": "CD-204417"})
        window.press("Start this request")
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
    case_says_it_is_over(office)
    cockpit_shows_no_content(office)
    assert told(real.settings.data_dir / "mail", office.number) == TOLD
    assert filed(real.settings.data_dir / "records" / "wakefield" / "CD-204417" / "Assessments") == FILED


def case_says_it_is_over(office: Office) -> None:
    """Read on the case page that it ended, how, and which rules decided."""
    aisha = office.windows[AISHA]
    aisha.menu("Cases")
    aisha.follow("", within=aisha.page.get_by_role("row").filter(has_text=office.number))
    expect_text(aisha, "Log shared")
    aisha.follow("Decisions only")
    history = aisha.page.get_by_role("region", name="History")
    assert sorted(set(history.locator(".tri-rule").all_inner_texts())) == RULES
    aisha.follow("Everything")
    for name in (AISHA, CAROL, EILEEN, FEMI, DILIP):
        assert f"by {name}" in history.inner_text()
    aisha.follow("All ")
    assert aisha.heading() == "The whole procedure, and where this request is"


def cockpit_shows_no_content(office: Office) -> None:
    """Let the administrator find the case and learn nothing about the family."""
    uma = office.windows[UMA]
    uma.menu("Cases")
    uma.follow(office.number)
    text = uma.page.get_by_role("main").inner_text()
    assert "Log shared" in text
    assert [word for word in ("Kaye", "Zara", "Robin", "van overnight") if word in text] == []


def told(folder: Path, number: str) -> list[tuple[str, str]]:
    """Return to whom each letter went and what it is about, without the request's number."""
    letters = [message_from_bytes(path.read_bytes()) for path in folder.iterdir()]
    return sorted((letter["To"].partition("@")[0], letter["Subject"].replace(number, "…")) for letter in letters)


def filed(folder: Path) -> list[str]:
    """Return the names of what lies in a folder of the case record, without the key before each."""
    return sorted(path.name.partition("-")[2] for path in folder.iterdir())
