"""What keeps the product in shape: storeys, one XML parser, settings read once, no council in the code, small files."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(
    path for room in ("service", "connectors") for path in (ROOT / room).rglob("*.py") if "node_modules" not in path.parts
)
COUNCIL_WORDS = re.compile(
    r"wakefield|wmdc|\bkent\b|\bkcc\b|\bosw\b|\baaw\b|\bsm_lac\b|care director|\bW[1-5]_|\bS1P_|\bK\d+A?_", re.IGNORECASE
)
DOCUMENTED = ("engine", "commands", "queries", "authz", "policy", "domain")
LONGEST_FILE = 350
LONGEST_FUNCTION = 60


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_the_import_contracts_are_kept() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_contract_says_in_a_sentence_what_it_is_for() -> None:
    names = re.findall(
        r'^\[\[tool\.importlinter\.contracts\]\]\nname = "(.+)"$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE
    )
    assert len(names) >= 8 and all(len(name.split()) >= 8 for name in names)


def test_there_is_one_xml_parser() -> None:
    parsing = re.compile(
        r"\betree\.(fromstring|parse|XML|iterparse|XMLParser)\b|ElementTree|minidom|\bxml\.sax\b|html5lib|BeautifulSoup"
    )
    assert [named(path) for path in CODE if parsing.search(path.read_text("utf-8"))] == ["service/engine/xml.py"]


def test_no_word_of_a_council_stands_in_the_code() -> None:
    found = {}
    for path in CODE:
        lines = [line for line in path.read_text("utf-8").splitlines() if COUNCIL_WORDS.search(line)]
        if lines:
            found[named(path)] = lines
    assert found == {}


def test_the_environment_is_read_in_one_place() -> None:
    reading = re.compile(r"os\.(environ|getenv)\b")
    assert [named(path) for path in CODE if reading.search(path.read_text("utf-8"))] == ["service/settings.py"]


def test_nothing_is_evaluated_or_unpickled() -> None:
    risky = re.compile(r"(?<![.\w])(eval|exec|compile)\(|\bpickle\b|\bmarshal\b|yaml\.(load|unsafe_load)\(|shell=True")
    assert [named(path) for path in CODE if risky.search(path.read_text("utf-8"))] == []


def test_broad_excepts_are_few() -> None:
    broad = re.compile(r"except (Exception|BaseException)\b|except:")
    assert sum(len(broad.findall(path.read_text("utf-8"))) for path in CODE) <= 4


@pytest.mark.parametrize("path", CODE, ids=named)
def test_files_and_functions_are_small_and_say_what_they_promise(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= LONGEST_FILE
    assert not text.strip() or ast.get_docstring(tree), "a file begins with what it promises"
    too_long = [node.name for node in functions(path) if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION]
    assert too_long == []


@pytest.mark.parametrize("room", DOCUMENTED)
def test_what_other_rooms_may_call_has_a_contract(room: str) -> None:
    silent = []
    for path in (ROOT / "service" / room).rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{named(path)}:{node.name}")
    assert silent == []


def test_no_file_is_called_after_nothing() -> None:
    assert [named(path) for path in CODE if path.stem in ("utils", "util", "helpers", "common", "misc")] == []
