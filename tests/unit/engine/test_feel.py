from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import Invalid
from service.engine import feel
from service.engine.feel import FeelError

NOW = "2026-03-20T14:02:00+00:00"
CONTEXT = {
    "now": NOW,
    "periodFrom": "2026-01-02",
    "periodTo": "2026-02-03",
    "nothing": None,
    "item": {"x": 1},
    "people": [{"id": "a", "age": 17, "checked": True}, {"id": "b", "age": 40, "checked": None}],
    "tags": ["new", "old", "new"],
    "pack": {"reviewAfter": "P6M"},
    "answers": {"W1_Decide": {"outcome": "refused", "reason": None}},
    "__holidays__": ["2026-04-03", "2026-04-06"],
}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3", 7),
        ("7 / 2", 3.5),
        ("if item.x > 3 then 1 else 2", 2),
        ("some p in people satisfies p.age < 18", True),
        ("every p in people satisfies p.age < 18", False),
        ("for p in people return p.id", ["a", "b"]),
        ("people[item.age = 40].id", ["b"]),
        ("people[age < 18][1].id", "a"),
        ("count(people[item.checked = true])", 1),
        ("context merge([{a: 1}, {b: 2}])", {"a": 1, "b": 2}),
        ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
        ('string join(tags, ", ")', "new, old, new"),
        ('list contains(tags, "old")', True),
        ('index of(tags, "new")', [1, 3]),
        ("distinct values(tags)", ["new", "old"]),
        ('get value(answers, "W1_Other")', None),
        ("answers.W1_Other.outcome", None),
        ('answers.W1_Decide.outcome = "refused" and answers.W1_Decide.reason = null', True),
        ("nothing > 3", None),
        ("nothing = null", True),
        ('nothing != "x"', True),
        ('"3" < 5', None),
        ('5 != "a"', None),
        ("if nothing then 1 else 2", 2),
        ('"a" in tags', False),
        ("max(1, 5, 3)", 5),
        ("1 / 0", None),
    ],
)
def test_expressions_give_what_feel_says(expression: str, value: Any) -> None:
    assert feel.evaluate(expression, CONTEXT) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("periodFrom <= periodTo", True),
        ("periodFrom", "2026-01-02"),
        ('periodFrom = "2026-01-02"', True),
        ('"2026-01-02" = periodFrom', True),
        ('periodFrom < "2026-01-03"', True),
        ('"2026-01-03" > periodFrom', True),
        ('"from " + periodFrom', "from 2026-01-02"),
        ("string(periodFrom)", "2026-01-02"),
        ("string(now)", NOW),
        ('starts with(now, "2026-03")', True),
        ('list contains([periodFrom], "2026-01-02")', True),
        ("periodFrom + duration(pack.reviewAfter)", "2026-07-02"),
        ('now + duration("P6M")', "2026-09-20T14:02:00+00:00"),
        ('now() - duration("P2D")', "2026-03-18T14:02:00+00:00"),
        ("now", NOW),
        ("now()", NOW),
        ("today()", "2026-03-20"),
        ("date(now) = today()", True),
        ("date and time(now) = now", True),
        ("date(periodFrom).year + 1", 2027),
        ('today() - date(periodTo) > duration("P40D")', True),
        ("max(periodFrom, periodTo)", "2026-02-03"),
        ("min([periodFrom, periodTo])", "2026-01-02"),
        ('date("2026-01-31") in [periodFrom..periodTo]', True),
        ('time("10:00:00")', "10:00:00"),
        ('duration("P1Y2M")', "P1Y2M"),
        ('date("nonsense")', None),
        ("day of week(periodFrom)", "Friday"),
        ("{from: periodFrom, to: null}", {"from": "2026-01-02", "to": None}),
    ],
)
def test_iso_texts_are_dates_among_dates_and_texts_among_texts(expression: str, value: Any) -> None:
    assert feel.evaluate(expression, CONTEXT) == value


