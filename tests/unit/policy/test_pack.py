"""Policy packs: what is read, and each mistake as a sentence."""

from __future__ import annotations

from datetime import date

import pytest
from small_bundles import PACK

from service.domain.errors import Unfit
from service.domain.pack import Column, NamedRegister, Role
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


KEPT = """[parameters.retention.foi]
name = "Requests"
period = "P3Y"
countsFrom = "end"
procedures = ["ask"]
source = "Ours"
"""


def test_a_schedule_of_retention_is_data_of_the_pack() -> None:
    assert load((PACK + KEPT).encode(), file=FILE).parameters["retention"]["foi"]["period"] == "P3Y"


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            '"P3Y"',
            '"3 years"',
            "'3 years' is no period to keep records for; write years, months, weeks or days, such as P6Y or P18M",
        ),
        ('"P3Y"', '"PT36H"', "is no period to keep records for"),
        ('period = "P3Y"', "period = 3", "needs 'period' as text"),
        ('"end"', '"closure"', "'countsFrom' must be end or birth"),
        ('source = "Ours"', "", "needs 'source' as text"),
        ('["ask"]', "[]", "needs 'procedures'"),
        ("period", "periode", "no setting called 'periode'; did you mean 'period'"),
        ("[parameters.retention.foi]", "[parameters.retention]\nfoi = 5\n[links]", "must be a table with a period"),
    ],
)
def test_a_mistake_in_the_schedule_of_retention_is_named(before: str, after: str, sentence: str) -> None:
    assert any(sentence in message for message in mistakes(PACK + KEPT.replace(before, after)))


def test_a_procedure_is_in_one_class_of_retention() -> None:
    twice = PACK + KEPT + KEPT.replace("foi", "other")
    assert mistakes(twice) == ["[parameters.retention.other]: 'ask' is in the class 'foi' already"]


def test_all_mistakes_are_reported_at_once() -> None:
    assert len(mistakes("notice = 5\ncolour = 1\n" + PACK)) == 2


REGISTERS = """
[registers.platforms]
name = "Approved platforms"
prefix = "PL"
columns = [{field = "minAge", label = "Youngest age"}]
dueLabel = "Review on"

[registers.groups]
name = "Groups"
prefix = "GR"
"""


def test_a_pack_names_registers() -> None:
    readers = '[roles.reader]\nname = "Reader"\nmay = ["read:platforms", "read:accounts", "read:report_measures"]\n'
    found = load((PACK + REGISTERS + readers).encode(), file=FILE)
    columns = (Column(field="minAge", label="Youngest age"),)
    platforms = NamedRegister(key="platforms", name="Approved platforms", prefix="PL", columns=columns, due_label="Review on")
    groups = NamedRegister(key="groups", name="Groups", prefix="GR")
    assert found.registers == (platforms, groups)
    assert (found.register("groups"), found.register("group")) == (groups, None)


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ('prefix = "PL"', "", "Register 'platforms' needs 'prefix' as text"),
        ('prefix = "PL"', 'prefix = "P1"', "two to four capital letters"),
        ('prefix = "PL"', 'prefix = "FOI"', "numbers of another register begin with 'FOI'"),
        ('prefix = "PL"', 'prefix = "GR"', "the prefix 'GR' of register 'platforms'"),
        ('name = "Approved platforms"', "", "Register 'platforms' needs 'name' as text"),
        ("dueLabel", "dueLabels", "no setting called 'dueLabels'; did you mean 'dueLabel'"),
        ("[registers.platforms]", "[registers.Platforms]", "lower-case letters"),
        ("[registers.platforms]", "[registers.accounts]", "every council has something of this name"),
        ("[registers.platforms]", "[registers.report_x]", "every council has something of this name"),
        ('"minAge"', '"min age"', "named as details are"),
        ("{field", '{field = "minAge", label = "Age"}, {field', "has the column 'minAge' twice"),
        (
            "[registers.groups]",
            '[roles.x]\nname = "X"\nmay = ["read:platform"]\n[registers.groups]',
            "no such register; did you mean 'platforms'",
        ),
        (
            "[registers.groups]",
            '[roles.x]\nname = "X"\nmay = ["read:zzz"]\n[registers.groups]',
            "no such register; there are access_workers",
        ),
        ("{field", "{feild", "no setting called 'feild'; did you mean 'field'"),
        ("columns = [{", "columns = 5 #", "must be a list such as"),
        ("[registers.groups]", "[registers]\ngroups = 1\n[colours] #", "must be a table with a name and a prefix"),
    ],
)
def test_each_mistake_in_a_named_register_is_told(right: str, wrong: str, sentence: str) -> None:
    text = PACK + REGISTERS.replace(right, wrong, 1)
    assert any(sentence in message for message in mistakes(text)), mistakes(text)


