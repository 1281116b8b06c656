"""Rules of how a procedure is drawn that bpmnlint does not have: each has a diagram that breaks it and one that keeps it."""

from __future__ import annotations

import pytest
from sketches import process
from small_bundles import OPERATIONS, PACK, bundle, form

from service.domain.findings import Finding, Severity
from service.policy.checks import check

CHOICE = """
    start s Asked
    userTask a Do it<bpmn:extensionElements><zeebe:formDefinition formId="form-a"/></bpmn:extensionElements>
    xor{default} g {question}
    end e1 Good
    end e2 Bad
    f1: s > a
    f2: a > g
    f3: g > e1 | {yes} | {first}
    f4: g > e2 | {no} | {second}
"""
STEP = "start s Asked\ntask {id} {name}\nend e Done\nf1: s > {id}\nf2: {id} > e"
TWO = "start s Asked\ntask a {one}\ntask b {other}\nend e Done\nf1: s > a\nf2: a > b\nf3: b > e"
CIRCLE = (
    "start s Asked\nxor m\ntask a Do it\nxor[default={default}] g Again?\nend e Done\nf1: s > m\nf2: m > a\nf3: a > g\n{ways}"
)
WAIT = "start s Asked\ncatch c Heard<bpmn:messageEventDefinition id='d1' messageRef='m'/>\nend e Done\nf1: s > c\nf2: c > e"
KEYED = '<bpmn:message id="m" name="word"><bpmn:extensionElements><zeebe:subscription correlationKey="{}"/></bpmn:extensionElements></bpmn:message>'


def sent(key: str) -> bytes:
    mapping = f'<zeebe:ioMapping><zeebe:input source="{key}" target="correlationKey"/></zeebe:ioMapping>' if key else ""
    event = f"<bpmn:extensionElements>{mapping}</bpmn:extensionElements><bpmn:messageEventDefinition id='d1' messageRef='m'/>"
    lines = f"start s Asked\nthrow t Told{event}\nend e Done\nf1: s > t\nf2: t > e"
    return process(lines, around='<bpmn:message id="m" name="word"/>')


def choice(**given: str) -> bytes:
    words = {"default": "[default=f4]", "question": "Fit?", "yes": "Yes", "no": "No", "first": '=x = "yes"', "second": ""}
    return process(CHOICE.format(**{**words, **given}))


def open_choice(first: str, second: str) -> bytes:
    return choice(default="", first=first, second=second)


def answer(kind: str, *, required: bool, hide: str = "") -> bytes:
    yesno = {"properties": {"kind": "yesno"}, "values": [{"label": "Yes", "value": "true"}, {"label": "No", "value": "false"}]}
    options = {"values": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]}
    more = {"yesno": {"type": "radio", **yesno}, "options": {"type": "radio", **options}, "text": {"type": "textfield"}}[kind]
    hidden = {"conditional": {"hide": hide}} if hide else {}
    return form("form-a", {"id": "F1", "key": "x", "label": "X", "validate": {"required": required}, **more, **hidden})


def found(content: bytes, rule: str, *, asked: bytes | None = None, checks: str = "") -> list[Finding]:
    given = bundle(content, pack=PACK + checks, **({} if asked is None else {"forms/ashdale/form-a.form": asked}))
    return [finding for finding in check(given, OPERATIONS) if finding.rule == rule]


def said(content: bytes, rule: str, *, asked: bytes | None = None) -> list[tuple[str | None, str]]:
    return [(finding.element_id, finding.message) for finding in found(content, rule, asked=asked)]


@pytest.mark.parametrize(
    ("rule", "broken", "element_id", "part", "kept"),
    [
        ("gateway-question", choice(question="Fitness"), "g", "is no question", choice()),
        ("answer-labels", choice(no=""), "f4", "with the answer it stands for", choice()),
        ("answer-labels", choice(no="yes"), "f4", "answers 'yes' as well", choice()),
        ("labels", process(STEP.format(id="a", name="Do it").replace("Asked", "")), "s", "The event has no name", choice()),
        ("verb-and-object", process(STEP.format(id="a", name="Approve")), "a", "done to what", choice()),
        ("verb-and-object", process(STEP.format(id="a", name="Notification of staff")), "a", "begin with a verb", choice()),
        (
            "unique-labels",
            process(TWO.format(one="Do it", other="do it")),
            "b",
            "a is named 'do it' as well",
            process(TWO.format(one="Do it", other="Do that")),
        ),
        ("generated-ids", process(STEP.format(id="Activity_0k3jx8z", name="Do it")), "Activity_0k3jx8z", "made up", choice()),
        ("generated-ids", process(STEP.format(id="StartEvent_1", name="Do it")), "StartEvent_1", "made up", choice()),
        (
            "way-out",
            process(CIRCLE.format(default="f4", ways="f4: g > m | Yes")),
            "m",
            "No way leads out of this circle: 'm', 'Do it', 'Again?'",
            process(CIRCLE.format(default="f5", ways="f4: g > m | Yes | =x\nf5: g > e | No")),
        ),
        (
            "message-correlation",
            process(WAIT, around='<bpmn:message id="m" name="word"/>'),
            "c",
            "would reach every case",
            process(WAIT, around=KEYED.format("=case.number")),
        ),
        ("message-correlation", process(WAIT, around=KEYED.format(" ")), "c", "no correlation key", process(TWO)),
        ("message-correlation", sent(""), "t", "without an input mapping to correlationKey", sent("=case.number")),
    ],
)
def test_the_fault_is_found_at_its_element_and_not_in_the_sound_twin(
    rule: str, broken: bytes, element_id: str, part: str, kept: bytes
) -> None:
    assert [(where, part in message) for where, message in said(broken, rule)] == [(element_id, True)]
    assert said(kept, rule) == []


