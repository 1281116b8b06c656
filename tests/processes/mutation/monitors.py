"""The invariants of the search request and of the surveillance assessment as plain Python over what a case passes: read from their
sentences by hand, and on purpose not from the notation that the checker proves.

A monitor is told of every element that is entered or completed, of every task that is opened, and how the case ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from service.domain.execution import OpenTask
from service.engine.run import place_of
from service.engine.scopes import visible
from service.engine.tree import Token

APPROVED = ("approved", "approved_with_limits")
ADVISED = ("go", "go_with_conditions")
NEVER_AFTER = ("W1_End_Refused", "W1_End_Withdrawn", "W1_End_LegalHold", "W1_End_StoppedLegitimacy", "W1_End_NotPursued")
SEVERITY = (
    "PROCEED",
    "PROCEED_RECORD",
    "IMMEDIATE",
    "LEGAL_ADVICE",
    "NON_RIPA_REVIEW",
    "RIPA_DS_REQUIRED",
    "CHIS_LEGAL",
    "PROHIBITED",
)
ROLES: Mapping[str, tuple[str, frozenset[str]]] = {
    "W1_DirectorDecision": ("W1-I01", frozenset({"sd"})),
    "W1_Supervision": ("W1-I03", frozenset({"tm"})),
    "W1_LegitimacyCheck": ("W1-I04", frozenset({"aaw"})),
    "W1_ReferBack": ("W1-I05", frozenset({"sm"})),
    "W1_InvestigationLog": ("W1-I10", frozenset({"aaw"})),
    "W1_AssessFinalise": ("W1-I10", frozenset({"osw"})),
    "W1_SmDiscussion": ("W1-I15", frozenset({"sm"})),
    "S1P_LegalAdvice": ("S1-I03", frozenset({"legal", "ripa_officer"})),
    "S1P_ManagerConfirm": ("S1-I03", frozenset({"manager"})),
}
"""Who the sentence of an invariant says does a task."""


class Monitor:
    """Watches one case. ``broken`` holds the ids of the invariants that it broke."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.clock = 0
        self.came: dict[str, int] = {}
        self.done: dict[str, int] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.assessments: dict[tuple[str, ...], dict[str, Any]] = {}
        self.started: list[Any] = []

    def passes(self, token: Token, what: str) -> None:
        """Take note that an element was entered, completed or cancelled."""
        self.clock += 1
        name = token.node.name
        if what == "entered":
            self.came[name] = self.clock
        elif what == "completed":
            self.done[name] = self.clock
        handler = HANDLERS.get((what, name))
        if handler is not None:
            handler(self, token)

    def opens(self, task: OpenTask) -> None:
        """Take note of who may do a task."""
        known = ROLES.get(task.element_id)
        if known is not None:
            given = {task.properties["performer"]} if "performer" in task.properties else set(task.candidate_groups)
            self.require(known[0], given == known[1])
        if "aaw" in task.candidate_groups or task.properties.get("performer") == "aaw":
            self.require("W2-I01", not task.element_id.startswith("W2_"))

    def holds(self, token: Token) -> None:
        """Take note that the case cannot go on at an element."""
        if token.node.name == "S1P_Evaluate":
            self.broken.add("S1-I02")

    def require(self, invariant: str, holds: bool) -> None:
        """Write an invariant down as broken unless it holds here."""
        if not holds:
            self.broken.add(invariant)

    def since(self, name: str, earlier: int) -> bool:
        """Say whether an element was completed after a moment."""
        return self.done.get(name, 0) > earlier

    def may_last(self, index: int) -> bool:
        """Say whether a person may be watched for longer: they agreed, or Legal Services said so."""
        place = f"W1_SurveillanceAssessment[{index + 1}]"
        known = next((value for key, value in self.assessments.items() if key and key[-1] == place), {})
        return known.get("aware") == "consented" or known.get("legal") is not None

    def stuck(self) -> None:
        """The case waits for nothing and has not ended."""
        self.broken.add("W1-I25")

    def ends(self, at: str) -> None:
        """The case has ended; ``at`` is the end event that counts."""
        searched = self.came.get("W1_SubSearch", 0)
        if searched:
            passed = ("W1_CloseAccountSession", "W1_InvestigationLog", "W1_AssessFinalise", "W1_ShareLog")
            self.require("W1-I08", all(self.since(name, searched) for name in passed))
            self.require("W1-I09", at == "W1_End_Shared")
            self.require("W1-I13", self.since("W1_Feedback", searched) and self.since("W1_ScheduleUsefulness", searched))
            self.require("W1-I21", not any(name in self.came for name in NEVER_AFTER))
        shared = self.done.get("W1_ShareLog", 0)
        if shared:
            self.require("W1-I11", self.done.get("W1_AcknowledgeLog", 0) > shared and self.done.get("acknowledged", 0) >= 3)
        illegal = self.done.get("illegal seen", 0)
        if illegal:
            self.require("W1-I18", self.since("W1_OpenIncident", illegal) and "wmdc_online_incident" in self.started)
        stopped = self.done.get("W1_StopAndEscalate", 0)
        if stopped:
            self.require("W1-I18", self.since("W1_OpenIncident", stopped) and "wmdc_online_incident" in self.started)
        doubted = self.done.get("doubt", 0)
        if doubted:
            self.require("W1-I05", self.came.get("W1_ReferBack", 0) > doubted)


