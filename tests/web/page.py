"""A browser of text: follows the pages of the application and checks EVERY page it meets, whatever the test is about."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse, encode_multipart

ENDINGS = re.compile(r"^(?P<what>.+) – Triangulate – (?P<council>.+)$|^.+ – Triangulate$")


class Page:
    """One answer, read. ``text`` is what a reader sees, in one line."""

    def __init__(self, answer: TestResponse) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.tree = html.document_fromstring(answer.get_data(as_text=True))

    @property
    def text(self) -> str:
        words = "".join(self.tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]"))
        return re.sub(r"\s+", " ", words)

    @property
    def title(self) -> str:
        return str(self.tree.findtext(".//title"))

    @property
    def heading(self) -> str:
        return re.sub(r"\s+", " ", self.tree.xpath("string(//h1)")).strip()

    def links(self) -> dict[str, str]:
        return {re.sub(r"\s+", " ", link.text_content()).strip(): link.get("href") for link in self.tree.iter("a")}

    def value_of(self, name: str) -> str:
        return str(self.tree.xpath("//*[@name=$name]/@value", name=name)[0])


def check(page: Page, app: Flask, *, none_is_an_answer: bool = False) -> None:
    """Assert what every page owes its reader: a title of the pattern, one h1, a label for each control, ids once, forms that
    lead somewhere and carry a token, links to routes that exist, headings in order."""
    tree = page.tree
    assert ENDINGS.match(page.title), page.title
    assert len(tree.xpath("//h1")) == 1, f"{page.title}: {len(tree.xpath('//h1'))} h1"
    assert tree.get("lang") == "en-GB"
    assert [name for name, times in Counter(tree.xpath("//@id")).items() if times > 1] == [], "ids used twice"
    assert len(tree.xpath("//main")) == 1
    assert tree.xpath("//a[@class='govuk-skip-link']/@href") == ["#main"]
    levels = [int(heading.tag[1]) for heading in tree.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")]
    assert all(after - before <= 1 for before, after in pairwise(levels)), f"headings skip a level: {levels}"
    assert tree.xpath("//*[@style]") == [], "inline style"
    assert tree.xpath("//@*[starts-with(name(), 'on')]") == [], "inline handler"
    assert all(script.get("nonce") for script in tree.iter("script", "style")), "script or style without nonce"
    assert none_is_an_answer or "None" not in page.text, "None in the text"
    assert bool(tree.xpath("//*[@class='govuk-error-summary']")) == page.title.startswith("Error: ")
    check_controls(tree)
    check_forms(tree, app)
    check_links(tree, app)


def check_controls(tree: Any) -> None:
    labelled = set(tree.xpath("//label/@for"))
    for control in tree.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        named = control.get("id") in labelled or control.get("aria-label") or control.get("aria-labelledby")
        assert named, f"no label: {html.tostring(control)!r}"
    for group in tree.iter("fieldset"):
        assert group.find("legend") is not None, "fieldset without legend"
    ids = set(tree.xpath("//@id"))
    for attribute in ("aria-describedby", "aria-labelledby", "aria-controls"):
        for value in tree.xpath(f"//@{attribute}"):
            assert set(value.split()) <= ids, f"{attribute} leads nowhere: {value}"


def check_forms(tree: Any, app: Flask) -> None:
    for form in tree.iter("form"):
        method = (form.get("method") or "get").upper()
        assert leads_somewhere(app, form.get("action") or "", method), f"form leads nowhere: {form.get('action')}"
        assert form.xpath(".//button[not(@type) or @type='submit']"), "form without a button"
        if method == "POST":
            assert form.xpath(".//input[@name='csrf_token']"), "form without token"


def check_links(tree: Any, app: Flask) -> None:
    ids = set(tree.xpath("//@id"))
    for link in tree.iter("a"):
        target = link.get("href")
        assert target, f"link without target: {html.tostring(link)!r}"
        assert link.text_content().strip(), f"link without words: {target}"
        if target.startswith("#"):
            assert target[1:] in ids, f"{target} is not on the page"
        elif target.startswith("/"):
            assert leads_somewhere(app, target, "GET"), f"link leads nowhere: {target}"
        else:
            assert target.startswith(("https://", "http://", "mailto:", "tel:")), target


def leads_somewhere(app: Flask, target: str, method: str) -> bool:
    try:
        app.url_map.bind("localhost").match(urlsplit(target).path, method=method)
    except HTTPException:
        return False
    return True


def body(sent: dict[str, Any]) -> dict[str, Any]:
    """A form as the client sends it; one with files encoded in memory, because the client leaves the file open that it encodes a large one in."""
    if not any(isinstance(value, list) and any(isinstance(one, FileStorage) for one in value) for value in sent.values()):
        return {"data": sent}
    boundary, encoded = encode_multipart(sent)
    return {"data": encoded, "content_type": f"multipart/form-data; boundary={boundary}"}


class Browser:
    """Asks for pages as one person and checks each."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, *, status: int = 200) -> Page:
        return self._read(self.client.get(path), status)

    def post(self, path: str, data: Any = None, *, status: int = 303, token: bool = True, follow: bool = False) -> Page:
        sent = dict(data or {})
        if token:
            sent["csrf_token"] = self.token()
        return self._read(self.client.post(path, **body(sent), follow_redirects=follow), status)

    def token(self) -> str:
        return Page(self.client.get("/sign-in")).value_of("csrf_token")

    def sign_in(self, person_id: str, council: str = "oakshire") -> Browser:
        answer = self.client.post("/sign-in", data={"persona": person_id, "council": council, "csrf_token": self.token()})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return self

    def _read(self, answer: TestResponse, status: int) -> Page:
        assert answer.status_code == status, f"{answer.status_code}: {answer.get_data(as_text=True)[:3000]}"
        page = Page(answer)
        if not 300 <= status < 400:
            check(page, self.app)
        return page
