"""Scenarios: strict reading, and what the player says when something goes otherwise. The stage is a small double."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.domain.errors import Invalid, NotAllowed, NotFound, Problem, Unfit
from service.policy.scenarios import Fault, Letter, Report, Standing, load, load_text, run, scenario_files
from service.policy.scenarios.waiting import is_wait, until

AT = datetime(2026, 3, 20, 9, tzinfo=UTC)
HEAD = "scenario: One\nprocedure: ash_ask\nat: 2026-03-20T09:00:00+00:00\nstart: {as: ann}\n"


@dataclass
class Double:
    """A stage whose case has task A open until somebody completes it."""

    standings: dict[str, Standing] = field(default_factory=dict)
    refusal: Exception | None = None
    offered_to: str = "ann"
    due: list[datetime] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    did: list[str] = field(default_factory=list)
    at: datetime = AT

    def now(self) -> datetime:
        return self.at

    def holidays(self) -> Collection[date]:
        return ()

    def move_clock(self, to: datetime) -> None:
        self.at = to

    def settle(self) -> None:
        if self.due and self.due[0] <= self.at:
            self.did.append(f"due {self.due.pop(0):%H:%M}")

    def next_due(self) -> datetime | None:
        return self.due[0] if self.due else None

    def start(self, procedure: str, *, person: str | None, given: Mapping[str, Any], fill: bool) -> str | None:
        number = "N-1" if procedure == "ash_ask" else "N-2"
        self.standings[number] = standing(number=number, open=("A",))
        return number

    def cases(self) -> Sequence[str]:
        return list(self.standings)

    def standing(self, number: str) -> Standing:
        if number not in self.standings:
            raise NotFound("There is no such case")
        return self.standings[number]

    def scheduled(self) -> Sequence[tuple[str, datetime]]:
        return [("ash_review", AT + timedelta(days=184))]

    def tasks(self, number: str, element_id: str) -> Sequence[str]:
        return [f"{number}-{element_id}"] if element_id in self.standing(number).open else []

    def offered(self, person: str) -> Collection[str]:
        return {f"{number}-A" for number in self.standings} if person == self.offered_to else set()

    def complete(self, task_id: str, *, person: str, answers: Mapping[str, Any], fill: bool) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.standings["N-1"] = standing(
            ended="End", completed=("Start", "A", "End"), variables={"a": {"b": [1, 2]}, "yes": True}, audit=("case_started",)
        )

    def claim(self, task_id: str, *, person: str) -> None:
        self.did.append("claim")

    def release(self, task_id: str, *, person: str) -> None:
        self.did.append("release")

    def raise_event(self, number: str, *, kind: str, name: str, person: str | None, payload: Mapping[str, Any]) -> None:
        self.did.append(f"{kind} {name} {person} {dict(payload)}")

    def answer_survey(self, *, answers: Mapping[str, Any], fill: bool) -> None:
        self.did.append(f"answered {dict(answers)}")

    def plan_fault(self, fault: Fault) -> None:
        self.faults.append(fault)

    def planned_faults(self) -> Sequence[Fault]:
        return self.faults

    def leave(self, person: str) -> None:
        self.did.append(f"left {person}")

    def letters(self) -> Sequence[Letter]:
        return [Letter(to=("ann",), subject="It was refused (N-1)", text="Dear Ann")]


def standing(**given: Any) -> Standing:
    usual: dict[str, Any] = {"number": "N-1", "procedure": "ash_ask", "ended": None, "open": (), "completed": (), "entered": ()}
    return Standing(**{**usual, **given})


def play(text: str, stage: Double | None = None) -> Report:
    return run(load_text((HEAD + text).encode(), file="one.yaml"), stage or Double())


def failures(text: str, stage: Double | None = None) -> list[str]:
    return [str(failure) for failure in play(text, stage).failures]


def test_a_scenario_that_goes_as_written_passes() -> None:
    text = """steps:
  - {claim: A, as: ann}
  - {release: A, as: ann}
  - {expect: {open: [A]}}
  - {task: A, as: ann}
expect:
  ended: End
  path: [Start, "...", End]
  never: [B]
  variables: {a: {b: [1, 2]}, yes: true}
  cases: [{procedure: ash_review, due: 2026-09-20}]
  audit: [case_started]
  messages: [{to: ann, subject: refused, text: Dear}]
