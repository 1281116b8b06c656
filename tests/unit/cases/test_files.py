"""Files in forms: what they see, and that an answer names a usable document of the case."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from service import form_schemas
from service.cases.files import require_known_files, with_files
from service.domain.errors import Invalid

FILE = {"type": "filepicker", "key": "file", "label": "Copy", "id": "f1", "accept": ".pdf"}
TEXT = {"type": "textfield", "key": "note", "label": "Note", "id": "f2"}
ROWS = {"type": "dynamiclist", "path": "copies", "label": "Copies", "id": "f3", "components": [FILE]}


def form(*components):
    content = {"type": "default", "id": "f", "schemaVersion": 18, "executionPlatform": "Camunda Cloud", "components": components}
    return form_schemas.load(json.dumps({**content, "executionPlatformVersion": "8.6.0"}).encode(), file="f.form")


def unit_with(*documents):
    return SimpleNamespace(documents=SimpleNamespace(of_case=lambda case_id: documents))


def document(document_id, status="OK"):
    return SimpleNamespace(document_id=document_id, name=f"{document_id}.pdf", sha256="ab", size=3, evidential_status=status)


def test_a_form_with_files_sees_the_usable_ones_of_its_case():
    unit = unit_with(document("d1"), document("d2", "INADMISSIBLE"))
    seen = with_files({"a": 1}, form(ROWS), "c1", unit)
    assert seen == {"a": 1, "files": {"d1": {"name": "d1.pdf", "sha256": "ab", "size": 3}}}


def test_a_form_without_files_costs_no_statement():
    assert with_files({"a": 1}, form(TEXT), "c1", SimpleNamespace()) == {"a": 1}


def test_a_form_whose_text_speaks_of_files_sees_them():
    told = {**TEXT, "readonly": True, "properties": {"value": "=count(get entries(files))"}}
    assert with_files({}, form(told), "c1", unit_with()) == {"files": {}}


def test_only_documents_of_the_case_are_accepted_in_rows_too():
    scope = {"files": {"d1": {}}}
    answers = {"file": "d1", "copies": [{"file": "d1"}, {"file": "d9"}, {"file": None}]}
    require_known_files(form(FILE), answers, scope)
    with pytest.raises(Invalid) as refused:
        require_known_files(form(FILE, ROWS), answers, scope)
    assert [problem.where for problem in refused.value.problems] == ["copies[1].file"]
