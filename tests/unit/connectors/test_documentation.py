"""docs/connectors.md names every operation exactly as it is."""

from __future__ import annotations

from pathlib import Path

from connectors.case import Case
from connectors.case_record import CaseRecord
from connectors.documents import Documents
from connectors.email import Email
from connectors.procedure import Procedure
from connectors.recording import MemoryRecord
from connectors.register import Register
from connectors.registry import operations_of
from connectors.surveys import Survey

PAGE = Path(__file__).resolve().parents[3] / "docs" / "connectors.md"


def in_code(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "–"


def test_every_operation_stands_in_the_documentation_as_it_is():
    email = Email(recipients=lambda *_, **__: (), deliver=lambda *_: None, fetch=lambda *_: None, base_url="")
    record = CaseRecord(MemoryRecord({}), fetch=lambda *_: None)
    survey = Survey(recipients=lambda *_, **__: (), invitations=None, deliver=lambda *_: None, base_url="")
    operations = operations_of([email, record, Documents(lambda *_, **__: ""), Register(), Case(), Procedure(None), survey])
    rows = [
        f"| `{name}` | {one.summary} | {in_code(one.required)} | {in_code(one.optional)} | {in_code(one.gives)} | {in_code(one.errors)} |"
        for name, one in sorted(operations.items())
    ]
    assert [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")] == rows
