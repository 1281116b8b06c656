import pytest

from service.domain.errors import Unfit
from service.domain.findings import Finding
from service.engine import xml


def refusal(content: bytes) -> str:
    with pytest.raises(Unfit) as caught:
        xml.parse(content, file="x.bpmn")
    assert {finding.rule for finding in caught.value.findings} == {"xml"}
    return caught.value.findings[0].message


def test_comments_and_instructions_are_removed_so_that_text_stays_whole() -> None:
    root = xml.parse(b"<a><?x y?>be<!-- c -->fore</a>", file="x.bpmn")
    assert (len(root), root.text) == (0, "before")


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        b"<!DOCTYPE a><a/>",
    ],
)
def test_document_types_and_entities_are_refused(content: bytes) -> None:
    assert refusal(content) == "Document types and entities are not allowed"


def test_entity_expansion_is_refused_before_it_grows() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    assert "not" in refusal(f'<!DOCTYPE a [<!ENTITY e0 "x">{levels}]><a>&e9;</a>'.encode())


@pytest.mark.parametrize("content", [b"", b"<a>", b"no", b"\x00\xff", b"<a>&b;</a>"])
def test_what_is_not_well_formed_is_refused(content: bytes) -> None:
    assert refusal(content).startswith("The file is not well-formed XML")


def test_large_files_are_refused() -> None:
    assert refusal(b"<a>" + b" " * xml.MAX_BYTES + b"</a>") == "The file is larger than 5 MB"


def test_deep_files_are_refused() -> None:
    assert refusal(b"<a>" * 201 + b"</a>" * 201) == "Elements are nested deeper than 200"
    xml.parse(b"<a>" * 200 + b"</a>" * 200, file="x.bpmn")


@pytest.mark.parametrize("name", ["1a", "a b", "a:b", "", "a'b", "-a"])
def test_ids_must_be_names(name: str) -> None:
    assert refusal(f'<a id="{name}"/>'.encode()).startswith(f"“{name}” cannot be an id")


def test_every_id_that_stands_twice_is_told() -> None:
    with pytest.raises(Unfit) as caught:
        xml.parse(b'<a id="x"><b id="x"/><c id="y"/><d id="y"/></a>', file="x.bpmn")
    assert caught.value.findings == (
        Finding(rule="xml", file="x.bpmn", message="The id “x” stands twice", element_id="x"),
        Finding(rule="xml", file="x.bpmn", message="The id “y” stands twice", element_id="y"),
    )
