"""Documents made from templates: accessible, with properties and the standing notice, and nothing of a value or a template runs."""

from __future__ import annotations

import io
import itertools
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import docx
import pypdf
import pytest

from service.documents import BrokenTemplate, Look, Paper, apart, make, named_in, readable_name, sample
from service.documents.model import STANDING_NOTICE
from service.documents.words import readable

ROOT = Path(__file__).parents[3]
SHIPPED = {path.name: path.read_bytes() for path in (ROOT / "processes").glob("*/documents/*")}
PAPER = Paper(title="Example letter", number="AR-2026-0001", made_at=datetime(2026, 7, 20, 9, 30, tzinfo=UTC))
LOOK = Look(council="Ashdale Council", colour="#1d3c6e")
HEAD = '#import "/paper.typ": *\n'


def made(template, data=None, *, name="letter.typ", **files):
    """Return what a template in text makes of data."""
    given = {name: (HEAD + template).encode(), **{f"{key}.typ": text.encode() for key, text in files.items()}}
    return make(name, given, data or {}, paper=PAPER, look=LOOK)


def text_of(content):
    """Return the words of a PDF on one line."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


def headings_of(content):
    """Return how a screen reader is told the rank of each heading of a PDF, in order."""
    found, left = [], [pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/StructTreeRoot"]]
    while left:
        node = left.pop(0)
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, dict):
            found += [int(node["/S"][2:])] if re.fullmatch(r"/H[1-6]", str(node.get("/S"))) else []
            node = node.get("/K", [])
            node = node.get_object() if hasattr(node, "get_object") else node
            left[:0] = node if isinstance(node, list) else [node]
    return found


def refused(template, data=None, **files):
    """Return where, what and remedy of a template that cannot be used."""
    with pytest.raises(BrokenTemplate) as error:
        made(template, data, **files)
    return error.value.where, error.value.what, error.value.remedy


@pytest.mark.parametrize("name", sorted(name for name in SHIPPED if name.endswith(".typ")))
def test_every_shipped_template_makes_a_tagged_archivable_pdf_with_its_properties(name):
    document = make(name, SHIPPED, sample(SHIPPED, name), paper=PAPER, look=LOOK)
    read = pypdf.PdfReader(io.BytesIO(document.content))
    root = read.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (True, "en-GB", True)
    assert "<pdfuaid:part>1<" in xmp and "<pdfaid:part>2<" in xmp and "<pdfaid:conformance>A<" in xmp
    assert (read.metadata.title, read.metadata.author) == ("Example letter", "Ashdale Council")
    words = text_of(document.content)
    assert "Made on 20 July 2026 at 10:30" in words and "AR-2026-0001" in words and f"Page 1 of {len(read.pages)}" in words
    assert words.count("It is not legal advice") == len(read.pages) + 1
    ranks = headings_of(document.content)
    assert ranks.count(1) == 1 and all(after <= before + 1 for before, after in itertools.pairwise(ranks))


@pytest.mark.parametrize("name", sorted(name for name in SHIPPED if name.endswith(".docx")))
def test_every_shipped_letter_makes_a_word_file_with_its_properties_and_the_notice(name):
    document = make(name, SHIPPED, sample(SHIPPED, name), paper=PAPER, look=LOOK)
    read = docx.Document(io.BytesIO(document.content))
    core = read.core_properties
    assert (core.title, core.author, core.language, core.subject) == (
        "Example letter",
        "Ashdale Council",
        "en-GB",
        "AR-2026-0001",
    )
    words = [paragraph.text for paragraph in read.paragraphs]
    assert words[:3] == ["Ashdale Council", "Example letter", "Case AR-2026-0001. Made on 20 July 2026 at 10:30."]
    assert not [line for line in words if "{{" in line or "{%" in line]
    assert [STANDING_NOTICE in [paragraph.text for paragraph in section.footer.paragraphs] for section in read.sections] == [True]


def test_a_twin_is_taken_for_the_other_format():
    data = sample(SHIPPED, "foi-response.typ")
    assert make("foi-response.typ", SHIPPED, data, paper=PAPER, look=LOOK, format_="docx").ending == "docx"
    page = make("foi-response.docx", SHIPPED, data, paper=PAPER, look=LOOK, format_="html").content.decode()
    assert page.startswith('<!DOCTYPE html><html lang="en-GB">') and "<title>Example letter</title>" in page
    assert page.count("<h1>") == 1 and "It is not legal advice" in page


HOSTILE = "*x* #read(\"/etc/passwd\") $ \\ @a <b> _ ` {{ 7*7 }} {% raw %} <script>alert('x')</script> & \u202e\x00end"
SEEN = "*x* #read(\"/etc/passwd\") $ \\ @a <b> _ ` {{ 7*7 }} {% raw %} <script>alert('x')</script> & end"


def test_a_hostile_value_is_only_text_in_a_pdf():
    assert SEEN in text_of(
        made('#set text(font: "DejaVu Sans Mono", size: 6pt)\n#said(data.who)', {"who": HOSTILE}).content
    ).replace("’", "'")


def test_a_hostile_value_is_only_text_in_a_word_file():
    data = dict(sample(SHIPPED, "foi-review.docx")) | {"grounds": HOSTILE}
    read = docx.Document(io.BytesIO(make("foi-review.docx", SHIPPED, data, paper=PAPER, look=LOOK).content))
    assert SEEN in [paragraph.text for paragraph in read.paragraphs]


def test_a_hostile_value_is_only_text_in_a_page():
    content = make(
        "letter.typ",
        {"letter.typ": (HEAD + "#said(data.who)").encode()},
        {"who": HOSTILE},
        paper=PAPER,
        look=LOOK,
        format_="html",
    )
    assert b"<script" not in content.content


def test_a_template_says_in_which_file_and_line_it_is_broken():
    assert refused("= Fine\n#nonsense") == (
        "letter.typ, line 3",
        "Unknown variable: nonsense",
        "Mend the template and try it again with its example",
    )
    assert refused('#include "part.typ"', part="one\n\n#data.x")[:2] == ("part.typ, line 3", "Unknown variable: data")


def test_a_name_that_the_data_do_not_have_is_said():
    assert refused("#data.nobody")[:2] == ("letter.typ, line 2", 'Dictionary does not contain key "nobody"')


@pytest.mark.parametrize("template", ['#read("/etc/passwd")', '#read("../../etc/passwd")', '#image("/etc/hostname")'])
def test_a_template_reads_no_file_but_its_own(template):
    where, what, remedy = refused(template)
    assert (where, remedy) == ("letter.typ, line 2", "A template may use its own files in the folder documents only")
    assert "root:" not in what


def test_a_template_gets_no_package_from_the_network():
    assert refused('#import "@preview/cetz:0.2.0"')[1] == "It asks for a package"
    assert refused('#import ("@" + "preview/cetz:0.2.0")')[1].startswith("Failed to download package")


def test_a_word_template_reaches_nothing_of_python():
    document = docx.Document()
    document.add_paragraph("{{ ''.__class__.__mro__[1].__subclasses__() }}")
    out = io.BytesIO()
    document.save(out)
    with pytest.raises(BrokenTemplate, match="unsafe"):
        make("letter.docx", {"letter.docx": out.getvalue()}, {}, paper=PAPER, look=LOOK)


def test_a_file_that_is_no_word_file_is_said():
    with pytest.raises(BrokenTemplate, match="cannot be read as a Word file"):
        make("letter.docx", {"letter.docx": b"PK\x03\x04 nothing"}, {}, paper=PAPER, look=LOOK)


@pytest.mark.parametrize(
    "template", ["#for a in range(9999) { let x = 0; for b in range(99999) { x = calc.sin(b) } }", "#range(2000000000)"]
)
def test_a_template_that_never_ends_or_grows_is_stopped(template, monkeypatch):
    monkeypatch.setattr(apart, "WALL_SECONDS", 2)
    monkeypatch.setattr(apart, "MEMORY_BYTES", 1024**3)
    assert refused(template)[2] == apart.TOO_MUCH


def test_too_much_data_is_refused(monkeypatch):
    monkeypatch.setattr(apart, "MOST_DATA", 1000)
    assert refused("x", {"a": "y" * 5000})[1] == "The data are too large"


def test_a_missing_template_and_an_unknown_format_are_said():
    with pytest.raises(BrokenTemplate, match=r"letter\.typ: There is no such template"):
        make("letter.typ", {}, {}, paper=PAPER, look=LOOK)
    with pytest.raises(BrokenTemplate, match="no format “odt”"):
        make("letter.typ", {}, {}, paper=PAPER, look=LOOK, format_="odt")


def test_dates_and_times_are_put_into_words_of_london():
    data = {
        "a": "2026-03-01",
        "b": ["2026-07-01T23:30:00+00:00", "2026-01-01T12:00:00Z"],
        "c": "2026-13-01",
        "d": 3,
        "e": None,
        "f": True,
    }
    assert readable(data) == {
        "a": "1 March 2026",
        "b": ["2 July 2026 at 00:30", "1 January 2026 at 12:00"],
        "c": "2026-13-01",
        "d": 3,
        "e": None,
        "f": True,
    }


def test_a_word_without_a_label_reads_as_words():
    template = "#choice(data.kind, (:)), #site(data.seenOn), #site(data.title), #choice(none, (:))"
    words = text_of(made(template, {"kind": "self_harm", "seenOn": ["whatsapp", "snapchat"], "title": "WhatsApp"}).content)
    assert "Self harm, WhatsApp, Snapchat, WhatsApp, not given" in words


def test_a_file_name_has_the_number_and_the_title_and_nothing_that_breaks_it():
    paper = Paper(title='Log: final/\n"v2"', number="AR-2026-0001", made_at=PAPER.made_at)
    assert readable_name(paper, "pdf") == "AR-2026-0001 Log final v2.pdf"


def test_templates_are_found_in_names_and_expressions():
    assert named_in("letter.typ") == ("letter.typ",)
    assert named_in('=if late then "late-letter.typ" else "letter.docx"') == ("late-letter.typ", "letter.docx")
    assert named_in('="Dear {{who}}, see letter.typ"') == ()


def test_examples_name_nobody_real_and_stand_beside_every_template():
    templates = {Path(name).stem for name in SHIPPED if not name.endswith(".json")}
    examples = {Path(name).stem for name in SHIPPED if name.endswith(".json")}
    assert templates == examples
    for name in sorted(examples):
        names = re.findall(r'"\w+": "(\w\. \w+)', json.dumps(json.loads(SHIPPED[f"{name}.json"])))
        assert [said for said in names if not said.endswith(("Example", "Requester"))] == []
