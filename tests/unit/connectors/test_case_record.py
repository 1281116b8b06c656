"""The social care record: reading, filing once, never outside its folder."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.case_record import CaseRecord, Filed, FolderRecord
from connectors.protocol import BpmnError, Broken, Call, TryAgain
from connectors.recording import MemoryRecord

CASE = {"number": "AR-2026-0001", "caseId": "c1", "council": "ashdale", "procedure": "p", "startedBy": "ann.ask"}
CONTENT = {"title": "Robin", "children": [{"id": "robin", "name": "Robin"}], "people": []}


def call(operation: str, **parameters: object) -> Call:
    return Call(operation=operation, parameters=parameters, key="k1", case=CASE, attempt=1, now=datetime(2026, 3, 20, tzinfo=UTC))


def fetch(case_id: str, document_id: str) -> Filed:
    return Filed(f"{document_id} of {case_id}.pdf", document_id.encode())


@pytest.fixture(params=["folder", "memory"])
def record(request, tmp_path):
    if request.param == "memory":
        return MemoryRecord({("ashdale", "CD-1"): CONTENT})
    folder = FolderRecord(tmp_path)
    folder.write("ashdale", "CD-1", CONTENT)
    return folder


def test_reading_gives_the_case_or_says_that_there_is_none(record):
    connector = CaseRecord(record, fetch=fetch)
    assert connector.read(call("case_record.read", reference="CD-1")) == {
        "record": {**CONTENT, "reference": "CD-1"},
        "found": True,
    }
    missing = connector.read(call("case_record.read", reference="../CD-1"))
    assert missing == {"record": {"title": "", "children": [], "people": [], "reference": "../CD-1"}, "found": False}


def test_filing_twice_files_once(record):
    connector = CaseRecord(record, fetch=fetch)
    asked = call("case_record.file", reference="CD-1", folder="Assessments", documents=["d1", {"documentId": "d2"}, "d1"])
    first = connector.file(asked)
    assert first == connector.file(asked)
    refs = first["documentRefs"]
    assert [ref.rsplit("-", 1)[0].split("/")[:2] for ref in refs] == [["CD-1", "Assessments"]] * 2
    assert refs[0].endswith("d1-of-c1.pdf") and refs[1].endswith("d2-of-c1.pdf")


def test_text_is_filed_under_its_title(record):
    connector = CaseRecord(record, fetch=fetch)
    (ref,) = connector.file(
        call("case_record.file", reference="CD-1", folder="Assessments", title="The log", text="Nothing found")
    )["documentRefs"]
    assert ref.endswith("-The-log.txt")


def test_an_unknown_case_goes_to_the_boundary_of_the_diagram(record):
    with pytest.raises(BpmnError) as raised:
        CaseRecord(record, fetch=fetch).file(call("case_record.file", reference="CD-9", folder="Assessments", text="x"))
    assert raised.value.code == "RECORD_UNKNOWN"


@pytest.mark.parametrize("wrong", [{"folder": "../x", "text": "x"}, {"folder": "A"}, {"folder": "A", "documents": [1]}])
def test_what_can_never_be_filed_is_broken(record, wrong):
    with pytest.raises(Broken):
        CaseRecord(record, fetch=fetch).file(call("case_record.file", reference="CD-1", **wrong))


def test_a_reference_that_leaves_the_folder_cannot_be_written(tmp_path):
    with pytest.raises(ValueError, match="reference"):
        FolderRecord(tmp_path).write("ashdale", "../x", CONTENT)


def test_a_record_that_cannot_be_written_is_tried_again(tmp_path):
    folder = FolderRecord(tmp_path)
    folder.write("ashdale", "CD-1", CONTENT)
    (tmp_path / "ashdale" / "CD-1" / "Assessments").write_text("a file")
    with pytest.raises(TryAgain):
        CaseRecord(folder, fetch=fetch).file(call("case_record.file", reference="CD-1", folder="Assessments", text="x"))
