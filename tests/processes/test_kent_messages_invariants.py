"""Each of Kent's invariants about key messages and about abuse of workers is broken by a fault or refused by its guard, and every kind
of source and of abuse goes where the policy says."""

from __future__ import annotations

import itertools
from functools import cache
from typing import Any

import pytest

from service.cases.guarding import judged
from service.cases.opened import OpenedVersion, open_bundle
from service.policy.bundle import Library
from service.settings import ROOT
from tests.processes.planted import broken_by, exchanged, made, said

COUNCIL = "kent"
MESSAGE, ABUSE = "kcc_key_message", "kcc_worker_abuse"
SOURCES, ROUTES = "dmn-k7-source.dmn", "dmn-k8-route.dmn"
TOLD = '<bpmn:escalationEventDefinition id="K7_TellRisk_Escalation" escalationRef="K7_Escalation_risk"/>'
PASSED = '>=qaResult = "pass"<'
FAULTS = {
    "posted after a change that nobody checked": (MESSAGE, "K7-I01", f"{MESSAGE}.bpmn", said(PASSED, '>=qaResult != "reject"<')),
    "a missing consent is not looked at": (MESSAGE, "K7-I01", f"{MESSAGE}.bpmn", said(">=consentsHeld<", ">=hasImages != null<")),
    "children are shown without asking": (
        MESSAGE,
        "K7-I01",
        f"{MESSAGE}.bpmn",
        said('>=hasImages = "children"<', '>=hasImages = "children" and publishOn != null<'),
    ),
    "a body of professionals needs no note": (MESSAGE, "K7-I03", SOURCES, said('"ok_with_note"', '"ok"')),
    "a bad source goes to the manager": (
        MESSAGE,
        "K7-I03",
        f"{MESSAGE}.bpmn",
        said('>=sourceResult = "change"<', '>=sourceResult = "refused"<'),
    ),
    "a risk waits for advice": (MESSAGE, "K7-I04", f"{MESSAGE}.bpmn", said(">=replyRisk<", ">=replyRisk and replyAdviceWanted<")),
    "a risk is lost when the post comes down": (
        MESSAGE,
        "K7-I04",
        f"{MESSAGE}.bpmn",
        exchanged("K7_StartIncident", "K7_Register"),
    ),
    "nobody takes the post down": (MESSAGE, "K7-I05", f"{MESSAGE}.bpmn", exchanged("K7_TakeDown", "K7_Publish")),
    "a risk that nobody is told of": (MESSAGE, "K7-I06", f"{MESSAGE}.bpmn", said(TOLD, "")),
    "a threat without the police": (ABUSE, "K8-I01", ROUTES, said('["risk", "police"]', '["risk"]')),
    "violence is overlooked": (ABUSE, "K8-I01", f"{ABUSE}.bpmn", said("or violence or crime then", "or crime then")),
    "a colleague is met like a family": (ABUSE, "K8-I04", f"{ABUSE}.bpmn", exchanged("K8_HrProcedure", "K8_MeetFamily")),
    "a certificate is a matter of conduct only": (ABUSE, "K8-I04", ROUTES, said('["hr", "police"]', '["hr"]')),
    "Human Resources keep a crime to themselves": (
        ABUSE,
        "K8-I04",
        f"{ABUSE}.bpmn",
        said('>=hrCriminal and not(list contains(routes, "police"))<', '>=hrCriminal and list contains(routes, "risk")<'),
    ),
    "nobody supports the worker": (ABUSE, "K8-I05", f"{ABUSE}.bpmn", exchanged("K8_SupportWorker", "K8_RemindManager")),
    "a branch that is not waited for": (ABUSE, "K8-I05", f"{ABUSE}.bpmn", made("K8_JnRoute", "exclusiveGateway")),
}
ACTING = ("K8_Assess", "K8_MeetFamily", "K8_RiskAssessment", "K8_Police", "K8_HrProcedure", "K8_HrPolice", "K8_SupportWorker")


@cache
def opened(procedure: str) -> OpenedVersion:
    return open_bundle(Library(ROOT / "processes", ROOT / "forms").bundle(COUNCIL, procedure))


def refused(procedure: str, at: str, element_id: str, seen: dict[str, Any]) -> str | None:
    found = judged(opened(procedure).guards.at(at, element_id), seen)
    return None if found is None else found.guard.invariant_id


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_breaks_its_invariant(fault: str) -> None:
    procedure, invariant_id, file, change = FAULTS[fault]
    assert broken_by(COUNCIL, procedure, f"processes/{COUNCIL}/{file}", invariant_id, change)


def test_a_message_is_posted_only_from_an_active_account_for_key_messages() -> None:
    account = {"id": "hub", "purpose": "key_messages", "status": "active"}
    others = ({"id": "other"}, {"purpose": "search"}, {"status": "closed"})
    told = [
        refused(MESSAGE, "complete", "K7_Publish", {"account": "hub", "register": {"accounts": [{**account, **change}]}})
        for change in ({}, *others)
    ]
    assert told == [None, "K7-I02", "K7-I02", "K7-I02"]


def test_nobody_checks_a_message_of_their_own() -> None:
    told = [refused(MESSAGE, "claim", "K7_ManagerQa", {"author": "one", "actor": {"id": who}}) for who in ("one", "another")]
    assert told == ["K7-I02", None]


def test_a_second_look_is_refused_without_an_agreed_search() -> None:
    told = {
        (how, before, number): refused(
            ABUSE, "complete", "K8_Report", {"howSeen": how, "reportedBefore": before, "searchNumber": number}
        )
        for how, before, number in itertools.product(("looked_for_it", "saw_by_chance"), (True, False), ("KS-2026-0001", None))
    }
    assert [case for case, rule in told.items() if rule == "K8-I02"] == [("looked_for_it", True, None)]
    promises = {
        (reply, look): refused(ABUSE, "complete", "K8_Preserve", {"noReply": reply, "noFurtherLooking": look})
        for reply, look in itertools.product((True, False), repeat=2)
    }
    assert [case for case, rule in promises.items() if rule is None] == [(True, True)]


@pytest.mark.parametrize("element_id", ACTING)
def test_neither_the_worker_nor_a_colleague_who_is_named_takes_part(element_id: str) -> None:
    seen = {"worker": "one", "colleague": "two"}
    told = [refused(ABUSE, "claim", element_id, {**seen, "actor": {"id": who}}) for who in ("one", "two", "three")]
    assert told == ["K8-I03", "K8-I03", None]
    assert refused(ABUSE, "claim", element_id, {**seen, "colleague": None, "actor": {"id": "two"}}) is None