# ---- the search request


def _supervised(monitor: Monitor, token: Token) -> None:
    monitor.answers["W1_Supervision"] = answers_of(token)


def _permission(monitor: Monitor, token: Token) -> None:
    agreed = "W1_Supervision" in monitor.done and monitor.answers["W1_Supervision"].get("agree") == "agree"
    monitor.require("W1-I03", agreed)


def _director_asked(monitor: Monitor, token: Token) -> None:
    written = monitor.done.get("W1_CompleteRequest", 0)
    monitor.require("W1-I03", monitor.since("W1_RequestPermission", written) and "W1_RequestPermission" in monitor.done)
    cleared = visible(token).get("assessments")
    monitor.require(
        "W1-I07",
        monitor.since("W1_SurveillanceAssessment", written)
        and isinstance(cleared, list)
        and bool(cleared)
        and all(each["cleared"] is True for each in cleared),
    )


def _director_decided(monitor: Monitor, token: Token) -> None:
    monitor.answers["W1_DirectorDecision"] = answers_of(token)


def _search(monitor: Monitor, token: Token) -> None:
    decided = monitor.done.get("W1_DirectorDecision", 0)
    checked = monitor.done.get("W1_LegitimacyCheck", 0)
    outcome = monitor.answers.get("W1_DirectorDecision", {}).get("outcome")
    monitor.require("W1-I01", bool(decided) and outcome in APPROVED)
    monitor.require("W1-I02", monitor.done.get("W1_CompleteRequest", 0) < decided or not decided)
    monitor.require("W1-I04", checked > decided)
    monitor.require("W1-I06", monitor.came.get("W1_ReferBack", 0) < checked or "W1_ReferBack" not in monitor.came)
    seen = visible(token)
    if seen.get("monitoring") == "longer_term":
        allowed = all(monitor.may_last(index) for index in range(len(seen.get("subjects") or ())))
        monitor.require("W1-I20", allowed and outcome in APPROVED)


def _account(monitor: Monitor, token: Token) -> None:
    said = monitor.answers.get("W1_LegitimacyCheck", {}).get("satisfied")
    monitor.require("W1-I04", said == "satisfied")


def _legitimate(monitor: Monitor, token: Token) -> None:
    said = monitor.answers["W1_LegitimacyCheck"] = answers_of(token)
    if said.get("satisfied") == "doubt" and said.get("noPersonalLink") != "yes":
        monitor.done["doubt"] = monitor.clock


def _searched(monitor: Monitor, token: Token) -> None:
    if answers_of(token).get("illegalSeen") is True:
        monitor.done["illegal seen"] = monitor.clock


def _disagree(monitor: Monitor, token: Token) -> None:
    if visible(token).get("disagreement") is True:
        monitor.done["disagreed"] = monitor.clock


def _save(monitor: Monitor, token: Token) -> None:
    disagreed = monitor.done.get("disagreed", 0)
    monitor.require("W1-I15", not disagreed or monitor.came.get("W1_SmDiscussion", 0) > disagreed)


def _relevant(monitor: Monitor, token: Token) -> None:
    monitor.done["relevant"] = monitor.clock if visible(token).get("relevantItems") else 0


def _log(monitor: Monitor, token: Token) -> None:
    relevant = monitor.done.get("relevant", 0)
    if relevant:
        order = [relevant, *(monitor.done.get(name, 0) for name in ("W1_SaveCopies", "W1_SendCopies", "W1_FileToRecord"))]
        monitor.require("W1-I12", order == sorted(set(order)))


