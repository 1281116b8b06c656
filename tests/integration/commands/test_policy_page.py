"""The policy page tells what was proved of the live version, and the studio what is found of changed files, on both databases."""

from __future__ import annotations

import pytest

from service.domain.errors import NotAllowed
from service.queries.checked_bundle import checked_bundle
from service.queries.policy_page import policy_page

INVARIANTS = b"""
[ASH-I01]
says = "Nothing is noted before it was checked."
source = "House rules"
procedure = "ash_request"
level = "D"
formal = "Prec(No_Such_Step, No_Such_Other)"
"""


def test_soundness_of_the_live_version_is_told(ashdale):
    page = ashdale.services.query(policy_page, ashdale.actor("al.admin"), procedure_id="ash_request")
    assert (page.version.number, page.kept, page.waivers) == (1, True, ())
    assert {row.check_id: row.outcome for row in page.sound} == {
        "option-to-complete": "proved",
        "joins-go-on": "proved",
        "proper-completion": "proved",
        "no-dead-element": "proved",
        "bounded": "proved",
    }


def test_the_policy_page_is_for_those_who_publish(ashdale):
    with pytest.raises(NotAllowed):
        ashdale.services.query(policy_page, ashdale.actor("cy.check"), procedure_id="ash_request")


def test_an_invariant_that_cannot_be_judged_stops_changed_files_and_is_told(ashdale):
    files = {"processes/ashdale/invariants.toml": INVARIANTS}
    checked = ashdale.services.query(checked_bundle, ashdale.actor("al.admin"), procedure_id="ash_request", files=files)
    assert checked.changed == ("processes/ashdale/invariants.toml",)
    assert [(told.verdict.check_id, told.verdict.outcome.value) for told in checked.told] == [("ASH-I01", "refused")]
    assert not checked.proving
