"""Every page that a persona of the demo can reach by its links: whole, quiet about the family in address and title, never a refusal."""

from __future__ import annotations

from collections import deque
from urllib.parse import urldefrag, urljoin

import pytest

from service.app import create_app
from service.bootstrap import Services
from service.demo import as_scenario
from service.policy.scenarios import run
from service.stage import Rehearsal
from tests.web.page import Browser, Page, check

COUNCIL = "wakefield"
PAGES_AT_MOST = 70
NAMES = ("Kaye", "Zara", "Dean ", "Robin", "Loxley", "Maya", "Theo", "Aspinall", "Denby", "Pryce")


@pytest.fixture
def lived_in(real: Services) -> Services:
    """The service with the first two cases of the demo, which stand at different steps."""
    for case in real.library.demo(COUNCIL).cases[:2]:
        report = run(as_scenario(case, COUNCIL, at=real.clock.now()), Rehearsal(real, real.clock, council=COUNCIL))  # type: ignore[arg-type]
        assert report.failures == ()
    return real


@pytest.mark.slow
def test_whoever_follows_a_link_finds_a_whole_page_behind_it(lived_in: Services) -> None:
    app = create_app(lived_in)
    for person in lived_in.personas(COUNCIL):
        walk(Browser(app).sign_in(person.person_id, COUNCIL), person.name)


def walk(browser: Browser, who: str) -> None:
    """Follow every link from the first page on, a bounded number of them."""
    seen, waiting = {"/"}, deque(["/"])
    while waiting and len(seen) < PAGES_AT_MOST:
        path = waiting.popleft()
        answer = browser.client.get(path, follow_redirects=True)
        assert answer.status_code == 200, f"{who}: {path} answers {answer.status_code}"
        assert not [name for name in NAMES if name.strip().lower() in path.lower()], f"{path} tells a name"
        if answer.mimetype != "text/html":
            continue
        page = Page(answer)
        check(page, browser.app, none_is_an_answer=True)
        assert not [name for name in NAMES if name in page.title], f"{page.title} tells a name"
        for link in page.tree.xpath("//a/@href"):
            target = urldefrag(urljoin(path, link)).url
            if target.startswith("/") and target not in seen:
                seen.add(target)
                waiting.append(target)
