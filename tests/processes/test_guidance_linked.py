"""Guidance is found where it matters: each page of Kent's own is linked from a form, and no link leads nowhere."""

from __future__ import annotations

import re

from service.policy.guidance import read
from service.settings import ROOT

COUNCIL = "kent"
LINK = re.compile(r"\]\(/(guidance|start)/([a-z0-9_-]+)\)")


def test_each_page_of_the_councils_own_is_linked_from_a_form() -> None:
    linked = {name for path in (ROOT / "forms" / COUNCIL).glob("*.form") for _, name in LINK.findall(path.read_text("utf-8"))}
    own = {chapter.name for chapter in read(ROOT / "processes", COUNCIL) if not chapter.shared}
    assert own - linked == set()


def test_no_link_leads_nowhere() -> None:
    chapters = read(ROOT / "processes", COUNCIL)
    folders = [ROOT / "processes" / name for name in (COUNCIL, "shared")]
    there = {("guidance", chapter.name) for chapter in chapters}
    there |= {("start", path.stem) for folder in folders for path in folder.glob("*.bpmn")}
    texts = {chapter.name: chapter.text for chapter in chapters}
    texts |= {path.name: path.read_text("utf-8") for path in (ROOT / "forms" / COUNCIL).glob("*.form")}
    lost = {(where, "/".join(link)) for where, text in texts.items() for link in LINK.findall(text) if link not in there}
    assert lost == set()
