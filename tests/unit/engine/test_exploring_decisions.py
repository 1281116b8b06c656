"""Decisions in an exploration: a table gives what its rules give for some answers, and no more is told apart than is read."""

from __future__ import annotations

import pytest
from drawing import bundle, decide, gateway, simple, user
from test_exploring import YES_NO, asks, ways

from service.domain.behaviour import Behaviour, FieldValues, Question
from service.engine import compile_procedure, explore


def rule(colour: str, ok: str, level: str) -> str:
    cells = "".join(f"<inputEntry><text>{cell}</text></inputEntry>" for cell in (colour, ok))
    return f"<rule>{cells}<outputEntry><text>{level}</text></outputEntry></rule>"


def table(policy: str, *rules: str) -> bytes:
    asks = "".join(f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in ("colour", "ok"))
    return f"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">
<decision id="rate" name="rate"><decisionTable id="t" hitPolicy="{policy}">
{asks}<output name="level"/>{"".join(rules)}</decisionTable></decision></definitions>""".encode()


HIGH_OR_LOW = (rule('"red"', "-", '"high"'), rule("-", "true", '"low"'))
FIRST = table("FIRST", *HIGH_OR_LOW)


def decided(condition: str, content: bytes = FIRST) -> Behaviour:
    form = (
        *YES_NO,
        FieldValues(key="colour", values=("red", "green"), required=True),
        FieldValues(key="limit", values=(1, 5), required=True),
        FieldValues(key="words"),
    )
    xml = simple(
        asks("a"),
        decide("x", "rate", "level"),
        gateway("exclusive", "g", "g-c"),
        user("b"),
        user("c"),
        order=f"s>a a>x x>g g>b|={condition} g>c b>e c>e",
    )
    return explore(compile_procedure(bundle(xml, table=content)), Question(forms={"f": form}, by_answers=True))


def test_a_table_gives_what_its_rules_give_for_some_answers() -> None:
    behaviour = decided('level="high"')
    assert ways(behaviour) == {("a", "b"), ("a", "c")}
    assert sum(move.element_id == "a" for move in behaviour.moves) == 2
    assert ways(decided('level="other"')) == {("a", "c")}


def test_what_a_table_read_and_is_read_again_is_kept_apart() -> None:
    behaviour = decided('level="low"~and~colour="red"')
    assert ways(behaviour) == {("a", "c")}


@pytest.mark.parametrize("policy", ["COLLECT", "RULE ORDER"])
def test_a_table_that_lists_gives_what_all_matching_rules_give(policy: str) -> None:
    """The form has a field that can hold anything as well: what no rule reads must not hide what the table gives."""
    content = table(policy, *HIGH_OR_LOW)
    behaviour = decided('level=["high","low"]', content)
    assert (ways(behaviour), behaviour.unsure) == ({("a", "b"), ("a", "c")}, ())
    (both,) = {move.answers for move in behaviour.moves if any(passed.element_id == "b" for passed in move.passed[-1:])}
    assert {("a", "colour", "red"), ("a", "ok", True)} <= set(both)
    assert ways(decided('level=["low","high"]', content)) == {("a", "c")}
    assert ways(decided('list~contains(level,"high")~and~colour="green"', content)) == {("a", "c")}


@pytest.mark.parametrize(
    ("content", "condition", "expected"),
    [
        (
            table("FIRST", rule('if limit = 5 then "red" else "green"', "-", '"high"'), rule("-", "-", '"low"')),
            'level="high"',
            "bc",
        ),
        (table("FIRST", rule('"red"', "-", "colour"), rule("-", "-", '"low"')), 'level="green"', "c"),
        (table("COLLECT", rule('"red"', "-", "limit"), rule("-", "-", "2")), "list~contains(level,5)", "bc"),
        (table("COLLECT", rule('"red"', "-", "limit"), rule("-", "-", "2")), "list~contains(level,3)", "c"),
    ],
)
def test_cells_and_outputs_may_read_more_than_the_columns_ask(content: bytes, condition: str, expected: str) -> None:
    behaviour = decided(condition, content)
    assert (ways(behaviour), behaviour.unsure) == ({("a", way) for way in expected}, ())


def test_what_a_table_gives_is_not_worked_out_where_nothing_reads_it() -> None:
    behaviour = decided("ok")
    assert {move.answers for move in behaviour.moves if move.element_id == "a"} == {(("a", "ok", True),), (("a", "ok", False),)}


@pytest.mark.parametrize("condition", ["date~and~time(words)=now", "years~and~months~duration(now,date(words))=words"])
def test_a_function_whose_name_holds_and_is_not_taken_for_two_conditions(condition: str) -> None:
    behaviour = decided(condition)
    assert (ways(behaviour), behaviour.unsure) == ({("a", "b"), ("a", "c")}, (condition.replace("~", " "),))