@pytest.mark.parametrize("verb", ["Check", "Comment on", "Bring", "Feed", "“Ask”", "Re-open", "Answer:"])
def test_a_verb_may_look_like_a_noun(verb: str) -> None:
    assert said(process(STEP.format(id="a", name=f"{verb} the request")), "verb-and-object") == []


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ('=x = "a"', '=x = "b"', answer("options", required=True)),
        ('=x = "a"', '=not(x = "a")', answer("options", required=False)),
        ("=x", "=not(x)", answer("yesno", required=True)),
        ("=x = true", "=x = false or x = null", answer("yesno", required=True, hide="=y = 1")),
        ('=x in ("a", "b")', "=false", answer("options", required=True)),
    ],
)
def test_conditions_that_cover_every_answer_need_no_default(first: str, second: str, asked: bytes) -> None:
    assert said(open_choice(first, second), "total-gateways", asked=asked) == []


@pytest.mark.parametrize(
    ("first", "second", "asked", "example"),
    [
        ('=x = "a"', '=x = "c"', answer("options", required=True), 'where x is "b"'),
        ('=x = "a"', '=x = "b"', answer("options", required=False), "where x is not answered"),
        ("=x = true", "=x = false", answer("yesno", required=True, hide="=y = 1"), "where x is not answered"),
        ('=x = "a"', '=x != "a"', answer("text", required=True), "since x may be anything"),
        ("=answers.a.x = true", "=answers.a.x = false", answer("yesno", required=True), "since answers.a.x may be anything"),
        ("=y = 1", "=y != 1", answer("yesno", required=True), "since y may be anything"),
    ],
)
def test_conditions_that_leave_something_out_need_a_default(first: str, second: str, asked: bytes, example: str) -> None:
    assert said(open_choice(first, second), "total-gateways", asked=asked) == [
        (
            "g",
            f"There is no way out {example if example.startswith('where') else f'that is sure to be open, {example}'}: mark one flow as the default",
        )
    ]


def test_a_default_makes_any_conditions_total() -> None:
    assert said(choice(), "total-gateways", asked=answer("text", required=False)) == []


def test_answers_may_reach_the_gateway_through_a_mapping() -> None:
    mapped = open_choice('=fit = "a"', '=fit = "b"').replace(
        b'<zeebe:formDefinition formId="form-a"/>',
        b'<zeebe:formDefinition formId="form-a"/><zeebe:ioMapping><zeebe:output source="=x" target="fit"/></zeebe:ioMapping>',
    )
    assert said(mapped, "total-gateways", asked=answer("options", required=True)) == []
    assert len(said(mapped, "total-gateways", asked=answer("options", required=False))) == 1


def test_too_many_combinations_are_not_tried_out() -> None:
    options = {
        "type": "radio",
        "values": [{"label": str(at), "value": str(at)} for at in range(23)],
        "validate": {"required": True},
    }
    many = form("form-a", *({"id": key, "key": key, "label": key, **options} for key in ("x", "y")))
    assert "read too much to try out" in said(open_choice("=x = y", "=x != y"), "total-gateways", asked=many)[0][1]


SMALL = choice(question="Fitness")


@pytest.mark.parametrize(("level", "severities"), [("error", [Severity.ERROR]), ("warning", [Severity.WARNING]), ("off", [])])
def test_a_council_says_how_severe_a_rule_is(level: str, severities: list[Severity]) -> None:
    checks = f'[checks]\ngateway-question = "{level}"'
    assert [finding.severity for finding in found(SMALL, "gateway-question", checks=checks)] == severities


def test_an_unknown_rule_is_named_with_the_nearest() -> None:
    wrong = found(SMALL, "checks-configured", checks='[checks]\ngateway-questions = "off"')
    assert [(finding.file, finding.message, finding.severity) for finding in wrong] == [
        (
            "processes/ashdale/policy.toml",
            "[checks] names 'gateway-questions', which is no rule; did you mean 'gateway-question'?",
            Severity.ERROR,
        )
    ]


@pytest.mark.parametrize("level", ["warning", "off"])
def test_a_rule_that_protects_running_cannot_be_lowered(level: str) -> None:
    content = process(STEP.format(id="a", name="Do it").replace("task", "userTask"))
    checks = f'[checks]\ntask-has-people = "{level}"'
    assert [finding.severity for finding in found(content, "task-has-people", checks=checks)] == [Severity.ERROR]
    assert [finding.message for finding in found(content, "checks-configured", checks=checks)] == [
        f"[checks] makes 'task-has-people' {level}, but this rule protects running and always holds"
    ]


def test_a_level_that_does_not_exist_makes_the_pack_unfit() -> None:
    wrong = found(SMALL, "policy-pack", checks='[checks]\nlabels = "loud"')
    assert [finding.message for finding in wrong] == ["[checks]: 'labels' must be error, warning or off"]
