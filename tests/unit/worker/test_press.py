"""The press makes what a diagram orders, from the templates of the version that the case runs on."""

from __future__ import annotations

import io
from contextlib import nullcontext
from datetime import UTC, datetime
from types import SimpleNamespace

import pypdf
import pytest

from connectors.documents import Order
from connectors.protocol import Broken, Call
from service.domain.bundle import Bundle
from service.domain.errors import NotFound
from service.domain.pack import Pack
from service.worker.press import Press

TEMPLATE = b'#import "/paper.typ": *\n#said(data.people.by) wrote #said(data.text), and nobody is #said(data.people.gone)'
PACK = Pack(council="ashdale", name="Ashdale Council", parameters={}, roles=(), colours={"council": "red"})


def person(person_id):
    if person_id != "ann.ask":
        raise NotFound("nobody")
    return SimpleNamespace(name="Ann Ask", job_title="Worker")


def press_of(**files):
    bundle = Bundle(
        council="ashdale", procedure_id="p", files={f"processes/ashdale/documents/{name}": text for name, text in files.items()}
    )
    unit = SimpleNamespace(
        cases=SimpleNamespace(by_id=lambda case_id: SimpleNamespace(version_id="v1")),
        versions=SimpleNamespace(bundle=lambda version_id: bundle),
        people=SimpleNamespace(get=person),
    )
    return Press(lambda **_: nullcontext(unit), pack=lambda council: PACK)


CALL = Call(
    operation="documents.render",
    parameters={},
    key="k",
    case={"number": "AR-2026-0001", "caseId": "c1", "council": "ashdale"},
    attempt=1,
    now=datetime(2026, 3, 20, tzinfo=UTC),
)
ORDER = Order(
    template="note.typ", format="", title="Note", data={"people": {"by": "ann.ask", "gone": "left.long.ago"}, "text": "ann.ask"}
)


def test_people_are_named_and_the_rest_of_the_data_stays():
    printed = press_of(**{"note.typ": TEMPLATE})(ORDER, CALL)
    assert (printed.name, printed.media_type) == ("AR-2026-0001 Note.pdf", "application/pdf")
    words = pypdf.PdfReader(io.BytesIO(printed.content)).pages[0].extract_text()
    assert "Ann Ask, Worker wrote ann.ask, and nobody is left.long.ago" in " ".join(words.split())


def test_a_template_that_cannot_be_used_stops_the_case_and_says_why():
    with pytest.raises(Broken, match=r"note\.typ: There is no such template"):
        press_of()(ORDER, CALL)
    with pytest.raises(Broken, match=r"note\.typ, line 1: Unknown variable: nobody"):
        press_of(**{"note.typ": b"#nobody"})(ORDER, CALL)
