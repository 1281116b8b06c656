from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.engine import feel
from service.engine.decisions import check
from service.engine.decisions.domains import ANYTHING, domain

from .tables import dmn, literal, table


def findings(text: str) -> list[tuple[str, str]]:
    return [(finding.rule, finding.message) for finding in check(dmn(text), file="t.dmn")]


def test_a_table_without_fault_has_no_finding() -> None:
    assert findings(table([(["< 18"], ['"x"']), ([">= 18"], ['"y"'])]) + literal("a + 1")) == []


def test_what_cannot_be_loaded_is_told_by_the_check() -> None:
    assert findings(table([], policy="BEST")) == [("hit-policy", "There is no hit policy “BEST”")]


def test_cells_and_expressions_that_are_not_feel_are_told_with_their_place() -> None:
    text = table([(['"x'], ["1 +"])], inputs=("a +",), defaults=["("]) + literal("1 +")
    assert [(rule, message.split(" cannot be read")[0]) for rule, message in findings(text)] == [
        ("feel-syntax", "Input “a +”"),
        ("feel-syntax", "The default of output “out”"),
        ("feel-syntax", "Rule 1, input “a +”"),
        ("feel-syntax", "Rule 1, output “out”"),
        ("feel-syntax", "The expression"),
    ]


def test_names_with_spaces_are_known_from_input_data_and_required_decisions() -> None:
    text = '<inputData id="i" name="risk category"/>' + literal("risk category + the fee", requires=["fee"])
    assert findings(text + literal("1", decision_id="fee", variable="the fee")) == []


def test_texts_that_are_not_among_the_allowed_values_are_told() -> None:
    text = table(
        [(['"x", "z"'], ['"p"']), (['not("x")'], ['"q"'])], policy="FIRST", allowed=['"x", "y"'], outputs_allowed=['"p"']
    )
    assert findings(text) == [
        ("allowed-values", "Rule 1, input “a”: “z” is not among the allowed values"),
        ("allowed-values", "Rule 2, output “out”: “q” is not among the allowed values"),
    ]


def test_a_table_by_priority_must_list_its_values() -> None:
    assert findings(table([(["-"], ["1"])], policy="PRIORITY")) == [
        ("priorities", "The table goes by priority, yet no output lists its values in their order")
    ]


@pytest.mark.parametrize(
    ("one", "other", "when"),
    [
        (["-", "-"], ["-", "-"], "always"),
        (['"x"', "-"], ["-", "> 3"], 'a is "x" and b is 4'),
        (['not("x")', "-"], ['not("y")', "-"], "a is any other text"),
        (["-", "[1..5]"], ["-", "[5..7]"], "b is 5"),
        (["-", "(1..5)"], ["-", "< 2"], "b is 1.5"),
        (["-", "<= 2"], ["-", "< 3"], "b is 2"),
        (["true", "-"], ["not(false)", "-"], "a is true"),
        (["null", "-"], ["not(true, false)", "-"], "a is null"),
        (['date("2026-01-01")', "-"], ['<= @"2026-01-01"', "-"], 'a is date("2026-01-01")'),
        (["? > x", "1"], ["? > x", "1"], "b is 1"),
        (["= 3", "-"], ["]2..3]", "-"], "a is 3"),
    ],
)
def test_rules_of_a_unique_table_that_overlap_are_told_with_an_example(one: list[str], other: list[str], when: str) -> None:
    message = f"Rules 1 and 2 hold together, for instance when {when}; only one rule may hold"
    assert findings(table([(one, ["1"]), (other, ["2"])], inputs=("a", "b"))) == [("unique-overlap", message)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (['"x"', "-"], ['"y"', "-"]),
        (['"x"', "1"], ['"x"', "2"]),
        (['not("x")', "-"], ['"x"', "-"]),
        (["-", "< 5"], ["-", ">= 5"]),
        (["-", "(1..5)"], ["-", "[5..7]"]),
        (["true", "-"], ["false", "-"]),
        (["1", "-"], ['"1"', "-"]),
        (["? > x", "-"], ["? < x", "-"]),
        (["f(?)", "1"], ["-", "2"]),
        (['date("2026-01-01")', "-"], ['> date("2026-01-01")', "-"]),
        (['"a\\"b"', "-"], ['"c"', "-"]),
    ],
)
def test_rules_that_cannot_be_shown_to_overlap_are_left_alone(one: list[str], other: list[str]) -> None:
    assert findings(table([(one, ["1"]), (other, ["2"])], inputs=("a", "b"))) == []


def test_allowed_values_narrow_what_can_overlap() -> None:
    rules = [(['not("x")'], ["1"]), (['not("y")'], ["2"])]
    assert findings(table(rules, allowed=['"x", "y"'])) == []
    assert len(findings(table(rules, allowed=['"x", "y", "z"']))) == 1


def test_other_policies_may_overlap() -> None:
    assert findings(table([(["-"], ["1"]), (["-"], ["2"])], policy="FIRST")) == []


VALUES = [None, True, False, "x", "y", "other", -1, 0, 0.5, 1, 2, 3, 99]
ATOMS = ["null", "true", "false", '"x"', '"y"', "0", "1", "< 1", "<= 1", "> 1", ">= 2", "[0..2]", "(0..2)", "]0..1[", "[1..3)"]
cells = st.lists(st.sampled_from(ATOMS), min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from([", ".join(parts), f"not({', '.join(parts)})"])
)


@settings(max_examples=150)
@given(cells, cells)
def test_domains_agree_with_feel_on_what_two_cells_let_through(one: str, other: str) -> None:
    first, second = domain(one), domain(other)
    assert first is not None
    assert second is not None
    both = feel.unary_tests([(cell, value) for value, cell in product(VALUES, (one, other))], {})
    for value, holds in zip(VALUES, zip(both[::2], both[1::2], strict=True), strict=True):
        exact = domain("null" if value is None else f'"{value}"' if isinstance(value, str) else str(value).lower())
        assert exact is not None
        assert ((exact & first).example is not None, (exact & second).example is not None) == holds
        assert ((exact & first & second).example is not None) == all(holds)
        assert ((exact & (first | second)).example is not None) == any(holds)


@pytest.mark.parametrize(
    "cell", ["x", "? > 1", 'date("2026-13-01")', '[1..date("2026-01-01")]', "1 + 1", 'contains(?, "a")', "not(x)"]
)
def test_cells_that_cannot_be_said_exactly_have_no_domain(cell: str) -> None:
    assert domain(cell) is None


def test_an_empty_interval_lets_nothing_through() -> None:
    found = domain("[5..1]")
    assert found is not None
    assert (found.example, (ANYTHING & found).example) == (None, None)


@pytest.mark.parametrize(
    ("logic", "message"),
    [
        ("", "The decision needs a decision table or an expression"),
        ('<functionDefinition kind="Java"/>', "Functions outside FEEL are not run: Java"),
        (
            "<literalExpression><text>function(n) external {java: {}}</text></literalExpression>",
            "Functions outside FEEL are not run: function(n) external {java: {}}",
        ),
        (
            "<list><literalExpression><text>1 +</text></literalExpression></list>",
            "The expression cannot be read as FEEL: 1 + (Something is missing at the end)",
        ),
    ],
)
def test_boxed_logic_that_cannot_be_run_is_told(logic: str, message: str) -> None:
    assert [said for _, said in findings(f'<decision id="d" name="D">{logic}</decision>')] == [message]