def _finalise(monitor: Monitor, token: Token) -> None:
    monitor.require("W1-I10", "W1_InvestigationLog" in monitor.done)


def _share(monitor: Monitor, token: Token) -> None:
    monitor.require("W1-I10", "W1_AssessFinalise" in monitor.done)


def _acknowledged(monitor: Monitor, token: Token) -> None:
    if token.body is not None:
        monitor.done["acknowledged"] = monitor.done.get("acknowledged", 0) + 1


def _case_started(monitor: Monitor, token: Token) -> None:
    procedure = token.local.get("procedure")
    monitor.started.append(procedure)
    monitor.require("W2-I01", not (token.node.name.startswith("W2_") and procedure == "wmdc_search_request"))


# ---- the surveillance assessment


def _assessed(monitor: Monitor, token: Token) -> dict[str, Any]:
    return monitor.assessments.setdefault(place_of(token), {})


def _questions(monitor: Monitor, token: Token) -> None:
    said = answers_of(token)
    monitor.assessments[place_of(token)] = {"account": said.get("accountType"), "aware": said.get("subjectAware")}


def _evaluated(monitor: Monitor, token: Token) -> None:
    outcome = visible(token).get("s1Outcome")
    known = _assessed(monitor, token)
    known["outcome"] = outcome
    monitor.require("S1-I01", known.get("account") not in ("personal", "false_identity") or outcome == "PROHIBITED")
    monitor.require("S1-I02", outcome is not None)


def _advised(monitor: Monitor, token: Token) -> None:
    _assessed(monitor, token)["legal"] = answers_of(token).get("advice")


def _in_force(monitor: Monitor, token: Token) -> None:
    place = place_of(token)
    for assessed, known in monitor.assessments.items():
        if place[: len(assessed)] == assessed:
            known["in force"] = True


def _review(monitor: Monitor, token: Token) -> None:
    _assessed(monitor, token)["review"] = token.local.get("procedure") == "shared_immediate_review"


def _cleared(monitor: Monitor, token: Token) -> None:
    known = _assessed(monitor, token)
    outcome = visible(token).get("s1Outcome")
    monitor.require("S1-I01", known.get("account") not in ("personal", "false_identity"))
    worst = max((SEVERITY.index(each) for each in (outcome, known.get("outcome")) if each in SEVERITY), default=0)
    monitor.require("S1-I03", worst < SEVERITY.index("LEGAL_ADVICE") or _may_clear(known))
    monitor.require("S1-I05", outcome != "IMMEDIATE" or known.get("review") is True)


def _may_clear(known: Mapping[str, Any]) -> bool:
    """Say whether Legal Services cleared it: they said so, or asked for an authorisation and it is in force."""
    advice = known.get("legal")
    return advice in ADVISED or (advice == "needs_authorisation" and known.get("in force") is True)


def answers_of(token: Token) -> dict[str, Any]:
    """Return what was answered to the task that a token has just completed."""
    found: dict[str, Any] = token.run_.memory["answers"].get(token.node.name, {})
    return found


HANDLERS: Mapping[tuple[str, str], Callable[[Monitor, Token], None]] = {
    ("completed", "W1_Supervision"): _supervised,
    ("entered", "W1_RequestPermission"): _permission,
    ("entered", "W1_DirectorDecision"): _director_asked,
    ("completed", "W1_DirectorDecision"): _director_decided,
    ("entered", "W1_SubSearch"): _search,
    ("entered", "W1_CheckOutAccount"): _account,
    ("completed", "W1_LegitimacyCheck"): _legitimate,
    ("completed", "W1_Search"): _searched,
    ("completed", "W1_GwDisagree"): _disagree,
    ("entered", "W1_SaveCopies"): _save,
    ("completed", "W1_GwRelevant"): _relevant,
    ("entered", "W1_InvestigationLog"): _log,
    ("entered", "W1_AssessFinalise"): _finalise,
    ("entered", "W1_ShareLog"): _share,
    ("completed", "W1_AcknowledgeLog"): _acknowledged,
    ("completed", "W1_OpenIncident"): _case_started,
    ("completed", "W2_Store"): _case_started,
    ("completed", "S1P_AnswerQuestions"): _questions,
    ("completed", "S1P_Evaluate"): _evaluated,
    ("completed", "S1P_LegalAdvice"): _advised,
    ("completed", "S2P_Activate"): _in_force,
    ("completed", "S1P_ScheduleReview"): _review,
    ("entered", "S1P_End_Cleared"): _cleared,
}
