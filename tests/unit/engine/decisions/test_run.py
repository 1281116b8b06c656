from typing import Any

import pytest

from service.domain.errors import NotFound
from service.domain.execution import DecisionMade, MatchedRule
from service.engine.decisions import DecisionError, decide, decide_all, load
from service.engine.feel import FeelError

from .tables import DMN_13, dmn, literal, table

AGES = [(["< 18"], ['"child"']), (["[18..65)"], ['"adult"']), ([">= 65"], ['"senior"'])]


def output(text: str, context: dict[str, Any], *, decision_id: str = "decision") -> Any:
    return decide([load(dmn(text), file="t.dmn")], decision_id, context, "Step").output


def test_a_run_records_inputs_matched_rules_and_output() -> None:
    made = decide([load(dmn(table(AGES)), file="t.dmn")], "decision", {"a": 40}, "W1_Check")
    assert made == DecisionMade(
        decision_id="decision",
        name="The decision",
        element_id="W1_Check",
        inputs={"a": 40},
        matched=(MatchedRule(number=2, rule_id="decision_r2", annotation="because 2"),),
        output="adult",
        rules_in_table=3,
    )


@pytest.mark.parametrize(
    "version", ["20151101/dmn.xsd", "20180521/MODEL/", "20191111/MODEL/", "20211108/MODEL/", "20230324/MODEL/"]
)
def test_dmn_of_every_version_is_read(version: str) -> None:
    host = "http://www.omg.org" if version < "2019" else "https://www.omg.org"
    model = load(dmn(table(AGES), namespace=f"{host}/spec/DMN/{version}"), file="t.dmn")
    assert decide([model], "decision", {"a": 70}, "Step").output == "senior"


OVERLAPPING = [(["> 1"], ["10"]), (["> 2"], ["30"]), (["> 3"], ["20"])]


@pytest.mark.parametrize(
    ("policy", "aggregation", "value", "result"),
    [
        (None, "", 2, 10),
        ("UNIQUE", "", 0, None),
        ("FIRST", "", 9, 10),
        ("FIRST", "", 0, None),
        ("RULE ORDER", "", 9, [10, 30, 20]),
        ("RULE ORDER", "", 0, []),
        ("COLLECT", "", 3, [10, 30]),
        ("COLLECT", "SUM", 9, 60),
        ("COLLECT", "MIN", 9, 10),
        ("COLLECT", "MAX", 9, 30),
        ("COLLECT", "COUNT", 9, 3),
        ("COLLECT", "COUNT", 0, 0),
        ("COLLECT", "SUM", 0, None),
    ],
)
def test_hit_policies_choose_as_dmn_says(policy: str | None, aggregation: str, value: int, result: Any) -> None:
    assert output(table(OVERLAPPING, policy=policy, aggregation=aggregation), {"a": value}) == result


def test_priority_goes_by_the_order_of_the_output_values() -> None:
    rules = table(OVERLAPPING, policy="PRIORITY", outputs_allowed=["30, 20, 10"])
    made = decide([load(dmn(rules), file="t.dmn")], "decision", {"a": 9}, "Step")
    assert (made.output, [rule.number for rule in made.matched]) == (30, [2])


def test_output_order_lists_all_by_priority_and_unlisted_last() -> None:
    assert output(table(OVERLAPPING, policy="OUTPUT ORDER", outputs_allowed=["20, 10"]), {"a": 9}) == [20, 10, 30]


def test_priority_of_several_outputs_goes_by_the_first_then_the_next() -> None:
    rules = [(["-"], ['"low"', '"x"']), (["-"], ['"high"', '"y"']), (["-"], ['"high"', '"x"'])]
    text = table(rules, policy="PRIORITY", outputs=("rate", "kind"), outputs_allowed=['"high", "low"', '"x", "y"'])
    assert output(text, {"a": 1}) == {"rate": "high", "kind": "x"}


def test_overlap_of_a_unique_table_is_an_error_that_names_the_rules() -> None:
    with pytest.raises(DecisionError) as caught:
        output(table(OVERLAPPING), {"a": 9})
    assert str(caught.value) == "Decision “The decision” (decision): rules 1, 2 and 3 hold together, yet only one may"
    assert (caught.value.decision_id, caught.value.rules) == ("decision", (1, 2, 3))


