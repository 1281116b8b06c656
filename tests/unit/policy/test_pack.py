"""Policy packs: what is read, and each mistake as a sentence."""

from __future__ import annotations

from datetime import date

import pytest
from small_bundles import PACK

from service.domain.errors import Unfit
from service.domain.pack import Role
from service.policy.pack import load

FILE = "processes/ashdale/policy.toml"


def mistakes(text: str) -> list[str]:
    with pytest.raises(Unfit) as caught:
        load(text.encode(), file=FILE)
    return [finding.message for finding in caught.value.findings]


def test_a_pack_holds_parameters_roles_and_rules() -> None:
    found = load(PACK.encode(), file=FILE)
    assert (found.council, found.name, found.parameters, found.rules) == (
        "ashdale",
        "Ashdale Council",
        {"limit": 6},
        {"SOD-01": "Choose somebody else"},
    )
    assert found.roles == (Role(key="worker", name="Worker"), Role(key="boss", name="Boss"))


def test_holidays_are_englands_with_days_added_and_removed() -> None:
    calendar = "[calendar]\nextra = [2026-12-24]\nremoved = [2026-12-25]\n"
    found = load((PACK + calendar).encode(), file=FILE).holidays
    assert (date(2026, 12, 24) in found, date(2026, 12, 25) in found, date(2026, 4, 3) in found) == (True, False, True)


def test_dates_among_the_parameters_become_text() -> None:
    assert load(PACK.replace("limit = 6", "from = 2026-01-02").encode(), file=FILE).parameters == {"from": "2026-01-02"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("= broken", "not TOML"),
        (PACK.replace('name = "Ashdale Council"', ""), "needs 'name' as text"),
        ("colour = 1\n" + PACK, "no setting called 'colour'; did you mean 'colours'"),
        ("notice = 5\n" + PACK, "must be a list of texts"),
        (PACK + '[roles.x]\nname = "X"\nincludes = ["y"]', "includes 'y', which is no role"),
        (PACK + '[roles.x]\nname = "X"\nmay = ["fly"]', "may 'fly', which is no permission"),
        (PACK + '[roles.X]\nname = "X"', "lower-case"),
        (PACK + "[roles]\nx = 1", "must be a table with a name"),
        (PACK + "[calendar]\nextra = [1]", "must be a list of dates"),
        (PACK + '[calendar]\nsubdivision = "ATLANTIS"', "ATLANTIS"),
        (PACK + '[colours]\ncouncil = "blue"', "must be a colour"),
        ("roles = 1\n" + PACK.replace("[roles.worker]", "[x]").replace("[roles.boss]", "[y]"), "must be a table"),
    ],
)
def test_each_mistake_is_named(text: str, sentence: str) -> None:
    assert any(sentence in message for message in mistakes(text)), mistakes(text)


def test_all_mistakes_are_reported_at_once() -> None:
    assert len(mistakes("notice = 5\ncolour = 1\n" + PACK)) == 2
