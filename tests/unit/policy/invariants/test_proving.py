"""Verdicts: what an invariant comes to when its formulas are judged, on graphs drawn by hand and on tables and lanes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from drawn_ways import graph
from small_bundles import USER, bundle, diagram, properties, task

from connectors.protocol import Operation
from service.domain.behaviour import Behaviour
from service.domain.bundle import Bundle
from service.domain.verdicts import Outcome, Verdict
from service.policy.invariants.proving import prove

NONE: Mapping[str, Operation] = {}
DRAWN = diagram(
    task(),
    task("A_Send", tag="sendTask", extension='<zeebe:taskDefinition type="email.send"/>', name="Send it"),
    task("A_Say", name="Say it", extension=USER + properties(performer="boss")),
    lanes='<bpmn:laneSet id="Lanes"><bpmn:lane id="L" name="Worker"><bpmn:flowNodeRef>A_Send</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>',
)
DMN = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="d">
<decision id="dmn-a" name="A"><decisionTable id="t" hitPolicy="FIRST">
<input id="i" label="Kind"><inputExpression id="e" typeRef="string"><text>kind</text></inputExpression></input>
<output id="o" name="outcome"/>
<rule id="r1"><inputEntry id="c1"><text>"false"</text></inputEntry><outputEntry id="o1"><text>"no"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="c2"><text>"true"</text></inputEntry><outputEntry id="o2"><text>"yes"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def of(*tables: str) -> Bundle:
    content = "\n".join(tables)
    return bundle(
        DRAWN,
        **{
            "processes/ashdale/invariants.toml": content.encode(),
            "processes/ashdale/a.dmn": DMN,
            "forms/ashdale/form-a.form": b"{}",
        },
    )


def invariant(formal: str | list[str], *, level: str = "D", key: str = "A-I01", **more: str) -> str:
    rows = {"says": "So it is.", "source": "§1", "procedure": "ash_ask", "level": level, "formal": formal, **more}
    return f"[{key}]\n" + "".join(f"{name} = {value!r}\n" for name, value in rows.items())


def verdict(formal: str | list[str], *lines: str, whole: bool = True, **more: str) -> Verdict:
    def explore(bundle: Bundle, operations: Mapping[str, Operation], /, **asked: Any) -> Behaviour:
        return graph(*lines, whole=whole)

    [found] = prove(of(invariant(formal, **more)), NONE, explore=explore)
    return found


def test_a_proved_invariant_says_in_how_many_situations() -> None:
    found = verdict("Prec(A_Do, A_End)", "0>1 A_Do", "1>2 +A_End A_End .A_End")
    assert found == Verdict(
        check_id="A-I01",
        sentence="So it is.",
        outcome=Outcome.PROVED,
        why="It holds in all 3 situations.",
        source="§1",
        level="D",
        formal="Prec(A_Do, A_End)",
        elements=("A_Do", "A_End"),
        procedure_id="ash_ask",
        seconds=found.seconds,
    )


def test_a_broken_one_has_the_shortest_way_of_all_its_formulas() -> None:
    found = verdict(
        ["Prec(A_Send, A_End)", "Resp(A_Do, A_Send)"], "0>1 A_Do", "1>2 A_Say", "2>3 +A_End A_End .A_End", "0>3 +A_End"
    )
    assert found.outcome is Outcome.BROKEN and found.evidence is not None
    assert (len(found.evidence.moves), found.evidence.at) == (1, "A_End")
    assert found.why == (
        "“Done” (A_End) is reached although “Send it” (A_Send) was not passed. "
        "The case ends after “Do it” (A_Do) without “Send it” (A_Send)."
    )


@pytest.mark.parametrize(
    ("formal", "outcome", "why"),
    [
        ("Prec(A_Do, A_End)", Outcome.NOT_DECIDED, "Not everything was looked at: more than 9 situations."),
        ("Prec(A_Send, A_End)", Outcome.BROKEN, "“Done” (A_End) is reached although “Send it” (A_Send) was not passed."),
    ],
)
def test_where_a_bound_was_reached_only_what_is_broken_is_known(formal: str, outcome: Outcome, why: str) -> None:
    found = verdict(formal, "0>1 A_Do", "1>2 +A_End", whole=False)
    assert (found.outcome, found.why) == (outcome, why)


def test_what_never_happens_shows_nothing() -> None:
    idle = verdict("Resp(A_Say, A_Send)", "0>1 A_Do", "1>2 +A_End A_End .A_End")
    assert (idle.outcome, idle.why) == (Outcome.REFUSED, "“Say it” (A_Say) never happens, so nothing is shown.")


def test_a_condition_that_never_holds_shows_nothing() -> None:
    refused = verdict('Resp(A_Do[x = "typo"], A_Send)', "0>1 A_Do A_Send", "1>2 A_End .A_End", level="C")
    assert (refused.outcome, refused.why) == (
        Outcome.REFUSED,
        '“Do it” (A_Do) with x = "typo" never happens, so nothing is shown.',
    )


@pytest.mark.parametrize(
    ("formal", "outcome", "why"),
    [
        ("Lane(A_Do) = worker", Outcome.PROVED, "“A_Do” is done by worker."),
        ("Lane(A_Send) = worker", Outcome.PROVED, "“A_Send” is done by worker."),
        ("Lane(A_Say) = worker", Outcome.BROKEN, "“A_Say” is done by boss, not by worker alone."),
        ("NoLane(ash_ask, boss)", Outcome.BROKEN, "boss has a part in ash_ask."),
        ("NoOperation(ash_ask, email.*)", Outcome.BROKEN, "A_Send runs email.*."),
        ("NoOperation(*, *.delete)", Outcome.PROVED, "No step of * runs *.delete."),
        ("Total(dmn-a)", Outcome.BROKEN, "No rule matches, for instance when kind is “…any other text”."),
        ('Table(dmn-a, kind = "true", outcome = "yes")', Outcome.PROVED, "It holds for all 4 combinations of inputs of dmn-a."),
        (
            'Table(dmn-a, kind in ("true", "false"), outcome = "yes")',
            Outcome.BROKEN,
            "When kind is “false”, rule 1 gives outcome is “no”.",
        ),
        (
            'Table(dmn-a, kind = "maybe", outcome = "yes")',
            Outcome.BROKEN,
            "When kind is “maybe”, no rule matches: outcome is empty.",
        ),
        (
            'Table(dmn-a, kind = "true" and kind = "false", outcome = "yes")',
            Outcome.REFUSED,
            'No input of dmn-a satisfies kind = "true" and kind = "false", so nothing is shown.',
        ),
    ],
)
def test_what_stands_on_the_diagram_and_in_tables_is_seen(formal: str, outcome: Outcome, why: str) -> None:
    found = verdict(formal)
    assert (found.outcome, found.why) == (outcome, why)


def test_guards_and_people_are_held_while_cases_run() -> None:
    proved = verdict(["Prec(A_Do, A_End)", "Guard(A_Do, x)", "Card(A_Do, >= 3, people)"], "0>1 A_Do +A_End", at="claim")
    alone = verdict("Guard(A_Do, x)", level="R", at="claim")
    assert (proved.outcome, proved.why) == (
        Outcome.PROVED,
        "It holds in all 2 situations. What the diagram cannot show is asked while cases run.",
    )
    assert (alone.outcome, alone.why) == (Outcome.GUARDED, "It is asked while cases run.")


def test_what_is_held_elsewhere_says_by_what() -> None:
    [found] = prove(of(invariant([], level="R", enforced="the store")), NONE)
    assert (found.outcome, found.why) == (Outcome.GUARDED, "Held by the store.")


def test_an_unknown_name_is_refused_and_keeps_nothing_else_from_being_proved() -> None:
    def explore(bundle: Bundle, operations: Mapping[str, Operation], /, **asked: Any) -> Behaviour:
        return graph("0>1 A_Do +A_End")

    found = prove(of(invariant("Prec(A_Doo, A_End)"), invariant("Prec(A_Do, A_End)", key="A-I02")), NONE, explore=explore)
    assert [(each.check_id, each.outcome, each.why) for each in found] == [
        ("A-I01", Outcome.REFUSED, "The diagram has no element 'A_Doo'; it may have been renamed: the nearest is 'A_Do'."),
        ("A-I02", Outcome.PROVED, "It holds in all 2 situations."),
    ]


def test_a_level_is_explored_once_with_what_its_formulas_ask() -> None:
    heard: list[tuple[bool, Mapping[str, tuple[str, ...]], frozenset[str]]] = []

    def explore(bundle: Bundle, operations: Mapping[str, Operation], /, **asked: Any) -> Behaviour:
        heard.append((asked["by_answers"], asked["asked"], asked["visible"]))
        return graph("0>1 A_Do{x} +A_End")

    tables = [invariant("Prec(A_Do, A_End)"), invariant("Ends(A_Do, {A_End})", key="A-I02")]
    tables.append(invariant("Prec(A_Do[x], A_End)", key="A-I03", level="C"))
    steps: list[tuple[int, int, str]] = []
    prove(of(*tables), NONE, None, lambda done, many, name: steps.append((done, many, name)), explore=explore)
    assert heard == [(False, {}, frozenset({"A_Do", "A_End"})), (True, {"A_Do": ("x",)}, frozenset({"A_Do", "A_End"}))]
    assert steps == [(0, 3, "A-I01"), (1, 3, "A-I02"), (2, 3, "A-I03")]
