"""Gaps, idle rules and contradictions of random small tables are those that trying every input finds."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine import decisions
from service.engine.decisions import DecisionTable, HitPolicy
from service.engine.decisions.boxes import Column
from service.engine.decisions.coverage import disagreements, gaps, idle
from service.engine.decisions.domains import Domain, Interval
from service.engine.decisions.model import Input, Output, Rule

ROOT = Path(__file__).parents[4]
TEXTS = Column(Domain(texts=frozenset("abc"), null=True))
TRUTH = Column(Domain(booleans=frozenset({True, False})))
WHOLE = Column(Domain(numbers=(Interval(0, True, 5, True),)), whole=True)
VALUES: dict[int, list[Any]] = {0: ["a", "b", "c", None], 1: [True, False], 2: [0, 1, 2, 3, 4, 5]}
CELLS: dict[int, dict[str, Callable[[Any], bool]]] = {
    0: {
        "-": lambda v: True,
        '"a"': lambda v: v == "a",
        '"a", "b"': lambda v: v in ("a", "b"),
        'not("c")': lambda v: v != "c",
        "null": lambda v: v is None,
    },
    1: {"-": lambda v: True, "true": lambda v: v is True, "false": lambda v: v is False},
    2: {
        "-": lambda v: True,
        "< 2": lambda v: v < 2,
        "(1..4)": lambda v: 1 < v < 4,
        ">= 3": lambda v: v >= 3,
        "0, 5": lambda v: v in (0, 5),
    },
}
ROWS = st.lists(
    st.tuples(*(st.sampled_from(list(CELLS[at])) for at in range(3)), st.sampled_from(['"x"', '"y"'])), min_size=1, max_size=6
)
Row = tuple[str, str, str, str]


def table(rows: list[Row], policy: HitPolicy = HitPolicy.FIRST, priorities: str = "") -> DecisionTable:
    return DecisionTable(
        hit_policy=policy,
        inputs=tuple(Input(label=name, expression=name) for name in "abn"),
        outputs=(Output(name="out", label="out", allowed=priorities),),
        rules=tuple(
            Rule(number=number, rule_id=str(number), tests=row[:3], outputs=row[3:]) for number, row in enumerate(rows, start=1)
        ),
    )


def fits(row: Row, values: tuple[Any, ...]) -> bool:
    return all(CELLS[at][row[at]](value) for at, value in enumerate(values))


def every_input() -> list[tuple[Any, ...]]:
    return list(product(*(VALUES[at] for at in range(3))))


def says(text: str) -> Any:
    return {"null": None, "true": True, "false": False}.get(
        text, text.strip('"') if '"' in text else None if text == "null" else text
    )


COLUMNS = [TEXTS, TRUTH, WHOLE]


@settings(max_examples=200)
@given(ROWS)
def test_a_table_has_gaps_where_an_input_fits_no_rule_and_each_example_is_one(rows: list[Row]) -> None:
    found = gaps(table(rows), COLUMNS)
    missing = [values for values in every_input() if not any(fits(row, values) for row in rows)]
    assert found is not None
    assert bool(found) == bool(missing)
    for gap in found:
        chosen = {at: (int(text) if at == 2 else says(text)) for at, text in gap.example.items()}
        assert all(values in missing for values in every_input() if all(values[at] == value for at, value in chosen.items()))


@settings(max_examples=200)
@given(ROWS)
def test_a_rule_never_decides_under_first_where_every_input_finds_another_before(rows: list[Row]) -> None:
    first = {next((at for at, row in enumerate(rows, 1) if fits(row, values)), 0) for values in every_input()}
    assert {found.number for found in idle(table(rows), COLUMNS)} == set(range(1, len(rows) + 1)) - first


@settings(max_examples=200)
@given(ROWS)
def test_a_rule_never_decides_under_priority_where_a_more_important_one_always_fits(rows: list[Row]) -> None:
    best = set()
    for values in every_input():
        fitting = [(at, row) for at, row in enumerate(rows, 1) if fits(row, values)]
        if fitting:
            most = min(row[3] for _, row in fitting)
            best |= {at for at, row in fitting if row[3] == most}
    found = {each.number for each in idle(table(rows, HitPolicy.PRIORITY, '"x", "y"'), COLUMNS)}
    assert found == set(range(1, len(rows) + 1)) - best


@settings(max_examples=200)
@given(ROWS)
def test_rules_of_an_any_table_disagree_where_two_fit_one_input_with_different_results(rows: list[Row]) -> None:
    expected = {
        (one, other)
        for (one, first), (other, second) in product(enumerate(rows, 1), repeat=2)
        if one < other and first[3] != second[3] and any(fits(first, each) and fits(second, each) for each in every_input())
    }
    assert {(one, other) for one, other, _ in disagreements(table(rows, HitPolicy.ANY), COLUMNS)} == expected


def test_days_have_nothing_between_them() -> None:
    cells = [('< date("2026-03-01")',), ('>= date("2026-03-01")',)]
    days = Column(Domain(dates=(Interval(0, True, 900_000, True),)))
    one = DecisionTable(
        hit_policy=HitPolicy.UNIQUE,
        inputs=(Input(label="day", expression="day"),),
        outputs=(Output(name="out", label="out"),),
        rules=tuple(Rule(number=at, rule_id=str(at), tests=cell, outputs=('"x"',)) for at, cell in enumerate(cells, 1)),
    )
    assert gaps(one, [days]) == []


def test_a_cell_that_cannot_be_told_hides_no_rule_and_leaves_no_gap() -> None:
    odd = table([("starts with(?, x)", "-", "-", '"x"'), ("-", "-", "-", '"y"')])
    assert (gaps(odd, COLUMNS), list(idle(odd, COLUMNS))) == ([], [])


def test_a_default_or_a_list_of_results_needs_no_rule_for_everything() -> None:
    collected = table([('"a"', "-", "-", '"x"')], HitPolicy.COLLECT)
    assert gaps(collected, COLUMNS) == []


def test_the_surveillance_table_is_judged_in_a_tenth_of_a_second() -> None:
    path = ROOT / "processes" / "shared" / "dmn-s1-surveillance.dmn"
    found = decisions.load(path.read_bytes(), file="s1.dmn").decisions["dmn-s1-surveillance"].table
    assert found is not None
    columns = [Column(Domain(all_but=True)) if each.type_ref == "string" else TRUTH for each in found.inputs]
    begun = time.process_time()
    assert (gaps(found, columns), list(idle(found, columns))) == ([], [])
    assert time.process_time() - begun < 3, "even where coverage is measured on a slow machine"
