"""Rows of stored files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.domain.errors import NotFound
from service.domain.records import DocumentRecord
from service.store import Database

from .making import MINUTE, NOW, with_case

PAGE = DocumentRecord(
    document_id="d1",
    case_id="c1",
    name="page.png",
    media_type="image/png",
    size=3,
    sha256="ab" * 32,
    added_at=NOW,
    added_by="ann",
    custody=("Added by Ann.",),
)


def test_a_document_keeps_its_custody_which_only_grows(database: Database) -> None:
    with_case(database)
    with database.unit_of_work() as unit:
        unit.documents.add(PAGE)
        unit.documents.add_custody("d1", "Filed by Bob.")
        assert unit.documents.get("d1") == replace(PAGE, custody=("Added by Ann.", "Filed by Bob."))
        with pytest.raises(NotFound):
            unit.documents.get("d9")


def test_documents_of_a_case_come_oldest_first(database: Database) -> None:
    with_case(database)
    older = replace(PAGE, document_id="d2", added_at=NOW - MINUTE, custody=())
    with database.unit_of_work() as unit:
        unit.documents.add(PAGE)
        unit.documents.add(older)
        assert (unit.documents.of_case("c1"), unit.documents.of_case("c2")) == ([older, PAGE], [])


def test_material_is_marked_by_id_or_by_who_added_it(database: Database) -> None:
    with_case(database)
    with database.unit_of_work() as unit:
        unit.documents.add(PAGE)
        unit.documents.add(replace(PAGE, document_id="d2", added_by="bob", sha256="b" * 64))
        mark = unit.registers.mark_documents
        assert mark(council="north", status="INADMISSIBLE_PENDING", document_ids=["d1"]) == 1
        assert mark(council="north", status="INADMISSIBLE", added_by="bob") == 1
        assert mark(council="south", status="OK", document_ids=["d1", "d2"]) == 0
        marks = [unit.documents.get(document_id).evidential_status for document_id in ("d1", "d2")]
    assert marks == ["INADMISSIBLE_PENDING", "INADMISSIBLE"]