def test_an_instant_in_utc_belongs_to_the_local_day() -> None:
    assert feel.evaluate_all(["today()", "date(now)"], {"now": "2026-06-30T23:30:00+00:00"}) == ["2026-07-01", "2026-07-01"]


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "26-01-01", "2026-01-01 10:00", "x2026-01-01", "2026-01-01T25:00"])
def test_texts_that_are_no_dates_stay_texts(text: str) -> None:
    assert feel.evaluate('x + "!"', {"x": text}) == f"{text}!"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('add working days(date("2026-04-02"), 1)', "2026-04-07"),
        ('add working days(date("2026-04-04"), 1)', "2026-04-07"),
        ('add working days(date("2026-04-07"), -1)', "2026-04-02"),
        ('add working days(date("2026-04-04"), 0)', "2026-04-04"),
        ("add working days(now, 5)", "2026-03-27T14:02:00+00:00"),
        ("add working days(now, 6)", "2026-03-30T13:02:00+00:00"),
        ("add working days(nothing, 6)", None),
        ("add working days(now, 1.5)", None),
        ('working days between(date("2026-04-02"), date("2026-04-07"))', 1),
        ('working days between(date("2026-04-07"), date("2026-04-02"))', -1),
        ("working days between(now, now)", 0),
        ("working days between(nothing, now)", None),
    ],
)
def test_working_days_leave_out_weekends_and_holidays_at_the_same_local_time(expression: str, value: Any) -> None:
    assert feel.evaluate(expression, CONTEXT) == value


@pytest.mark.parametrize(
    ("expression", "missing"),
    [
        ("unknown > 3", "unknown"),
        ("nothing = null and unknown", "unknown"),
        ("unknown.part", "unknown"),
        ("pack.reviewAftr", "pack.reviewAftr"),
        ("answers.W1_Decide.outcom", "answers.W1_Decide.outcom"),
        ("nosuch(1)", "nosuch"),
    ],
)
def test_a_name_that_does_not_exist_is_an_error(expression: str, missing: str) -> None:
    with pytest.raises(FeelError) as caught:
        feel.evaluate(expression, CONTEXT)
    assert (caught.value.missing, caught.value.expression) == (missing, expression)
    assert str(caught.value) == f"“{missing}” does not exist (= {expression})"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("1 +", "Something is missing at the end"),
        ("count(1, 2)", "A function is called with the wrong number of values"),
        ("item(1)", "Something is called that is not a function"),
        ("secret in [true..5]", "These values cannot be compared or make a range"),
        ("1..3", "“..3” cannot be read after “1”"),
        ("[1..3]", "The result is a range, which is not a value that can be kept"),
        ("count", "The result is a function, which is not a value that can be kept"),
        ('matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")', "It took longer than 250 ms"),
    ],
)
def test_what_cannot_be_evaluated_is_an_error_without_values(expression: str, message: str) -> None:
    with pytest.raises(FeelError) as caught:
        feel.evaluate(expression, {**CONTEXT, "secret": "a name"})
    assert isinstance(caught.value, Invalid)
    assert str(caught.value) == f"{message} (= {expression})"
    assert caught.value.missing is None


def test_the_clock_is_the_context_and_never_the_real_one() -> None:
    with pytest.raises(FeelError, match=r"There is no clock here: now\(\) and today\(\) cannot be used"):
        feel.evaluate("today()", {})


def test_a_variable_may_have_the_name_of_a_function() -> None:
    assert feel.evaluate("count(count) + sum(sum)", {"count": [1, 2, 3], "sum": [4]}) == 7


def test_a_value_that_is_not_json_is_an_error() -> None:
    with pytest.raises(FeelError):
        feel.evaluate("x", {"x": object()})


def test_nothing_is_asked_when_there_is_nothing_to_ask() -> None:
    assert (feel.evaluate_all([], {}), feel.unary_tests([], {})) == ([], [])


