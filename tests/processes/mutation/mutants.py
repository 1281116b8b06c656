"""The mutants of this test: faults picked evenly from all that the kinds of faults give, in the diagrams and tables named here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from service.domain.bundle import Bundle
from service.policy.bundle import Library
from service.settings import ROOT
from tests.processes.mutation.drawn import Drawn, kind
from tests.processes.mutation.faults import KINDS, pick
from tests.processes.mutation.unread import hash_of, without

COUNCIL = "wakefield"
REQUEST = "wmdc_search_request"
ASSESSMENT = "shared_surveillance_assessment"
DIAGRAMS = {REQUEST: f"processes/{COUNCIL}/{REQUEST}.bpmn", ASSESSMENT: f"processes/shared/{ASSESSMENT}.bpmn"}
TABLES = {
    "processes/shared/dmn-s1-surveillance.dmn": ASSESSMENT,
    f"processes/{COUNCIL}/dmn-w1-validate.dmn": REQUEST,
    f"processes/{COUNCIL}/dmn-w1-grounds.dmn": REQUEST,
}
AS_MANY = {
    "flow redirected": (7, 4),
    "answers exchanged": (6, 3),
    "condition negated": (7, 4),
    "gateway swapped": (5, 3),
    "default moved": (3, 2),
    "interruption turned round": (8, 1),
    "code changed": (6, 0),
    "element left out": (14, 4),
    "other people": (6, 2),
    "result always the same": (5, 3),
}
"""How many of each kind in the search request and in the assessment."""
ROWS = {"dmn-s1-surveillance.dmn": (5, 5), "dmn-w1-validate.dmn": (1, 1), "dmn-w1-grounds.dmn": (1, 1)}
"""How many rows of each table are dropped, and in how many the outcome is changed."""


@dataclass(frozen=True)
class Mutant:
    """One fault. ``procedure_id`` is the procedure to walk and to check."""

    name: str
    fault: str
    file: str
    procedure_id: str
    content: bytes

    @property
    def runs(self) -> str:
        """The hash of what the engine runs of it: what is only read or proved of it changes no walk."""
        return hash_of(without(self.bundle()).files)

    def bundle(self) -> Bundle:
        """Return the procedure with the fault in it."""
        sound = original(self.procedure_id)
        return Bundle(council=COUNCIL, procedure_id=self.procedure_id, files={**sound.files, self.file: self.content})


@lru_cache(maxsize=8)
def original(procedure_id: str) -> Bundle:
    """Return the procedure as it is shipped."""
    return Library(ROOT / "processes", ROOT / "forms").bundle(COUNCIL, procedure_id)


@lru_cache(maxsize=1)
def mutants() -> tuple[Mutant, ...]:
    """Return all mutants, each with a name of its own."""
    found = [*_in_diagrams(), *_in_tables()]
    assert len({mutant.name for mutant in found}) == len(found)
    return tuple(found)


def _in_diagrams() -> Iterator[Mutant]:
    for fault, counts in AS_MANY.items():
        for (procedure_id, file), count in zip(DIAGRAMS.items(), counts, strict=True):
            content = original(procedure_id).files[file]
            names = [name for name, _ in KINDS[fault](Drawn(content))]
            for index in evenly(len(names), count):
                drawn = Drawn(content)
                name, change = list(KINDS[fault](drawn))[index]
                change(drawn)
                yield Mutant(f"{_short(procedure_id)}: {name}", fault, file, procedure_id, drawn.content())


def evenly(have: int, wanted: int) -> Sequence[int]:
    """Return up to ``wanted`` indices below ``have``, spread evenly."""
    wanted = min(have, wanted)
    return [(2 * step + 1) * have // (2 * wanted) for step in range(wanted)]


def _in_tables() -> Iterator[Mutant]:
    for file, procedure_id in TABLES.items():
        content = original(procedure_id).files[file]
        short = file.rpartition("/")[2]
        dropped, changed = ROWS[short]
        rows = len(_rules(etree.fromstring(content)))
        for index in evenly(rows, dropped):
            root = etree.fromstring(content)
            rule = _rules(root)[index]
            parent = rule.getparent()
            assert parent is not None
            parent.remove(rule)
            yield Mutant(f"{short}: drop row {index + 1}", "decision row dropped", file, procedure_id, etree.tostring(root))
        for index in evenly(rows, changed):
            root = etree.fromstring(content)
            rules = _rules(root)
            first = [_outcome(rule) for rule in rules]
            others = sorted({str(each.text) for each in first} - {str(first[index].text)})
            other = others[pick(f"{short}{index}", len(others))]
            first[index].text = other
            name = f"{short}: row {index + 1} gives {other}"
            yield Mutant(name, "decision output changed", file, procedure_id, etree.tostring(root))


def _rules(root: etree._Element) -> list[etree._Element]:
    return [each for each in root.iter() if kind(each) == "rule"]


def _outcome(rule: etree._Element) -> etree._Element:
    entry = next(each for each in rule if kind(each) == "outputEntry")
    return next(each for each in entry if kind(each) == "text")


def _short(procedure_id: str) -> str:
    return "S1P" if procedure_id == ASSESSMENT else "W1"
