"""All that a table can be asked: what comes in, what is told apart, and what cannot be gone through."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine.decisions import decide, load
from service.engine.decisions.sweep import OTHER_TEXT, NotSwept, Sweep, sweep

from .tables import dmn, literal, table


def swept(text: str, *kept: str) -> Sweep:
    return sweep(load(dmn(text), file="t.dmn"), "decision", kept=frozenset(kept))


def came_in(text: str) -> list[Any]:
    return [answer.inputs["a"] for answer in swept(text, "a").answers]


def test_inputs_that_match_the_same_rules_are_one() -> None:
    rules = [(['"x"', "-"], ["1"]), (["-", "true"], ["2"]), (["-", "-"], ["3"])]
    found = swept(table(rules, policy="FIRST", inputs=("a", "b")))
    assert (found.combinations, sorted((answer.matched[0], answer.outputs["out"]) for answer in found.answers)) == (
        9,
        [(1, 1), (1, 1), (2, 2), (3, 3)],
    )


@pytest.mark.parametrize(
    ("cells", "allowed", "values"),
    [
        (['"x"', "-"], "", ["x", OTHER_TEXT, None]),
        (['"x"'], '"x", "y"', ["x", "y"]),
        (["true", "-"], "", [True, False, None]),
        (["< 18", "[18..65]"], "", [17, 18, 41.5, 65, 66, None]),
        (['date("2026-01-02")'], "", ["2026-01-01", "2026-01-02", "2026-01-03", None]),
        (["null", '"x"'], "", ["x", OTHER_TEXT, None]),
    ],
)
def test_what_may_come_in(cells: list[str], allowed: str, values: list[Any]) -> None:
    assert came_in(table([([cell], ["1"]) for cell in cells], policy="FIRST", allowed=(allowed,))) == values


def test_what_somebody_asks_about_may_come_in_though_no_cell_names_it() -> None:
    model = load(dmn(table([(['"x"'], ["1"])], policy="FIRST")), file="t.dmn")
    found = sweep(model, "decision", kept=frozenset({"a"}), named={"a": frozenset({"y"})})
    assert [(answer.inputs["a"], answer.matched) for answer in found.answers] == [
        ("x", (1,)),
        ("y", ()),
        (OTHER_TEXT, ()),
        (None, ()),
    ]


def test_an_input_that_reads_only_what_never_changes_has_one_value() -> None:
    rules = [(['"strict"', "-"], ["1"]), (["-", '"x"'], ["2"]), (["-", "-"], ["3"])]
    model = load(dmn(table(rules, policy="FIRST", inputs=("pack.route", "b"))), file="t.dmn")
    found = {
        route: sorted({answer.matched for answer in sweep(model, "decision", given={"pack": {"route": route}}).answers})
        for route in ("strict", "open")
    }
    assert found == {"strict": [(1,)], "open": [(2,), (3,)]}


def test_inputs_that_an_output_reads_are_told_apart() -> None:
    assert [answer.outputs["out"] for answer in swept(table([(["-"], ["a"])], allowed=('"x", "y"',))).answers] == ["x", "y"]


def test_nothing_matched_gives_nothing() -> None:
    [one, other] = swept(table([(['"x"'], ["1", "2"])], allowed=('"x", "y"',), outputs=("one", "two"))).answers
    assert (one.outputs, other.matched, other.outputs) == ({"one": 1, "two": 2}, (), {"one": None, "two": None})


def test_a_table_that_collects_gives_lists() -> None:
    [found] = swept(table([(["-"], ["1", "2"]), (["-"], ["3", "4"])], policy="COLLECT", outputs=("one", "two"))).answers
    assert found.outputs == {"one": [1, 3], "two": [2, 4]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (table([(["-"], ["1"])], inputs=("a + 1",)), "the input “a + 1” is an expression: a + 1"),
        (table([(["? > b"], ["1"])]), "a cell of the input “a” is more than values and bounds"),
        (literal("1 + 1", decision_id="decision"), "decision is not one table that stands for itself"),
    ],
)
def test_what_cannot_be_gone_through_is_said(text: str, message: str) -> None:
    with pytest.raises(NotSwept) as caught:
        swept(text)
    assert str(caught.value) == message


CELL = st.sampled_from(['"x"', '"y"', "-", 'not("x")', '"x", "y"'])


@settings(max_examples=50)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=4))
def test_the_answers_are_those_of_every_combination(cells: list[tuple[str, str]]) -> None:
    text = table(
        [(list(pair), [f'"{at}"']) for at, pair in enumerate(cells)],
        policy="FIRST",
        inputs=("a", "b"),
        allowed=('"x", "y", "z"', '"x", "y", "z"'),
    )
    model = load(dmn(text), file="t.dmn")
    every = {(decide([model], "decision", {"a": a, "b": b}, "Step").output, a) for a, b in product(("x", "y", "z"), repeat=2)}
    found = sweep(model, "decision", kept=frozenset({"a"}))
    assert {(answer.outputs["out"], answer.inputs["a"]) for answer in found.answers} == every
