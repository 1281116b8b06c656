import pytest

from service.domain.errors import Unfit
from service.engine.decisions import load

from .tables import dmn, literal, table

RULES = [(["-"], ["1"])]


def refusals(content: bytes) -> list[tuple[str, str | None, str]]:
    with pytest.raises(Unfit) as caught:
        load(content, file="t.dmn")
    return [(finding.rule, finding.element_id, finding.message) for finding in caught.value.findings]


@pytest.mark.parametrize(
    ("text", "rule", "message"),
    [
        (table(RULES, policy="BEST"), "hit-policy", "There is no hit policy “BEST”"),
        (table(RULES, policy="COLLECT", aggregation="AVG"), "hit-policy", "There is no aggregation “AVG”"),
        (table(RULES, aggregation="SUM"), "hit-policy", "Only a COLLECT table can be aggregated"),
        (
            table([(["-"], ["1", "2"])], policy="COLLECT", aggregation="SUM", outputs=("x", "y")),
            "hit-policy",
            "A table with several outputs cannot be aggregated",
        ),
        (table([(["-"], [])], outputs=()), "output", "The table has no output"),
        (
            table([(["-"], ["1", "2"])], outputs=("x", "x")),
            "output",
            "Each output of a table with several outputs needs a name of its own",
        ),
        (table([(["-", "-"], ["1"])]), "rule-cells", "Rule 1 does not have a cell for each input and output"),
        (table(RULES, inputs=("",)), "input", "An input of the table has no expression"),
        (table(RULES, requires=["gone"]), "required-decision", "The required decision “gone” is not in this file"),
        (literal(""), "decision-logic", "The literal expression is empty"),
        (
            literal("f(1)", more='<knowledgeRequirement><requiredKnowledge href="#gone"/></knowledgeRequirement>'),
            "required-knowledge",
            "The required business knowledge “gone” is not in this file",
        ),
        (
            table(RULES).replace("<inputExpression>", '<inputExpression expressionLanguage="javascript">'),
            "expression-language",
            "Expressions are FEEL; “javascript” is not run",
        ),
    ],
)
def test_what_cannot_be_run_is_refused(text: str, rule: str, message: str) -> None:
    assert [(found, said) for found, _, said in refusals(dmn(text))] == [(rule, message)]


def test_decisions_that_require_each_other_are_refused() -> None:
    text = literal("b", decision_id="a", requires=["b"]) + literal("a", decision_id="b", requires=["a"])
    text += literal("a", decision_id="c", requires=["a"])
    assert refusals(dmn(text)) == [
        ("required-decision", "a", "The decision requires itself"),
        ("required-decision", "b", "The decision requires itself"),
    ]


def test_every_fault_of_a_file_is_told_at_once() -> None:
    text = table(RULES, policy="BEST") + literal("", decision_id="other")
    assert [element for _, element, _ in refusals(dmn(text))] == ["decision", "other"]


@pytest.mark.parametrize("content", [b"<definitions/>", b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'])
def test_other_files_are_refused(content: bytes) -> None:
    assert refusals(content) == [("decision-model", None, "This is not a DMN file of version 1.1 to 1.5")]


def test_a_file_without_decisions_and_a_decision_without_id_and_name_are_refused() -> None:
    assert refusals(dmn()) == [("decision-model", None, "The file has no decision")]
    nameless = literal("1").replace(' id="literal" name="literal"', "", 1)
    assert refusals(dmn(nameless)) == [("decision-model", None, "A decision has neither id nor name")]


def test_a_decision_without_id_is_known_by_its_name() -> None:
    assert list(load(dmn(literal("1").replace(' id="literal"', "", 1)), file="t.dmn").decisions) == ["literal"]


def test_feel_may_be_named_as_the_language_of_the_whole_file() -> None:
    load(dmn(table(RULES), attributes='expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/"'), file="t.dmn")


def test_annotations_and_description_become_the_reason() -> None:
    text = table(RULES).replace("</rule>", "<annotationEntry><text>Policy 3.2</text></annotationEntry></rule>")
    model = load(dmn(text), file="t.dmn")
    decision = model.decisions["decision"].table
    assert decision is not None
    assert decision.rules[0].annotation == "because 1 · Policy 3.2"
