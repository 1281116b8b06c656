"""Each council that a preset makes passes the checks, its rule can be seen in a scenario and is proved, and nothing is ever made easier."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.domain.bundle import Bundle
from service.domain.findings import Finding
from service.domain.verdicts import Outcome
from service.engine import decisions
from service.engine.decisions import DecisionModel, HitPolicy
from service.operations import shipped_operations
from service.policy.bundle import Library
from service.policy.checks import check
from service.policy.invariants import prove
from service.policy.invariants.written import written
from service.policy.presets import load, rulings
from service.policy.presets.preset import VARIANTS
from service.policy.scenarios import load as scenario
from service.rehearsing import play
from service.settings import ROOT, Settings

from .conftest import BASES, PRESETS

TABLE = "dmn-s1-surveillance"
TABLES = ROOT / "processes" / "presets" / "tables"
ASSESSMENT = "shared_surveillance_assessment"
NEUTRAL: Mapping[str, Any] = {"preCheckRole": "none", "chisRoute": "legal", "ripaOnlyIfThreshold": False, "befriendRoute": "none"}
STRICTER = (
    "PROCEED",
    "PROCEED_RECORD",
    "IMMEDIATE",
    "LEGAL_ADVICE",
    "NON_RIPA_REVIEW",
    "RIPA_DS_REQUIRED",
    "CHIS_LEGAL",
    "PROHIBITED",
)
ANSWERS: Mapping[str, list[Any]] = {
    "accountType": ["personal", "false_identity", "official_pseudonym", "official_overt"],
    "procedure": ["W1", "K1", "K2", "K3"],
    "subjectAware": ["consented", "informed", "not_informed"],
    "interaction": ["none", "follow_friend_join", "message_overt"],
    "contentState": ["open", "restricted", "unknown"],
    "confidentialMaterial": [True, False],
    "viewing": ["single", "repeat", "monitoring"],
    "immediateResponse": [True, False],
    "crimeThreshold": ["yes", "no", None],
}
SOME = random.Random(3).sample([dict(zip(ANSWERS, each, strict=True)) for each in product(*ANSWERS.values())], 150)
CHANGES: Mapping[str, Mapping[str, Any]] = {
    "calderdale": {"preCheckRole": "ripa_officer"},
    "redcar-and-cleveland": {"ripaOnlyIfThreshold": True},
    "bexley": {"preCheckRole": "legal"},
    "isle-of-wight": {"chisRoute": "blocked"},
    "knowsley": {},
    "south-tyneside": {"befriendRoute": "legal"},
}


ASKED_BY = {"wmdc_search_request": "W1", "kcc_info_gathering": "K1", "kcc_contact": "K2", "kcc_tracing": "K3"}
SHOWN = {
    **{preset: {"wmdc", "kcc"} for preset in CHANGES},
    "south-tyneside": {"kcc"},  # where there is no contact, legal advice before befriending is everybody's rule
    "knowsley": set(),  # what is published there is everybody's rule, or is offered to nobody
}


def library(room: Path) -> Library:
    return Library(room / "processes", room / "forms")


def outcome(model: DecisionModel, answers: Mapping[str, Any]) -> int:
    return STRICTER.index(decisions.decide([model], TABLE, answers, TABLE).output["s1Outcome"])


def table(path: Path) -> DecisionModel:
    return decisions.load(path.read_bytes(), file=path.name)


def not_proved(bundle: Bundle, *processes: str) -> list[str]:
    asked = [each for each in written(bundle) if each.level in ("C", "D") and any(each.about(name) for name in processes)]
    verdicts = prove(bundle, shipped_operations(), asked)
    assert verdicts
    return [f"{each.check_id}: {each.outcome}" for each in verdicts if each.outcome is not Outcome.PROVED]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_new_council_has_no_finding(room: Path, preset: str) -> None:
    made = library(room)
    own = [name for name in made.procedures(preset) if name.startswith(preset.replace("-", "_"))]
    assert len(own) == {"wakefield": 4, "kent": 14}[load(ROOT / "processes", preset).base]
    found = {name: check(made.bundle(preset, name), shipped_operations()) for name in own}
    assert found == {name: list[Finding]() for name in found}
    assert made.unused(preset) == ()


@pytest.mark.parametrize("preset", PRESETS)
def test_the_rule_is_proved_of_the_assessment_with_all_that_holds_for_every_council(room: Path, preset: str) -> None:
    bundle = library(room).bundle(preset, ASSESSMENT)
    assert "RULE-I01" in {each.invariant_id for each in written(bundle) if each.about(ASSESSMENT)}
    assert not_proved(bundle, ASSESSMENT) == []


def test_the_whole_search_is_proved_where_legal_services_are_asked_every_time(room: Path) -> None:
    assert not_proved(library(room).bundle("bexley", "bexley_search_request"), "bexley_search_request", ASSESSMENT) == []


@pytest.mark.parametrize("council", [*PRESETS, *(f"other-{preset}" for preset in PRESETS)])
def test_the_rule_is_seen_in_a_scenario(room: Path, council: str) -> None:
    (file,) = (room / "processes" / council / "scenarios").glob("rule-*.yaml")
    settings = Settings(processes_dir=room / "processes", forms_dir=room / "forms")
    assert [str(failure) for failure in play(scenario(file), settings).failures] == []


@pytest.mark.parametrize("preset", PRESETS)
def test_what_the_scenarios_show_would_go_otherwise_without_the_rule(preset: str) -> None:
    shared, variant = table(ROOT / f"processes/shared/{TABLE}.dmn"), table(TABLES / f"{TABLE}.dmn")
    told = load(ROOT / "processes", preset)
    differs = set()
    for content in told.scenarios.values():
        shown = yaml.safe_load(content)
        asked = {**dict.fromkeys(ANSWERS), "procedure": ASKED_BY[shown["procedure"]], "pack": told.parameters}
        for step in shown["steps"]:
            if step.get("task") == "S1P_AnswerQuestions":
                answers = {**asked, **step["answers"]}
                if outcome(variant, answers) > outcome(shared, answers):
                    differs.add(shown["procedure"].partition("_")[0])
    assert differs == SHOWN[preset]


def test_without_a_rule_of_its_own_the_variant_decides_as_the_shared_table() -> None:
    shared, variant = table(ROOT / f"processes/shared/{TABLE}.dmn"), table(TABLES / f"{TABLE}.dmn")
    assert [outcome(variant, {**each, "pack": NEUTRAL}) for each in SOME] == [outcome(shared, each) for each in SOME]


@pytest.mark.parametrize("preset", PRESETS)
def test_a_rule_is_never_easier_than_the_shared_table_and_somewhere_stricter(preset: str) -> None:
    assert {name: value for name, value in load(ROOT / "processes", preset).parameters.items() if name in NEUTRAL} == {
        **NEUTRAL,
        **CHANGES[preset],
    }
    shared, variant = table(ROOT / f"processes/shared/{TABLE}.dmn"), table(TABLES / f"{TABLE}.dmn")
    pack = {"pack": {**NEUTRAL, **CHANGES[preset]}}
    steps = [outcome(variant, {**each, **pack}) - outcome(shared, each) for each in SOME]
    assert (min(steps), max(steps) > 0) == (0, bool(CHANGES[preset]))


def test_the_table_of_published_rules_knows_each_preset_and_has_one_row_for_each_activity() -> None:
    (decision,) = table(TABLES / VARIANTS).decisions.values()
    assert decision.table is not None
    assert decision.table.hit_policy is HitPolicy.UNIQUE
    cells = [rule.tests for rule in decision.table.rules]
    told = {preset: rulings(ROOT / "processes", load(ROOT / "processes", preset).name) for preset in PRESETS}
    assert len(set(cells)) == len(cells) == sum(map(len, told.values()))
    assert {preset: len(found) for preset, found in told.items()} == {preset: 1 + (preset == "knowsley") for preset in PRESETS}


def test_presets_begin_from_a_council_that_ships() -> None:
    assert {load(ROOT / "processes", preset).base for preset in PRESETS} == set(BASES)


def test_the_guide_for_a_new_council_tells_each_published_rule_in_the_words_of_the_table() -> None:
    guide = (ROOT / "docs" / "new-council.md").read_text("utf-8")
    notes = [ruling.note for preset in PRESETS for ruling in rulings(ROOT / "processes", load(ROOT / "processes", preset).name)]
    assert [note for note in notes if note not in guide] == []
    assert [preset for preset in PRESETS if f"`{preset}`" not in guide] == []