def test_any_takes_equal_outputs_and_refuses_different_ones() -> None:
    assert output(table([(["> 1"], ["1"]), (["> 2"], ["1"])], policy="ANY"), {"a": 9}) == 1
    with pytest.raises(DecisionError, match="rules 1 and 2 hold together and disagree"):
        output(table([(["> 1"], ["1"]), (["> 2"], ["2"])], policy="ANY"), {"a": 9})


def test_several_outputs_make_a_dictionary() -> None:
    rules = [(["-"], ['"x"', "a + 1"])]
    assert output(table(rules, outputs=("route", "next")), {"a": 1}) == {"route": "x", "next": 2}
    assert output(table(rules, outputs=("route", "next"), policy="COLLECT"), {"a": 1}) == [{"route": "x", "next": 2}]


def test_default_output_stands_where_no_rule_matched() -> None:
    assert output(table([(["> 5"], ["1"])], defaults=["0"]), {"a": 1}) == 0
    assert output(table([(["> 5"], ["1", ""])], outputs=("x", "y"), defaults=["0"]), {"a": 1}) == {"x": 0, "y": None}


def test_cells_read_other_variables_and_dates() -> None:
    assert output(table([(["< limit"], ["a"])]), {"a": "2026-01-02", "limit": "2026-02-03"}) == "2026-01-02"


def test_an_input_that_does_not_exist_is_an_error_and_null_is_fine() -> None:
    with pytest.raises(FeelError) as caught:
        output(table(AGES), {})
    assert caught.value.missing == "a"
    assert output(table(AGES), {"a": None}) is None


def test_an_output_that_names_something_missing_is_an_error() -> None:
    with pytest.raises(FeelError) as caught:
        output(table([(["-"], ["unknown"])]), {"a": 1})
    assert (caught.value.missing, caught.value.expression) == ("unknown", "unknown")


def test_required_decisions_run_first_and_each_run_is_told() -> None:
    text = table(AGES, decision_id="group") + table(
        [(['"child"'], ["0"]), (['not("child")'], ["fee"])], inputs=("group",), requires=["group"]
    )
    text += literal("fee * 2", decision_id="fee").replace('name="fee"', 'name="fee"')
    model = load(dmn(text), file="t.dmn")
    runs = decide_all([model], "decision", {"a": 40, "fee": 3}, "Step")
    assert [(run.decision_id, run.output) for run in runs] == [("group", "adult"), ("decision", 3)]


def test_required_result_is_known_by_id_name_and_variable() -> None:
    text = literal("1", decision_id="one", variable="first") + literal("one + first", requires=["one"])
    assert output(text, {}, decision_id="literal") == 2


def test_a_decision_required_twice_runs_once() -> None:
    text = (
        literal("1", decision_id="a")
        + literal("a", decision_id="b", requires=["a"])
        + literal("a", decision_id="c", requires=["a"])
    )
    model = load(dmn(text + literal("b + c", requires=["b", "c"])), file="t.dmn")
    assert [run.decision_id for run in decide_all([model], "literal", {}, "Step")] == ["a", "b", "c", "literal"]


def test_literal_expression_records_what_it_read() -> None:
    made = decide([load(dmn(literal("x + 1")), file="t.dmn")], "literal", {"x": 1, "y": 2}, "Step")
    assert (made.inputs, made.output, made.matched) == ({"x": 1}, 2, ())


def test_business_knowledge_is_called_as_a_function() -> None:
    needs = '<knowledgeRequirement><requiredKnowledge href="#k_{0}"/></knowledgeRequirement>'
    knowledge = (
        '<businessKnowledgeModel id="k_{0}" name="{0}"><encapsulatedLogic><formalParameter name="n"/>'
        "<literalExpression><text>{1}</text></literalExpression></encapsulatedLogic>{2}</businessKnowledgeModel>"
    )
    text = literal("twice(x) + 1", more=needs.format("twice"))
    text += knowledge.format("twice", "once(n) * 2", needs.format("once")) + knowledge.format("once", "n", "")
    assert output(text, {"x": 5}, decision_id="literal") == 11


def test_unknown_decision_is_not_found() -> None:
    with pytest.raises(NotFound, match="There is no decision “other”"):
        decide([load(dmn(table(AGES), namespace=DMN_13), file="t.dmn")], "other", {}, "Step")