"""
    assert play(text) == Report(scenario="One", file="one.yaml")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("steps: [{task: B, as: ann}]", "line 5, 1: task B as ann: expected B to be open; open are A"),
        ("steps: [{not_offered: A, as: ann}]", "expected A not to be offered to ann; it is in their inbox"),
        ("steps: [{task: A, as: ann, refused: SOD-01}]", "expected a refusal by SOD-01; it was done"),
        ("steps: [{error: {job: J, code: X}}]", "expected J to raise X; it was not called"),
        ("steps: [{task: A, as: ann, case: child}]", "No other case has been started"),
        ("steps: [{task: A, as: ann, case: N-9}]", "There is no such case"),
        ("expect: {ended: End}", "expected the case to have ended at End; these are open: A"),
        ("expect: {open: []}", "expected these tasks to be open: none; these are open: A"),
        ("expect: {path: [Start]}", "expected the path to go through Start; it went nowhere"),
        ("expect: {variables: {a: 1}}", "expected the variable a to be 1; it does not exist"),
        (
            "expect: {cases: [{procedure: ash_review, due: 2026-09-21}]}",
            "expected a case of ash_review due 2026-09-21; there are ash_review (due",
        ),
        ("expect: {cases: [{procedure: ash_ask, ended: End}]}", "expected a case of ash_ask ended at End"),
        ("expect: {audit: [x]}", "expected the audit to have x in this order; it has nothing"),
        (
            "expect: {messages: [{to: bob, subject: Hello}]}",
            "expected an e-mail to bob with 'Hello'; these were sent: ann: It was refused",
        ),
        ("expect: {incidents: [J]}", "expected the case to stand still at J"),
    ],
)
def test_what_goes_otherwise_is_said_with_step_expectation_and_happening(text: str, sentence: str) -> None:
    assert any(sentence in failure for failure in failures(text)), failures(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{a: {b: [1, 3]}}", "expected the variable a.b[2] to be 3; it is 2"),
        ("{a: {b: [1]}}", "expected the variable a.b to be [1]; it is [1, 2]"),
        ("{yes: 1}", "expected the variable yes to be 1; it is True"),
    ],
)
def test_variables_are_compared_as_far_as_given(text: str, sentence: str) -> None:
    (failure,) = failures(f"steps: [{{task: A, as: ann}}]\nexpect: {{variables: {text}}}")
    assert sentence in failure


@pytest.mark.parametrize(
    ("refusal", "name"),
    [
        (NotAllowed("No", rule="SOD-01"), "SOD-01"),
        (NotAllowed("No", rule="SOD-01"), "not_allowed"),
        (Invalid("No", problems=[Problem("subjects[0].name", "Missing")]), "subjects"),
        (Invalid("No"), "invalid"),
        (NotFound("No"), "not_found"),
    ],
)
def test_a_refusal_is_known_by_rule_family_or_field(refusal: Exception, name: str) -> None:
    step = "steps: [{{task: A, as: ann, refused: {}}}]"
    assert failures(step.format(name), Double(refusal=refusal)) == []
    assert "expected a refusal by other" in failures(step.format("other"), Double(refusal=refusal))[0]


def test_an_unexpected_refusal_ends_the_scenario() -> None:
    found = failures(
        "steps: [{task: A, as: ann}, {task: A, as: ann}]", Double(refusal=Invalid("No", problems=[Problem("x", "Missing")]))
    )
    assert found == ["line 5, 1: task A as ann: expected this to be done; it was refused: No; x: Missing"]


def test_time_stops_at_each_thing_that_is_due() -> None:
    stage = Double(due=[AT + timedelta(hours=1), AT + timedelta(hours=3), AT + timedelta(days=9)])
    assert failures("steps: [{wait: PT4H}]", stage) == []
    assert (stage.did, stage.at) == (["due 10:00", "due 12:00"], AT + timedelta(hours=4))


def test_an_error_is_planned_before_the_step_that_leads_to_it_settles() -> None:
    stage = Double()
    play("steps: [{task: A, as: ann}, {error: {job: J, code: X, message: busy, with: {n: 1}}}]", stage)
    assert stage.faults == [Fault(job="J", code="X", message="busy", payload={"n": 1})]


def test_as_many_people_answer_a_survey_as_the_step_says() -> None:
    stage = Double()
    assert failures("steps: [{survey: 2, answers: {q3: 'yes'}}]", stage) == []
    assert stage.did == ["answered {'q3': 'yes'}"] * 2


def test_messages_signals_and_leaving_reach_the_stage() -> None:
    stage = Double()
    play("steps: [{message: m, as: ann, with: {reason: r}}, {signal: s}, {left: ann}]", stage)
    assert stage.did == ["message m ann {'reason': 'r'}", "signal s None {}", "left ann"]


def test_a_step_can_start_another_case_which_is_then_the_child() -> None:
    stage = Double()
    steps = "steps:\n  - {start: ash_other, as: ben}\n  - {expect: {case: child, open: [A]}}\nexpect: {open: [A]}\n"
    assert failures(steps, stage) == []
    assert list(stage.standings) == ["N-1", "N-2"]


def test_an_incident_nobody_expects_is_a_failure() -> None:
    stage = Double(standings={"N-2": standing(number="N-2", incidents=(("J", "It broke"),))})
    assert failures("", stage) == ["line 1, expect: expected no incident; N-2 stands still at J: It broke"]


def mistakes(text: str) -> list[str]:
    with pytest.raises(Unfit) as caught:
        load_text(text.encode(), file="one.yaml")
    return [finding.message for finding in caught.value.findings]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- a list", "begins with 'scenario:'"),
        ("scenario: [", "Line 1"),
        (HEAD + "start: {}", "Line 5: 'start' stands twice"),
        (HEAD.replace("+00:00", ""), "Line 3: 'at' must be a time with its offset"),
        (HEAD + "colour: blue", "no setting called 'colour'"),
        (HEAD + "steps: 5", "Line 5: 'steps' must be a list"),
        (HEAD + "steps:\n  - {tusk: A}", "Line 6: a step needs exactly one of"),
        (HEAD + "steps:\n  - {task: A}", "Line 6: say who does it with 'as'"),
        (HEAD + "steps:\n  - {task: A, as: ann, fill: 3}", "Line 6: 'fill' must be true or false"),
        (HEAD + "steps:\n  - {wait: a while}", "Line 6: 'a while' is no wait"),
        (HEAD + "steps:\n  - {error: {job: J}}", "needs 'code' as text"),
        (HEAD + "steps: [5]", "there must be names with values here"),
        (HEAD + "expect:\n  cases: [{procedure: p, due: soon}]", "Line 6: 'due' must be a date"),
        (HEAD + "expect: {cases: 5}", "'cases' must be a list"),
    ],
)
def test_each_mistake_names_its_line(text: str, sentence: str) -> None:
    assert any(sentence in message for message in mistakes(text)), mistakes(text)


def test_yes_no_and_dates_stay_text() -> None:
    scenario = load_text(
        (HEAD + "steps: [{task: A, as: ann, answers: {a: no, b: 2026-01-02, c: 007, d: 1.5, e: null, f: 'true'}}]").encode(),
        file="x",
    )
    assert scenario.steps[0].given == {"a": "no", "b": "2026-01-02", "c": "007", "d": 1.5, "e": None, "f": "true"}


def test_aliases_cannot_blow_up() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert any("too large" in message for message in mistakes("\n".join(lines)))


def test_a_file_is_found_with_its_council(tmp_path: Path) -> None:
    folder = tmp_path / "processes" / "ashdale" / "scenarios"
    folder.mkdir(parents=True)
    (folder / "one.yaml").write_text(HEAD, "utf-8")
    (folder.parent / "demo.yaml").write_text("people: []", "utf-8")
    assert scenario_files([tmp_path]) == [folder / "one.yaml"]
    assert load(folder / "one.yaml").council == "ashdale"
    assert scenario_files([folder.parent / "demo.yaml"]) == [folder.parent / "demo.yaml"]
    with pytest.raises(FileNotFoundError):
        scenario_files([tmp_path / "gone"])


@pytest.mark.parametrize(
    ("wait", "end"),
    [
        ("P2D", "2026-03-22T09:00:00+00:00"),
        ("PT4H", "2026-03-20T13:00:00+00:00"),
        ("P1M", "2026-04-20T09:00:00+00:00"),
        ("P1WD", "2026-03-23T09:00:00+00:00"),
        ("2026-09-21T09:00:00+00:00", "2026-09-21T09:00:00+00:00"),
    ],
)
def test_waits_end_as_timers_do(wait: str, end: str) -> None:
    assert is_wait(wait)
    assert until(wait, now=AT, holidays=()) == datetime.fromisoformat(end)