ROWS = """
[parameters.measured]
procedure = "ash_ask"

[[parameters.measured.rows]]
label = "Asked again"
count = ["A_Again", "A_Anew"]
by = "reason"

[[parameters.measured.rows]]
label = "Agreed"
share = "A_Decide"
field = "outcome"
is = ["yes"]
of = "A_Ask"

[[parameters.measured.rows]]
label = "Time to decide"
days = ["A_Ask", "A_Decide"]

[[parameters.measured.rows]]
label = "Closed"
entries = "groups"
where = {closed = true}
atMost = 0
"""


def test_a_pack_says_what_is_measured() -> None:
    measured = load((PACK + ROWS + REGISTERS).encode(), file=FILE).parameters["measured"]
    assert [row["label"] for row in measured["rows"]] == ["Asked again", "Agreed", "Time to decide", "Closed"]


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("count =", "counts =", "Measure 1 (Asked again): it needs one of count, share, days, minutes, entries, accounts"),
        ('by = "reason"', 'days = ["A", "B"]', "Measure 1 (Asked again): it needs one of"),
        ('by = "reason"', 'bye = "reason"', "no setting called 'bye'; did you mean 'by'"),
        ('by = "reason"', "by = 5", "'by' must be text"),
        ('["A_Again", "A_Anew"]', "[]", "'count' must be a step's id, or a list of several"),
        ('label = "Asked again"', "", "Measure 1 (without a label): 'label' must be text"),
        ('label = "Agreed"', 'label = "Closed"', "Measure 2 (Closed): another measure has this label"),
        ('is = ["yes"]', "", "'field' and 'is' belong together"),
        ('is = ["yes"]', 'is = "yes"', "'is' must be a list of values"),
        ('field = "outcome"\nis = ["yes"]\nof = "A_Ask"', "", "a share needs 'of'"),
        ('["A_Ask", "A_Decide"]', '["A_Ask"]', "'days' must be the first step and the last"),
        ('entries = "groups"', 'entries = "group"', "the pack names no register 'group'"),
        ('entries = "groups"\nwhere = {closed = true}', 'accounts = "lost"', "'accounts' must be without_overseer"),
        ("{closed = true}", "5", "'where' must be details with their values"),
        ("atMost = 0", 'atMost = "none"', "'atMost' must be a whole number"),
        ("atMost = 0", "status = 5", "'status' must be text, or a list of several"),
        ("atMost = 0", "overdue = true\nsoonest = true", "it may have one of by, ofAll, overdue, soonest"),
        ("atMost = 0", 'overdue = "yes"', "'overdue' must be true or false"),
        ('procedure = "ash_ask"', "rows = 5\n[x]", "'rows' must be written as"),
    ],
)
def test_each_mistake_in_a_measure_is_told(right: str, wrong: str, sentence: str) -> None:
    rows = ROWS.replace(right, wrong, 1)
    text = PACK + (rows.partition("[[")[0] if "[x]" in wrong else rows) + REGISTERS
    assert any(sentence in message for message in mistakes(text)), mistakes(text)
