"""The notation: what it can say, and how it says where it cannot be read."""

from __future__ import annotations

import pytest

from service.policy.invariants.formulas import (
    Btw,
    Card,
    Ends,
    Excl,
    Formula,
    Guard,
    Lane,
    NoLane,
    NoOperation,
    NoReach,
    Point,
    Points,
    Prec,
    Resp,
    Sound,
    Table,
    Total,
    points,
)
from service.policy.invariants.notation import NotationError, parse

A, B, C = Point("A"), Point("B"), Point("C")


def one(*items: Point, either: bool = False) -> Points:
    return Points(items, either)


@pytest.mark.parametrize(
    ("formal", "formula"),
    [
        ("Prec(A, B)", Prec(one(A), one(B))),
        (" Prec ( A ,B ) ", Prec(one(A), one(B))),
        ('Prec(A[x = "]" and y[1] = 2], B)', Prec(one(Point("A", 'x = "]" and y[1] = 2')), one(B))),
        ("Prec({A or C}, {B, C})", Prec(one(A, C, either=True), one(B, C))),
        ("Prec(A, B[e])", Prec(one(A), one(Point("B", "e")))),
        ("Prec(entered(A), completed(B[c]))", Prec(one(Point("A", "", "entered")), one(Point("B", "c", "completed")))),
        (
            "Btw(A[No, stop], B, A -> {B or C} -> C)",
            Btw(one(Point("A", "No, stop")), one(B), (one(A), one(B, C, either=True), one(C))),
        ),
        ("Resp(A, {B, C})", Resp(one(A), one(B, C))),
        ("Excl(A, {B})", Excl(one(A), one(B))),
        ("NoReach(A, B)", NoReach(one(A), one(B))),
        ("Ends(A, {B, C})", Ends(one(A), one(B, C))),
        ("Card(A, >= 3)", Card(A, ">=", 3)),
        ("Card(A, = 1, people)", Card(A, "=", 1, True)),
        ("Guard(A, x in (1, 2) and f(y)[1] = 3)", Guard(A, "x in (1, 2) and f(y)[1] = 3")),
        ("Lane(A) = boss", Lane(A, "boss")),
        ("NoLane(p, boss)", NoLane("p", "boss")),
        ("NoOperation(p, *.delete)", NoOperation("p", "*.delete")),
        ("Total(dmn-t)", Total("dmn-t")),
        ('Table(dmn-t, a in ("x", "y"), b = "z")', Table("dmn-t", 'a in ("x", "y")', 'b = "z"')),
        ("Sound(p)", Sound("p")),
    ],
)
def test_a_formula_says_what_is_written(formal: str, formula: Formula) -> None:
    assert parse(formal) == formula


@pytest.mark.parametrize(
    ("formal", "message"),
    [
        ("", "the kind of the formula is expected here (at character 1 of '')"),
        ("Before(A, B)", "'Before' is no formula; known are Btw, Card, Ends, Excl, Guard, Lane, NoLane, NoOperation, NoReach, "),
        ("Prec(A B)", "',' is expected here (at character 8 of 'Prec(A B)')"),
        ("Prec(A, B", "')' is expected here (at character 10 of 'Prec(A, B')"),
        ("Prec(A, B) C", "The formula should end here (at character 12 of"),
        ("Prec(A[], B)", "a condition is expected here (at character 8 of 'Prec(A[], B)')"),
        ('Prec(A["x], B)', "The quotation mark is not closed (at character 8 of"),
        ("Prec(A[x, B)", "')' closes nothing (at character 12 of 'Prec(A[x, B)')"),
        ("Prec({A or C, D}, B)", "'}' is expected here (at character 13 of 'Prec({A or C, D}, B)')"),
        ("Prec({}, B)", "an element id is expected here (at character 7 of 'Prec({}, B)')"),
        ("Btw(A, B)", "',' is expected here (at character 9 of 'Btw(A, B)')"),
        ("Card(A, 3)", "a comparison such as '>=' is expected here (at character 9 of 'Card(A, 3)')"),
        ("Card(A, >= x)", "a whole number is expected here (at character 12 of 'Card(A, >= x)')"),
        ("Card(A, >= 3, by)", "'people' is expected here (at character 15 of 'Card(A, >= 3, by)')"),
        ("Guard(A, )", "an expression is expected here (at character 10 of 'Guard(A, )')"),
        ("Guard(A, x", "')' is missing after an expression (at character 11 of 'Guard(A, x')"),
        ("Lane(A)", "'=' is expected here (at character 8 of 'Lane(A)')"),
        ("Table(t, a)", "')' closes nothing (at character 11 of 'Table(t, a)')"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_position(formal: str, message: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse(formal)
    assert str(caught.value).startswith(message)


def test_a_position_counts_from_one() -> None:
    with pytest.raises(NotationError) as caught:
        parse("Prec(A; B)")
    assert (caught.value.position, caught.value.formal) == (7, "Prec(A; B)")


def test_a_formula_names_its_points_in_order() -> None:
    formula = parse("Btw(A[c], {B, C}, A -> entered(B))")
    assert [str(point) for point in points(formula)] == ["A[c]", "B", "C", "A", "entered(B)"]