@pytest.mark.parametrize(
    ("test", "value", "holds"),
    [
        ("", "x", True),
        ("-", None, True),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ("[1..5)", 5, False),
        (">= 5", 5, True),
        (">= 5", None, False),
        (">= 5", "6", False),
        ("null", None, True),
        ("false", None, False),
        ("true", True, True),
        ("? > limit", 4, True),
        ("limit", 3, True),
        ('contains(?, "x")', "axb", True),
        ('< date("2026-02-01")', "2026-01-03", True),
        ('"2026-01-03"', "2026-01-03", True),
    ],
)
def test_cells_hold_as_dmn_says(test: str, value: Any, holds: bool) -> None:
    assert feel.unary_tests([(test, value)], {"limit": 3}) == [holds]


def test_a_cell_that_names_something_missing_is_an_error() -> None:
    with pytest.raises(FeelError) as caught:
        feel.unary_tests([("> limit", 3)], {})
    assert caught.value.missing == "limit"


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("a + b.c", {"a", "b"}),
        ("for i in list return i * factor", {"list", "factor"}),
        ("some p in people, q in p.friends satisfies p = q or z", {"people", "z"}),
        ("people[age > limit]", {"people"}),
        ("{a: b, c: a + d}.c", {"b", "d"}),
        ("function(x, y) x + y + z", {"z"}),
        ("string join(tags) + now() + today()", {"tags"}),
        ("add working days(start, 3)", {"start"}),
        ("unknown function(1)", {"unknown function"}),
        ('"a" = 1', set()),
    ],
)
def test_names_are_what_the_context_must_give(expression: str, names: set[str]) -> None:
    assert feel.names(expression) == names


def test_grammar_is_judged_without_a_context() -> None:
    assert feel.parse_error("add working days(a, 3) > b.c") is None
    assert feel.cell_error('"a", "b"') is None
    assert feel.cell_error("") is None
    assert feel.cell_error('"a" "b"') is not None
    assert feel.parse_error("risk category + 1", names=("risk category",)) is None


def test_names_of_something_unreadable_are_not_guessed() -> None:
    assert feel.names("(") == frozenset()


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text()
    | st.dates().map(str)
    | st.datetimes().map(lambda at: at.isoformat()),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text().filter(lambda key: key != "__proto__"), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(json_values)
def test_a_value_that_passes_through_comes_back_as_it_was(value: Any) -> None:
    assert feel.evaluate("x", {"x": value}) == value


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        ("a +", "Something is missing at the end"),
        ("not(a", "Something is missing at the end"),
        ("(a + b", "A bracket ( is not closed"),
        ("a[1", "A bracket [ is not closed"),
        ("{a: 1", "A bracket { is not closed"),
        ("if a then b", "An if needs then and else"),
        ("some x in y", "A some or every needs in and satisfies"),
        ("for x in y", "A for needs in and return"),
        ("a.", "A name is missing after a dot"),
        ('date("2026-01-01"', "The brackets of a function are not closed, or hold half a value"),
        ("1 2", "“2” cannot be read after “1”"),
        ("a && b", "“&& b” cannot be read after “a”: write and"),
        ("a || b", "“|| b” cannot be read after “a”: write or"),
        ("!a", "“!a” cannot be read: write not(…)"),
        ("a ? b : c", "“? b : c” cannot be read after “a”: write if … then … else …"),
        ("'yes'", "“'yes'” cannot be read: text stands between two \""),
        ('a = "yes', '“"yes” cannot be read after “a =”: text stands between two ", and the second is missing'),
        ("a == b", "“==” is no comparison: write =, !=, <, <=, > or >="),
        ("if a <> b then 1 else 2", "“<>” is no comparison: write =, !=, <, <=, > or >="),
        ("a = (> 1)", None),
        ("a in >= 1", None),
    ],
)
def test_what_is_wrong_with_an_expression_is_said_in_words(expression: str, error: str | None) -> None:
    assert feel.parse_error(expression) == error


@pytest.mark.parametrize("cell", ["== 5", "=> 5", "not(<> 5)"])
def test_a_cell_with_two_signs_is_refused(cell: str) -> None:
    assert str(feel.cell_error(cell)).endswith("is no comparison: write =, !=, <, <=, > or >=")
