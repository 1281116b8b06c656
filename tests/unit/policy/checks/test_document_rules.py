"""The rule about templates: there, faultless, given what they ask for, and with a title that tells nobody's name."""

from __future__ import annotations

import pytest
from small_bundles import OPERATIONS, bundle, diagram, task

from connectors.protocol import Operation
from service.domain.bundle import Bundle
from service.policy import archive
from service.policy.bundle import rebuild
from service.policy.checks import check
from service.policy.checks.document_fits import given_names, telling
from service.policy.reach import reached

KNOWN = (
    *OPERATIONS,
    Operation(name="documents.render", summary="", required=("template", "title", "data"), optional=("format",)),
)
LETTER = b'#import "/paper.typ": *\nDear #said(data.who)'
FOLDER = "processes/ashdale/documents"


def ordering(template: str = "letter.typ", title: str = "A letter", data: str = "={who: 1}") -> bytes:
    mappings = "".join(
        f'<zeebe:input source="{source}" target="{target}"/>'
        for target, source in (("template", template), ("title", title), ("data", data))
    )
    extension = f'<zeebe:taskDefinition type="documents.render"/><zeebe:ioMapping>{mappings}</zeebe:ioMapping>'
    return diagram(task("A_Make", tag="serviceTask", name="Make the letter", extension=extension))


def said(content: bytes, **files: bytes) -> list[str]:
    given = bundle(content, **{f"{FOLDER}/{name}": text for name, text in files.items()})
    return [finding.message for finding in check(given, KNOWN) if finding.rule == "document-fits"]


def test_a_template_with_its_example_fits() -> None:
    assert said(ordering(), **{"letter.typ": LETTER, "letter.json": b'{"who": "A"}'}) == []


def test_plain_text_in_the_diagram_is_no_template_file() -> None:
    assert said(ordering(template="Dear {{who}}")) == []


@pytest.mark.parametrize(
    ("files", "part"),
    [
        ({}, "There is no template letter.typ"),
        ({"letter.typ": LETTER}, "Put an example into letter.json"),
        ({"letter.typ": LETTER, "letter.json": b"[]"}, "letter.json: It is no object"),
        ({"letter.typ": LETTER, "letter.json": b"{"}, "letter.json: It is not JSON"),
        ({"letter.typ": b"one\n#nobody", "letter.json": b"{}"}, "letter.typ, line 2: Unknown variable: nobody"),
        ({"letter.typ": LETTER, "letter.json": b'{"who": 1}', "letter.docx": b"PK"}, "letter.docx: It cannot be read"),
        (
            {"letter.typ": LETTER, "letter.json": b'{"who": 1, "when": 2}'},
            "letter.typ asks for “when”, which the data do not give",
        ),
    ],
)
def test_what_is_wrong_with_a_template_is_found_at_the_task(files: dict[str, bytes], part: str) -> None:
    found = said(ordering(), **files)
    assert len(found) == 1 and part in found[0]


def test_a_title_may_take_in_numbers_and_references_only() -> None:
    files = {"letter.typ": LETTER, "letter.json": b'{"who": "A"}'}
    assert said(ordering(title="=&quot;Letter &quot; + case.number"), **files) == []
    (found,) = said(ordering(title="=&quot;Letter to &quot; + child"), **files)
    assert "“child”" in found
    assert telling('="About " + replace(foiReference, "/", "-") + who.name + string(dueDate)') == ("who.name",)


def test_names_are_read_out_of_a_context_and_nothing_else() -> None:
    assert given_names('={a: 1, "b c": {d: [1, 2]}, e: f(g, h), i: if j then "k: l" else m}') == {"a", "b c", "e", "i"}
    assert given_names("=put(a, b, 1)") is None


def test_a_version_takes_along_the_templates_it_names_with_examples_twins_and_what_they_include() -> None:
    shared = "processes/shared/documents"
    files = {
        **bundle(ordering()).files,
        f"{FOLDER}/letter.typ": b'#include "sender.typ"',
        f"{shared}/letter.typ": b"not this one",
        f"{shared}/letter.docx": b"PK",
        f"{shared}/letter.json": b"{}",
        f"{shared}/sender.typ": b"Us",
        f"{shared}/other.typ": b"Nobody names it",
    }
    paths = reached(files, council="ashdale", procedure_id="ash_ask")
    assert sorted(path for path in paths if "/documents/" in path) == [
        f"{FOLDER}/letter.typ",
        f"{shared}/letter.docx",
        f"{shared}/letter.json",
        f"{shared}/sender.typ",
    ]


def test_a_template_comes_back_through_an_archive_and_can_be_replaced_by_its_bare_name() -> None:
    given = bundle(ordering(), **{f"{FOLDER}/letter.typ": LETTER, f"{FOLDER}/letter.json": b'{"who": 1}'})
    again = Bundle(council="ashdale", procedure_id="ash_ask", files=archive.unpack(archive.pack(given)))
    assert again == given
    changed = rebuild(given, {"letter.typ": b"changed"})
    assert changed.files[f"{FOLDER}/letter.typ"] == b"changed" and changed.content_hash != given.content_hash
