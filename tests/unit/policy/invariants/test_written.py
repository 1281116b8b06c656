"""``invariants.toml``: what it may say, and what is said about what it may not."""

from __future__ import annotations

import pytest
from small_bundles import bundle, diagram, task

from connectors.protocol import Operation
from service.domain.bundle import Bundle
from service.policy.checks import invariants_fit
from service.policy.checks.subject import Subject
from service.policy.invariants.catalogue import catalogue, near
from service.policy.invariants.resolving import applying, asked, lost, visible
from service.policy.invariants.written import Invariant, read, read_all

OWN, SHARED = "processes/ashdale/invariants.toml", "processes/shared/invariants.toml"
GOOD = {"says": "Yes.", "source": "§1", "procedure": "ash_ask", "level": "D", "formal": "Prec(A_Start, A_Do)"}
GATEWAY = '<bpmn:exclusiveGateway id="A_Gw" name="Enough?"/><bpmn:sequenceFlow id="A_Yes" name="Yes" sourceRef="A_Gw" targetRef="A_End"/>'


def toml(key: str = "A-I01", **changes: object) -> str:
    rows = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return f"[{key}]\n" + "".join(f"{name} = {value!r}\n" for name, value in rows.items())


def with_file(content: str, *, shared: str = "", drawn: bytes | None = None) -> Bundle:
    found = bundle(drawn or diagram(task(), extra=GATEWAY))
    files = {**found.files, OWN: content.encode(), **({SHARED: shared.encode()} if shared else {})}
    return Bundle(council=found.council, procedure_id=found.procedure_id, files=files)


def said(of: Bundle) -> list[str]:
    operations: dict[str, Operation] = {}
    return [finding.message for finding in invariants_fit.check(Subject(of, operations))]


def test_an_invariant_is_read_with_its_formulas() -> None:
    [found], findings = read(toml(at=["claim"], formal=["Guard(A_Do, x)", "Prec(A_Start, A_Do)"]).encode(), file=OWN)
    assert (findings, found.at, [str(each.at) for each in found.guards], found.formal, found.file) == (
        (),
        ("claim",),
        ["A_Do"],
        ("Guard(A_Do, x)", "Prec(A_Start, A_Do)"),
        OWN,
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[A-I01", "The file is not TOML"),
        (toml("first"), "'first' is no id of an invariant; one looks like W1-I01"),
        ("A-I01 = 3", "A-I01 must be a table with a sentence and a formula"),
        (toml(sayz="x"), "A-I01 has no setting called 'sayz'; did you mean 'says'?"),
        (toml(says=None), "A-I01 needs 'says' as text"),
        (toml(source=""), "A-I01 needs 'source' as text"),
        (toml(procedure=None), "A-I01 needs 'procedure': the id of the process that it is about, or '*' for every one"),
        (toml(level="E"), "A-I01: the level 'E' is not known; levels are D, C and R"),
        (toml(formal=None), "A-I01 needs 'formal', or 'enforced' with what holds it"),
        (toml(formal=3), "A-I01: 'formal' must be a list of texts"),
        (toml(formal="Prec(A_Start)"), "A-I01: ',' is expected here (at character 13 of 'Prec(A_Start)')"),
        (toml(formal="Guard(A_Do, x)", level="R"), "A-I01: a guard needs 'at': claim, complete or start"),
        (toml(at="claim"), "A-I01: only a guard has 'at': claim, complete or start"),
        (toml(formal="Guard(A_Do, x)", level="R", at="later"), "A-I01: 'at' is claim, complete or start, not 'later'"),
        (toml(formal="Guard(A_Do, x)", at="claim"), "A-I01: guards alone are of level R"),
    ],
)
def test_what_is_written_wrong_is_a_finding(content: str, message: str) -> None:
    invariants, findings = read(content.encode(), file=OWN)
    assert (invariants, findings[0].rule, findings[0].file) == ((), "invariants", OWN)
    assert findings[0].message.startswith(message)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"formal": "Prec(A_Strat, A_Do)"},
            "The diagram has no element 'A_Strat'; it may have been renamed: the nearest is 'A_Start'",
        ),
        ({"formal": "Prec(Quite_Another, A_Do)"}, "The diagram has no element 'Quite_Another'"),
        ({"formal": "Prec(A_Gw[Yess], A_Do)"}, "A_Gw has no answer 'Yess'; it may have been renamed: the nearest is 'Yes'"),
        ({"formal": "Prec(A_Gw[perhaps], A_Do)"}, "A_Gw has no answer 'perhaps'; its answers are 'Yes'"),
        ({"formal": "Prec(A_Do[x = 1], A_End)"}, "A_Do[x = 1] has a condition over answers, which needs level C"),
        ({"formal": "Prec(A_Do[x =], A_End)", "level": "C"}, "The condition of A_Do[x =] cannot be read as FEEL ("),
        ({"formal": "Ends(A_Do, {A_Gw})"}, "A_Gw is no end event"),
        (
            {"formal": "Lane(A_Do) = bosss"},
            "The policy pack has no role 'bosss'; it may have been renamed: the nearest is 'boss'",
        ),
        (
            {"formal": "NoLane(ash_asks, boss)"},
            "No diagram has the process 'ash_asks'; it may have been renamed: the nearest is 'ash_ask'",
        ),
        ({"formal": "Sound(other)"}, "No diagram has the process 'other'"),
        ({"formal": "Total(dmn-x)"}, "No table has the decision 'dmn-x'"),
        (
            {"formal": "NoReach(A_Strat, B_Do)"},
            "The diagram has no element 'A_Strat'; it may have been renamed: the nearest is 'A_Start'",
        ),
    ],
)
def test_what_is_not_there_is_a_finding_with_the_nearest(changes: dict[str, object], message: str) -> None:
    [found] = said(with_file(toml(**changes)))
    assert found.startswith(f"A-I01: {message}")


