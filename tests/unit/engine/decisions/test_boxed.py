"""Boxed expressions, knowledge, services, types and imports of DMN, each by the smallest file that has it."""

from typing import Any

import pytest

from service.engine.decisions import decide, decide_all, invoke, load
from service.engine.feel import FeelError

from .tables import DMN_13, dmn


def text(expression: str) -> str:
    return f"<literalExpression><text>{expression}</text></literalExpression>"


def decision(logic: str, *, name: str = "d", more: str = "", type_ref: str = "Any") -> str:
    return f'<decision id="{name}" name="{name}"><variable name="{name}" typeRef="{type_ref}"/>{more}{logic}</decision>'


def output(*elements: str, context: dict[str, Any] | None = None) -> Any:
    return decide([load(dmn(*elements), file="t.dmn")], "d", context or {}, "Step").output


@pytest.mark.parametrize(
    ("logic", "value"),
    [
        (
            (
                f'<context><contextEntry><variable name="a b"/>{text("1")}</contextEntry>'
                f'<contextEntry><variable name="c"/>{text("a b + 1")}</contextEntry></context>'
            ),
            {"a b": 1, "c": 2},
        ),
        (
            f'<context><contextEntry><variable name="a"/>{text("1")}</contextEntry><contextEntry>{text("a + 1")}</contextEntry></context>',
            2,
        ),
        (f"<list>{text('1')}{text('2')}</list>", [1, 2]),
        (f'<relation><column name="x"/><row>{text("1")}</row><row>{text("2")}</row></relation>', [{"x": 1}, {"x": 2}]),
        (f"<conditional><if>{text('true')}</if><then>{text('1')}</then><else>{text('2')}</else></conditional>", 1),
        (f"<filter><in>{text('[1,2,3]')}</in><match>{text('item &gt; 1')}</match></filter>", [2, 3]),
        (
            f'<for iteratorVariable="i"><in>{text("1..3")}</in><return>{text("i")}</return></for>'.replace("1..3", "[1..3]"),
            [1, 2, 3],
        ),
        (f'<every iteratorVariable="i"><in>{text("[1,2]")}</in><satisfies>{text("i &gt; 1")}</satisfies></every>', False),
        (f'<some iteratorVariable="i"><in>{text("[1,2]")}</in><satisfies>{text("i &gt; 1")}</satisfies></some>', True),
    ],
)
def test_boxed_expressions_give_what_they_say(logic: str, value: Any) -> None:
    assert output(decision(logic)) == value


KNOWLEDGE = (
    '<businessKnowledgeModel id="k" name="grade"><encapsulatedLogic><formalParameter name="n" typeRef="number"/>'
    '<decisionTable><input label="n"><inputExpression><text>n</text></inputExpression></input><output name="o"/>'
    '<rule id="r1"><inputEntry><text>&gt; 5</text></inputEntry><outputEntry><text>"high"</text></outputEntry></rule>'
    "</decisionTable></encapsulatedLogic></businessKnowledgeModel>"
)
NEEDS_KNOWLEDGE = '<knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>'


def test_a_table_of_business_knowledge_is_invoked_and_its_rules_are_recorded() -> None:
    call = f'<invocation>{text("grade")}<binding><parameter name="n"/>{text("7")}</binding></invocation>'
    made = decide([load(dmn(decision(call, more=NEEDS_KNOWLEDGE), KNOWLEDGE), file="t.dmn")], "d", {}, "Step")
    assert (made.output, made.inputs, [rule.rule_id for rule in made.matched]) == ("high", {"n": 7}, ["r1"])


def test_a_value_that_does_not_fit_a_parameter_is_an_error() -> None:
    with pytest.raises(FeelError):
        output(decision(text('grade("x")'), more=NEEDS_KNOWLEDGE), KNOWLEDGE)


def test_a_result_of_another_type_than_declared_is_an_error() -> None:
    with pytest.raises(FeelError, match="“d” is not string as declared"):
        output(decision(text("1"), type_ref="string"))


def test_an_input_is_judged_by_its_item_definition() -> None:
    types = '<itemDefinition name="tSize"><typeRef>number</typeRef><allowedValues><text>[1..5]</text></allowedValues></itemDefinition>'
    needs = '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
    given = '<inputData id="i" name="size"><variable name="size" typeRef="tSize"/></inputData>'
    model = (types, given, decision(text("size + 1"), more=needs))
    assert output(*model, context={"size": 5}) == 6
    with pytest.raises(FeelError, match="“size” is not tSize as declared"):
        output(*model, context={"size": 6})


SERVICE = '<decisionService id="s" name="serve"><outputDecision href="#one"/><inputDecision href="#given"/></decisionService>'


def test_a_decision_service_takes_its_input_decisions_as_values() -> None:
    needs = '<informationRequirement><requiredDecision href="#given"/></informationRequirement>'
    inner = decision(text("given * 2"), name="one", more=needs) + decision(text("1"), name="given")
    calls = decision(text("serve(5)"), more=NEEDS_KNOWLEDGE.replace("#k", "#s"))
    model = load(dmn(inner, calls, SERVICE), file="t.dmn")
    assert invoke(model, "serve", {"given": 4}) == 8
    assert [run.output for run in decide_all([model], "d", {}, "Step")] == [10, 10]


def test_an_imported_decision_is_known_under_the_name_of_the_import() -> None:
    other = dmn(decision(text("20"), name="base")).replace(b'namespace="t"', b'namespace="other"')
    head = f'<import name="lib" namespace="other" importType="{DMN_13}"/>'
    needs = '<informationRequirement><requiredDecision href="other#base"/></informationRequirement>'
    model = load(dmn(head, decision(text("lib.base + 1"), more=needs)), file="t.dmn", beside={"other.dmn": other})
    assert decide([model], "d", {}, "Step").output == 21


def test_a_date_and_time_at_midnight_stays_one() -> None:
    assert output(decision(text('date and time("2030-01-01T00:00:00Z")'))) == "2030-01-01T00:00:00Z"
