"""Every rule is explained, tried out, and listed in the handbook as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli.checking import check as command
from service.policy.checks import page, registry, rules
from service.policy.checks.rule import OneRule

ROOT = Path(__file__).parents[4]
OWN: tuple[OneRule, ...] = (*registry.PROTECTING, *registry.CHANGEABLE)
ROOMS = ("engine", "form_schemas", "policy/checks", "policy/pack.py")
NAMED = re.compile(
    r"""(?:finding|_finding|say|complain)\(\s*(?:[\w.]+,\s*)*"([a-z]+(?:-[a-z]+)+)"|rule="([a-z]+(?:-[a-z]+)+)\""""
)


def test_the_handbook_lists_the_rules_as_they_are() -> None:
    current = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert current == page.markdown(rules()), "triangulate check --rules > docs/checks.md"


def test_the_command_prints_the_handbooks_page() -> None:
    result = CliRunner().invoke(command, ["--rules"])
    assert (result.exit_code, result.output) == (0, page.markdown(rules()))


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [rule.name for rule in rules()]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("module", OWN, ids=[module.RULE for module in OWN])
def test_a_file_says_in_a_sentence_what_its_rule_asks(module: OneRule) -> None:
    sentence = registry.RULES[module.RULE].sentence
    assert (sentence[0].isupper() or sentence.startswith("``"), sentence[-1]) == (True, ".")


def test_every_rule_that_a_council_may_change_says_what_to_do() -> None:
    assert [rule.name for rule in rules() if not rule.fixed and not rule.remedy] == []


def test_every_rule_that_is_checked_here_is_tried_out() -> None:
    folders = (ROOT / "tests" / "unit" / "policy", ROOT / "tests" / "conformance")
    tests = "".join(path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py"))
    assert [module.RULE for module in OWN if f'"{module.RULE}"' not in tests] == []


def test_whatever_the_rooms_find_is_a_rule() -> None:
    paths = [
        path
        for room in ROOMS
        for path in ([ROOT / "service" / room] if room.endswith(".py") else (ROOT / "service" / room).rglob("*.py"))
    ]
    found = {one or other for path in paths for one, other in NAMED.findall(path.read_text(encoding="utf-8"))}
    assert found - registry.RULES.keys() == set()


def test_a_finding_links_to_its_rule_in_the_handbook() -> None:
    assert registry.RULES["fake-join"].link == "docs/checks.md#fake-join"
