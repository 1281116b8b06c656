"""The runner on a case written here; the suites themselves are run by ``make conformance``."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from tests.conformance import decisions, diagrams, report
from tests.conformance.__main__ import main
from tests.conformance.cases import Outcome
from tests.conformance.values import Temporal, read, same

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="n">
  <inputData id="i" name="age"/>
  <decision id="twice" name="Twice"><variable name="Twice"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <literalExpression><text>age * 2</text></literalExpression></decision>
</definitions>"""
CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <modelName>model.dmn</modelName>
  <testCase id="001"><inputNode name="age"><value xsi:type="xsd:decimal">21</value></inputNode>
    <resultNode name="Twice"><expected><value xsi:type="xsd:decimal">42</value></expected></resultNode></testCase>
  <testCase id="002"><resultNode name="Twice" errorResult="true"><expected><value xsi:nil="true"/></expected></resultNode></testCase>
  <testCase id="003"><inputNode name="age"><value xsi:type="xsd:decimal">1</value></inputNode>
    <resultNode name="Twice"><expected><value xsi:type="xsd:decimal">3</value></expected></resultNode></testCase>
</testCases>"""
DIAGRAM = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="n">
  <process id="p" isExecutable="true"><startEvent id="s"/><complexGateway id="g"/></process></definitions>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    group = tmp_path / "compliance-level-2" / "0001-twice"
    group.mkdir(parents=True)
    (group / "model.dmn").write_text(MODEL)
    (group / "cases.xml").write_text(CASES)
    (group / "diagram.bpmn").write_text(DIAGRAM)
    return tmp_path


def test_each_expected_result_is_judged_and_a_stop_counts_as_null(folder: Path) -> None:
    reasons = [(each.suite, each.name, each.reason) for each in decisions.run(folder)]
    assert reasons == [
        ("DMN level 2", "cases.xml 001 Twice", ""),
        ("DMN level 2", "cases.xml 002 Twice", ""),
        ("DMN level 2", "cases.xml 003 Twice", "gave 2, expected 3"),
    ]


def test_a_diagram_that_is_refused_by_name_passes(folder: Path) -> None:
    assert [(each.name, each.reason) for each in diagrams.run(folder)] == [("diagram.bpmn", "")]
    assert diagrams.refused(folder)["0001-twice/diagram.bpmn"] > 0


def test_the_command_writes_the_page_and_fails_below_the_target(folder: Path) -> None:
    out = folder / "page.md"
    result = CliRunner().invoke(main, [str(folder), "--out", str(out), "--verbose"])
    assert (result.exit_code, "Below the target: DMN level 2" in result.output) == (1, True)
    assert "- cases.xml 003 Twice: gave 2, expected 3" in out.read_text()


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, [str(tmp_path / "none")])
    assert (result.exit_code, "There is no folder" in result.output) == (1, True)
    assert "holds no .bpmn" in CliRunner().invoke(main, [str(tmp_path)]).output


def test_a_page_without_failures_says_so() -> None:
    text = report.page([Outcome(suite="BPMN", group="g", name="n")], refused={"g/n": 0}, on=date(2030, 1, 2), took_s=1)
    assert ("Run on 2030-01-02 in 1 s." in text, text.endswith("## What fails\n\nNothing.\n")) == (True, True)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("duration", "P1D", "PT24H"),
        ("duration", "-P1Y2M", "-P14M"),
        ("dateTime", "2030-01-01T00:00:00Z", "2030-01-01T00:00:00+00:00"),
        ("time", "10:00:00.500", "10:00:00.5"),
    ],
)
def test_one_moment_may_be_spelt_in_two_ways(kind: str, one: str, other: str) -> None:
    assert same(one, Temporal(kind, other))


def test_lists_and_components_are_read_whole() -> None:
    node = etree.fromstring(
        '<e xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><component name="a"><list><item><value xsi:type="xsd:boolean">true'
        '</value></item><item><value xsi:nil="true"/></item></list></component><component name="b"><value>x</value></component></e>'
    )
    assert read(node) == {"a": [True, None], "b": "x"}
    assert same({"a": [True, None], "b": "x"}, read(node)) and not same({"a": [True]}, read(node))
