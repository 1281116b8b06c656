"""Every command has a permission with its sentence, an audit verb in the past tense, and a test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service.authz.permissions import SENTENCES, TABLE
from service.commands.gate import Verb
from service.commands.registry import VERBS

TESTS = Path(__file__).resolve().parents[1]
TEXT = "\n".join(path.read_text("utf-8") for path in TESTS.rglob("test_*.py") if path != Path(__file__))


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.request.__name__)
def test_a_command_has_permission_audit_and_test(verb: Verb[Any]) -> None:
    assert verb.permission in TABLE and verb.permission in SENTENCES
    assert verb.audit and verb.audit == verb.audit.lower()
    assert f"{verb.request.__name__}(" in TEXT, "no test runs it"


def test_every_permission_says_why_it_refuses() -> None:
    assert set(TABLE) == set(SENTENCES)


def test_audit_verbs_are_in_the_past_tense() -> None:
    irregular = {"job_put_off", "document_made", "job_error_thrown"}
    odd = [verb.audit for verb in VERBS.values() if not (verb.audit in irregular or verb.audit.split("_")[-1].endswith("ed"))]
    assert odd == []
