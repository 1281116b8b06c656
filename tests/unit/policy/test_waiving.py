"""Which findings can be let through, and by which name."""

from __future__ import annotations

import pytest

from service.domain.errors import Invalid
from service.domain.findings import Finding
from service.policy.waiving import LONGEST_REASON, Waived, name_of, waive

DEAD = Finding(rule="no-dead-element", file="a.bpmn", message="Never", element_id="A")
OTHER = Finding(rule="no-dead-element", file="a.bpmn", message="Never", element_id="B")
BROKEN = Finding(rule="W1-I13", file="invariants.toml", message="Not asked")
FORM = Finding(rule="form-exists", file="a.bpmn", message="Gone", element_id="A")


def problems(given: dict[str, str]) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        waive([DEAD, OTHER, BROKEN, FORM], given)
    return [(problem.where, problem.message) for problem in refused.value.problems]


def test_a_finding_is_called_after_its_rule_and_its_element() -> None:
    assert [name_of(finding) for finding in (DEAD, BROKEN)] == ["no-dead-element:A", "W1-I13"]


def test_what_is_named_is_let_through_and_the_rest_is_left() -> None:
    waived, left = waive([DEAD, OTHER, BROKEN], {"no-dead-element:A": " Later ", "W1-I13": "Agreed"})
    assert waived == (
        Waived(finding=DEAD, name="no-dead-element:A", reason="Later"),
        Waived(finding=BROKEN, name="W1-I13", reason="Agreed"),
    )
    assert left == (OTHER,)


@pytest.mark.parametrize(
    ("name", "reason", "message"),
    [
        ("no-dead-element", "x", "stands for several findings; name one of no-dead-element:A, no-dead-element:B"),
        ("W1-I14", "x", "nothing that stops this version is called so"),
        ("form-exists", "x", "protects running and cannot be waived"),
        ("W1-I13", " ", "a waiver needs a reason"),
        ("W1-I13", "x" * (LONGEST_REASON + 1), f"a reason has {LONGEST_REASON} characters or fewer"),
    ],
)
def test_a_waiver_that_cannot_be_says_why(name: str, reason: str, message: str) -> None:
    assert problems({name: reason}) == [(name, message)]
