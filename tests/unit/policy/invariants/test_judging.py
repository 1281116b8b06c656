"""Each kind of formula, true and false, on graphs and on histories."""

from __future__ import annotations

import pytest
from drawn_ways import KNOWN, events, graph

from service.domain.behaviour import Evidence
from service.policy.invariants.judging import Graph, judge_trace
from service.policy.invariants.machines import machines
from service.policy.invariants.notation import parse

LOOP = ("0>1 A", "1>2 +B B", "1>1 C", "2>1 D", "2>3 E .E")


def find(formal: str, *lines: str) -> Evidence | None:
    """Return the evidence of the first machine that breaks."""
    ready = Graph(graph(*lines))
    found = (ready.find(machine) for machine in machines(parse(formal), KNOWN))
    return next((each for each in found if each is not None), None)


@pytest.mark.parametrize(
    ("formal", "lines"),
    [
        ("Prec(A, B)", LOOP),
        ("Prec(A[ok], B)", ("0>1 A{ok}", "1>2 +B", "2>3 B E .E")),
        ("Prec(A, B[e])", ("0>1 +B", "1>2 A", "2>3 +B{e}")),
        ("Prec({A or C}, B)", ("0>1 A", "0>1 C", "1>2 +B")),
        ("Prec(S, B)", ("0>1 +S S +B",)),
        ("Prec(G[Yes], B)", ("0>1 +G G /GY +B", "0>2 +G G /GN +C")),
        ("Btw(A, B, C)", ("0>1 A", "1>2 C", "2>3 +B", "2>1 A")),
        ("Btw(A, B, C)", ("0>1 +B", "1>2 A")),
        ("Btw(A, B, C -> D)", ("0>1 A", "1>2 C", "2>3 D +B")),
        ("Btw(G[Yes], B, {C or D})", ("0>1 /GY", "1>2 C", "1>2 D", "2>3 +B", "0>3 /GN +B")),
        ("Resp(A, B)", ("0>1 A", "1>2 B", "2>3 E .E", "1>1 A")),
        ("Resp(A, {B or C})", ("0>1 A", "1>2 B", "1>2 C", "2>3 E .E")),
        ("Resp(A, B)", ("0>1 A", "1>1 C")),
        ("Resp(A[bad], B)", ("0>1 A", "1>2 E .E")),
        ("Resp(A, entered(B))", ("0>1 A +B ~B", "1>2 E .E")),
        ("Resp(A, E)", ("0>1 A E .E",)),
        ("Excl(A, {B, C})", ("0>1 A", "0>1 +B B", "0>1 +C", "1>2 E .E")),
        ("NoReach(A, B)", ("0>1 +B", "1>2 A E .E")),
        ("NoReach(A, Elsewhere)", LOOP),
        ("Ends(A, {E})", ("0>1 A", "1>2 E .E", "0>3 E2 .E2")),
        ("Card(A, >= 2)", ("0>1 A", "1>2 A", "2>3 E .E", "0>3 E .E")),
        ("Card(M, = 2)", ("0>1 M@", "1>2 M@ M E .E")),
    ],
)
def test_a_formula_that_holds_has_no_evidence(formal: str, lines: tuple[str, ...]) -> None:
    assert find(formal, *lines) is None


@pytest.mark.parametrize(
    ("formal", "lines", "way", "at"),
    [
        ("Prec(C, B)", LOOP, "A +B", "B"),
        ("Prec(A[ok], B)", ("0>1 A{ok}", "1>2 A", "2>3 +B"), "A{ok} A +B", "B"),
        ("Prec(A, B)", ("0>1 +A ~A", "1>2 +B"), "+A ~A +B", "B"),
        ("Prec(S, B)", ("0>1 +S +B S",), "+S +B", "B"),
        ("Prec({A, C}, B)", ("0>1 A", "1>2 +B"), "A +B", "B"),
        ("Prec(A, {B, C})", ("0>1 A +B", "0>1 +C"), "+C", "C"),
        ("Prec(G[Yes], B)", ("0>1 +G G /GY", "1>2 +G G /GN +B"), "+G G /GY +G G /GN +B", "B"),
        ("Prec(A, B[e])", ("0>1 +B", "1>2 +B{e}"), "+B +B{e}", "B"),
        ("Btw(A, B, C)", ("0>1 A", "1>2 C", "2>3 A", "3>4 +B"), "A C A +B", "B"),
        ("Btw(A, B, C -> D)", ("0>1 A", "1>2 D", "2>3 C +B"), "A D C +B", "B"),
        ("Btw(S, B, C)", ("0>1 +S", "1>2 +B"), "+S +B", "B"),
        ("Resp(A, B)", ("0>1 B", "1>2 A", "2>3 E .E"), "B A E .E", None),
        ("Resp(A, {B, C})", ("0>1 A", "1>2 B", "2>3 E .E"), "A B E .E", None),
        ("Resp(A, B)", ("0>1 A", "1>2 +B ~B", "2>3 E .E"), "A +B ~B E .E", None),
        ("Resp(S, B)", ("0>1 +S ~S", "1>2 E .E"), "+S ~S E .E", None),
        ("Excl(S, {E2})", ("0>1 +S", "1>2 S", "1>3 +E2 E2 .E2"), "+S +E2", "E2"),
        ("Excl(A, B)", ("0>1 +B B", "1>2 A"), "+B B A", "B"),
        ("NoReach(A, B)", LOOP, "A +B", "B"),
        ("Ends(S, {E})", ("0>1 +S", "1>2 E2 .E2"), "+S E2 .E2", None),
        ("Card(A, >= 2)", ("0>1 A", "1>2 E .E"), "A E .E", None),
        ("Card(A, <= 1)", ("0>0 A",), "A A", None),
        ("Card(M, = 2)", ("0>1 M@ M E .E",), "M@ M E .E", None),
    ],
)
def test_a_formula_that_is_broken_has_the_way_and_where(formal: str, lines: tuple[str, ...], way: str, at: str | None) -> None:
    evidence = find(formal, *lines)
    assert evidence is not None
    assert (tuple(each for move in evidence.moves for each in move.passed), evidence.at) == (events(way), at)


def test_the_way_has_the_fewest_moves_and_then_passes_the_fewest_elements() -> None:
    evidence = find("Prec(C, B)", "0>1 A", "1>2 A", "2>3 +B", "0>4 A D D", "0>5 A", "4>6 +B", "5>6 +B", "5>6 A +B")
    assert evidence is not None
    assert [move.passed for move in evidence.moves] == [events("A"), events("+B")]


@pytest.mark.parametrize(
    ("formal", "history", "index"),
    [
        ("Prec(A, B)", "A +B", None),
        ("Prec(A, B)", "+B A +B", 0),
        ("Resp(A, B)", "A +C C", None),
        ("Resp(A, B)", "A E .E", 2),
        ("Card(A, >= 2)", "A", None),
        ("Guard(A, x)", "A", None),
    ],
)
def test_a_history_is_broken_at_an_event(formal: str, history: str, index: int | None) -> None:
    assert judge_trace(parse(formal), events(history), KNOWN) == index


@pytest.mark.parametrize(("people", "index"), [(("x", "y", "z", None, None), None), (("x", "y", "x", None, None), 4)])
def test_people_are_counted_in_a_history(people: tuple[str | None, ...], index: int | None) -> None:
    assert judge_trace(parse("Card(M, >= 3, people)"), events("M@ M@ M@ M .E"), KNOWN, people=people) == index
