"""``triangulate handbook``: a council's procedures as a PDF, with what was proved of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader
from small_bundles import PACK, diagram, form, task

from service.cli import commands

KEPT = """[A-I01]
says = "Nothing is signed before it is done."
source = "Rule 1"
procedure = "ash_ask"
level = "D"
formal = "Prec(A_Do, A_Sign)"
[A-I02]
says = "What is done is never signed."
source = "Rule 2"
procedure = "ash_ask"
level = "D"
formal = "NoReach(A_Do, A_Sign)"
"""


@pytest.fixture
def root(folders: Path) -> Path:
    own = folders / "processes" / "ashdale"
    (own / "ask.bpmn").write_bytes(diagram(task(), task("A_Sign", name="Sign it")))
    (own / "policy.toml").write_text(PACK, "utf-8")
    (own / "invariants.toml").write_text(KEPT, "utf-8")
    (folders / "forms" / "ashdale" / "form-a.form").write_bytes(form())
    return folders


def handbook(root: Path, *words: str, council: str = "ashdale") -> Result:
    return CliRunner().invoke(commands, ["handbook", "--council", council, "--out", str(root / "book.pdf"), *words])


def text(root: Path) -> str:
    return " ".join(word for page in PdfReader(root / "book.pdf").pages for word in page.extract_text().split())


def test_the_handbook_says_what_was_proved_and_what_is_broken(root: Path) -> None:
    done = handbook(root)
    assert done.exit_code == 0 and done.stdout.startswith("1 procedures, "), done.output
    told = text(root)
    for words in ("Ashdale Council", "Sign it", "Nothing is signed before it is done.", "Holds on every way", "Broken"):
        assert words in told


def test_without_proofs_it_says_of_no_sentence_whether_it_holds(root: Path) -> None:
    assert handbook(root, "--no-proofs").exit_code == 0
    told = text(root)
    assert "Nothing is signed before it is done." in told and "Not known" in told
    assert "Holds on every way" not in told and "Broken" not in told


def test_a_council_that_is_not_there_is_a_sentence(root: Path) -> None:
    done = handbook(root, council="oakdale")
    assert (done.exit_code, done.stderr.strip()) == (1, "Error: There is no council 'oakdale'; there are ashdale")
    assert not (root / "book.pdf").exists()