@pytest.mark.parametrize(
    "formal", ["NoReach(A_Start, B_Do)", "Prec(A_Gw[yes], A_Do)", "Prec(A_Gw[A_Yes], A_Do)", "Lane(A_Do) = worker", "Sound(*)"]
)
def test_what_is_there_has_no_finding(formal: str) -> None:
    assert said(with_file(toml(formal=formal))) == []


def test_conditions_and_counts_of_a_step_for_each_item_are_refused() -> None:
    many = '<bpmn:multiInstanceLoopCharacteristics isSequential="true"/>'
    drawn = diagram(task(inner=many))
    [conditioned] = said(with_file(toml(level="C", formal="Prec(A_Do[x], A_End)"), drawn=drawn))
    [counted] = said(with_file(toml(formal="Card(A_Do, >= 2)"), drawn=drawn))
    assert "put the condition on a step after it" in conditioned
    assert "count people at level R instead" in counted


def test_one_id_in_both_files_is_a_finding() -> None:
    invariants, [finding] = read_all(with_file(toml(), shared=toml()))
    assert ([each.file for each in invariants], finding.message) == ([SHARED], f"A-I01 stands in {SHARED} already")


def test_invariants_about_other_procedures_do_not_apply() -> None:
    content = toml() + toml("A-I02", procedure="other") + toml("A-I03", procedure="*", formal=None, enforced="the store")
    assert [each.invariant_id for each in applying(with_file(content))] == ["A-I01", "A-I03"]


def test_conditions_are_asked_where_the_formula_reads_them() -> None:
    of = with_file(toml(level="C", formal=["Prec(A_Do[x = 1], A_End[y])", "Resp(A_Do[x = 1], A_Gw[Yes])"]))
    invariants: tuple[Invariant, ...] = applying(of)
    assert dict(asked(invariants, catalogue(of))) == {"A_Do": ("x = 1",), "entered:A_End": ("y",)}
    assert visible(invariants) == {"A_Do", "A_End", "A_Gw"}


def test_what_no_diagram_of_the_council_has_is_found_over_all_its_files() -> None:
    content = toml(formal="NoReach(A_Start, B_Do)") + toml("A-I02", procedure="ash_asks") + toml("A-I03", procedure="*")
    assert [finding.message for finding in lost(with_file(content).files, council="ashdale")] == [
        "A-I01: The diagram has no element 'B_Do'; it may have been renamed: the nearest is 'A_Do'",
        "A-I02: No diagram has the process 'ash_asks'; it may have been renamed: the nearest is 'ash_ask'",
    ]


def test_the_nearest_has_the_same_words_rather_than_the_same_letters() -> None:
    known = frozenset({"B9_TellDp", "B9_Ceop", "B9_NoteNoAction"})
    assert near("B9_NotifyDp", known) == "; it may have been renamed: the nearest is 'B9_TellDp'"
    assert near("C1_Wait", known) == ""
