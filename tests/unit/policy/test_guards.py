"""Guards by the place where they are asked, and what is wrong with one that would never be."""

from __future__ import annotations

import re

import pytest
from small_bundles import bundle, diagram, task

from service.engine import compile_procedure
from service.policy.invariants.guards import REGISTER, Asked, guards_of
from service.policy.invariants.resolving import applying, unfit
from service.settings import ROOT

SCRIPT = task("A_Count", tag="scriptTask", extension='<zeebe:script expression="=1" resultVariable="n"/>', name="Count it")
TWO = diagram(task(), SCRIPT)


def with_guards(formal: str, at: str, *, procedure: str = "ash_ask"):
    toml = f'[A-G01]\nsays = "It holds."\nsource = "P"\nprocedure = "{procedure}"\nlevel = "R"\nformal = {formal}\nat = {at}\n'
    return bundle(TWO, **{"processes/ashdale/invariants.toml": toml.encode()})


def compiled(formal: str, at: str, **about: str) -> list[Asked]:
    found = with_guards(formal, at, **about)
    return list(guards_of(found, compile_procedure(found).description))


def asked(element_id: str, moment: str, expression: str, *facts: str) -> Asked:
    return Asked(
        invariant_id="A-G01",
        sentence="It holds.",
        element_id=element_id,
        moment=moment,
        expression=expression,
        facts=frozenset(facts),
    )


def test_a_guard_is_found_at_its_element_and_moment_with_what_it_reads_of_the_registers() -> None:
    expression = "count(register.openSessions) = 0 and register . workerStatus != null"
    assert compiled(f"'Guard(A_Do, {expression})'", '["claim", "complete"]') == [
        asked("A_Do", moment, expression, "openSessions", "workerStatus") for moment in ("claim", "complete")
    ]


def test_a_moment_that_an_element_does_not_have_is_left_out() -> None:
    guards = compiled("['Guard(A_Do, words != null)', 'Guard(A_Count, n = 1)']", '["complete", "start"]')
    assert [(guard.element_id, guard.moment) for guard in guards] == [
        ("A_Do", "complete"),
        ("A_Do", "start"),
        ("A_Count", "start"),
    ]


def test_a_guard_of_another_procedure_is_none_here() -> None:
    assert compiled("'Guard(A_Do, true)'", '"claim"', procedure="ash_other") == []
    assert len(compiled("'Guard(A_Do, true)'", '"claim"', procedure="*")) == 1


def test_the_engine_is_asked_about_what_no_person_and_no_connector_does() -> None:
    found = with_guards("['Guard(A_Do, true)', 'Guard(A_Count, true)']", '["complete", "start"]')
    description = compile_procedure(found).description
    assert guards_of(found, description).starting(description) == {"A_Do", "A_Count"}


@pytest.mark.parametrize(
    ("formal", "at", "why"),
    [
        (
            "'Guard(A_Count, true)'",
            '"claim"',
            "Nobody asks a guard of A_Count at claim: a step that no person does has 'start' only",
        ),
        (
            "'Guard(A_End, true)'",
            '"start"',
            "Nobody asks a guard of A_End at start: guards stand at tasks, jobs, scripts, decisions and sub-processes",
        ),
        ("'Guard(A_Do[n = 1], true)'", '"claim"', "A guard names an element without condition: A_Do[n = 1]"),
        (
            "'Guard(A_Do, register.openSession = 0)'",
            '"claim"',
            f"The registers know no 'openSession'; a guard may read {', '.join(REGISTER)}",
        ),
    ],
)
def test_a_guard_that_would_never_be_asked_or_judged_is_a_finding(formal: str, at: str, why: str) -> None:
    found = with_guards(formal, at)
    assert [finding.message for invariant in applying(found) for finding in unfit(invariant, found)] == [f"A-G01: {why}"]


def test_the_handbook_says_what_guards_may_read() -> None:
    text = (ROOT / "docs" / "invariants.md").read_text("utf-8")
    section = text[text.index("### What guards may read") : text.index("## Looking back")]
    assert dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.MULTILINE)) == REGISTER
