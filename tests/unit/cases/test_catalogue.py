"""What the catalogue tells of a procedure comes out of its own files; the handbook says the same as an accessible PDF."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from service.cases.catalogue import Entry, Kept, Step, entry, handbook
from service.cases.opened import open_bundle
from service.domain.assurance import StoredVerdict
from service.policy.bundle import Library

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def review() -> Entry:
    opened = open_bundle(Library(ROOT / "processes", ROOT / "forms").bundle("wakefield", "wmdc_usefulness_review"))
    verdict = StoredVerdict(
        check_id="W2-I01", sentence="", level="R", outcome="guarded", why="", procedure_id="wmdc_usefulness_review"
    )
    return entry(opened, [verdict], pack=opened.pack, version=3, since=datetime(2026, 3, 1, 9, tzinfo=UTC), running=2)


def test_a_procedure_is_told_from_its_files(review: Entry) -> None:
    assert (review.name, review.version, review.running) == ("Six-month usefulness review", 3, 2)
    assert "Originating Social Worker" in review.roles
    assert all(step.name and step.who and step.what and step.form for step in review.steps)
    assert review.forms == tuple(dict.fromkeys(step.form for step in review.steps))
    assert {item.check_id: item.standing for item in review.kept}["W2-I01"] == "Kept while cases run"
    assert {item.standing for item in review.kept if item.check_id != "W2-I01"} <= {"Not known"}
    assert [picture.svg.startswith("<svg") for picture in review.pictures] == [True] * len(review.pictures) != []


def test_the_handbook_is_accessible_and_tells_each_procedure_with_its_pictures_described(review: Entry) -> None:
    opened = open_bundle(Library(ROOT / "processes", ROOT / "forms").bundle("wakefield", "wmdc_usefulness_review"))
    hostile = replace(
        review,
        name="Another #panic() one",
        purpose="",
        version=0,
        since=None,
        running=None,
        steps=(Step(name="*Do* it", who="A", what="", form=""),),
        kept=(Kept(check_id="X-I01", sentence="$x$", source="", outcome=""),),
        pictures=(),
    )
    made = handbook([review, hostile], pack=opened.pack, made_at=datetime(2026, 7, 1, 9, tzinfo=UTC))
    read = pypdf.PdfReader(io.BytesIO(made.content))
    root = read.trailer["/Root"]
    words = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    assert "<pdfuaid:part>1<" in root["/Metadata"].get_data().decode()
    assert [line.title for line in root and read.outline if not isinstance(line, list)] == ["Handbook of procedures"]
    for part in (
        "Six-month usefulness review",
        "3, live since 1 March 2026",
        "Cases running 2",
        "Another #panic() one",
        "*Do* it",
        "$x$",
    ):
        assert part in words
    assert b"Diagram of Six-month usefulness review" in made.content or "Not known" in words
