"""Decision tables are judged over what may come in: declared values, fields of forms, results of other decisions."""

from __future__ import annotations

from decisions.tables import dmn, table
from small_bundles import OPERATIONS, USER, bundle, diagram, form, task

from service.domain.findings import Severity
from service.policy.checks import check

CALL = '<zeebe:calledDecision decisionId="decision" resultVariable="z"/>'
TRUTH = {
    "type": "radio",
    "id": "F1",
    "key": "urgent",
    "label": "Is it urgent?",
    "properties": {"kind": "yesno"},
    "validate": {"required": True},
}
KIND = {
    "type": "radio",
    "id": "F2",
    "key": "kind",
    "label": "What is it?",
    "validate": {"required": True},
    "values": [{"value": "page", "label": "A page"}, {"value": "group", "label": "A group"}],
}


def found(*decisions: str) -> list[tuple[str, str, Severity]]:
    """Return rule, message and severity of what is found in tables that read the answers of a form before them."""
    content = diagram(task(extension=USER), task("A_Decide", tag="businessRuleTask", extension=CALL))
    given = bundle(
        content,
        **{"processes/ashdale/d.dmn": dmn(*decisions), "forms/ashdale/form-a.form": form("form-a", TRUTH, KIND)},
    )
    return [
        (each.rule, each.message, each.severity)
        for each in check(given, OPERATIONS)
        if each.rule in ("table-gaps", "rule-never-decides", "rules-agree")
    ]


def test_a_table_over_all_answers_of_a_form_has_no_gap() -> None:
    assert (
        found(
            table(
                [(['"page"', "-"], ["1"]), (['"group"', "true"], ["2"]), (['"group"', "false"], ["3"])], inputs=["kind", "urgent"]
            )
        )
        == []
    )


def test_a_gap_is_told_with_an_example() -> None:
    rules = [(['"page"', "-"], ["1"]), (['"group"', "true"], ["2"])]
    assert found(table(rules, inputs=["kind", "urgent"])) == [
        ("table-gaps", 'No rule matches when kind is "group" and urgent is false', Severity.ERROR)
    ]


def test_allowed_values_say_what_may_come_in() -> None:
    assert found(table([(['"x"'], ["1"])], inputs=["kind"], allowed=['"x", "y"'])) == [
        ("table-gaps", 'No rule matches when kind is "y"', Severity.ERROR)
    ]
    assert found(table([(['"x", "y"'], ["1"])], inputs=["kind"], allowed=['"x", "y"'])) == []


def test_a_default_output_leaves_no_gap() -> None:
    assert found(table([(['"page"'], ["1"])], inputs=["kind"], defaults=["0"])) == []


def test_columns_that_hang_together_are_not_concluded_from() -> None:
    rules = [(["true", "-"], ["1"]), (["false", "true"], ["2"])]
    assert found(table(rules, inputs=['kind = "page"', 'kind = "group"'], policy="FIRST")) == []


def test_a_rule_hidden_by_those_before_it_never_decides() -> None:
    rules = [(['"page"'], ["1"]), (["-"], ["2"]), (['"group"'], ["3"])]
    assert found(table(rules, inputs=["kind"], policy="FIRST")) == [
        ("rule-never-decides", "Rule 3 never decides: rule 2 always comes first", Severity.WARNING)
    ]


def test_rules_of_an_any_table_that_contradict_each_other_are_found() -> None:
    rules = [(['"page"', "-"], ["1"]), (["-", "true"], ["2"]), (["-", "false"], ["1"])]
    assert found(table(rules, inputs=["kind", "urgent"], policy="ANY")) == [
        (
            "rules-agree",
            'Rules 1 and 2 hold together and disagree, for instance when kind is "page" and urgent is true',
            Severity.ERROR,
        )
    ]


def test_the_results_of_a_required_decision_are_what_may_come_in() -> None:
    first = table([(['"page"'], ['"low"']), (['"group"'], ['"high"'])], inputs=["kind"], decision_id="risk")
    assert found(first, table([(['"low"'], ["1"])], inputs=["risk"], requires=["risk"])) == [
        ("table-gaps", 'No rule matches when risk is "high"', Severity.ERROR)
    ]


def test_what_a_later_step_gets_as_its_own_input_does_not_come_into_the_table() -> None:
    own = '<zeebe:ioMapping><zeebe:input source="other" target="kind"/></zeebe:ioMapping>'
    content = diagram(task(), task("A_Decide", tag="businessRuleTask", extension=CALL), task("A_Pass", extension=USER + own))
    given = bundle(
        content,
        **{
            "processes/ashdale/d.dmn": dmn(table([(['"page"'], ["1"])], inputs=["kind"])),
            "forms/ashdale/form-a.form": form("form-a", KIND),
        },
    )
    assert [each.message for each in check(given, OPERATIONS) if each.rule == "table-gaps"] == [
        'No rule matches when kind is "group"'
    ]
