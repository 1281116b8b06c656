"""What connectors answer in a walk: small tables of plausible results, written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from tests.processes.mutation.remembering import shared

CHILDREN = [{"id": "robin-kaye", "name": "Robin Kaye"}]


def _worker(person: str, *, status: str = "active", linked: bool = False, misuse: bool = False) -> dict[str, Any]:
    return {"id": person, "name": person, "status": status, "linked": linked, "openMisuse": misuse}


RESULTS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "case_record.read": (
        {"found": True, "record": {"children": CHILDREN}},
        {"found": True, "record": {"children": CHILDREN}},
        {"found": True, "record": {"children": CHILDREN}},
        {"found": False, "record": None},
    ),
    "case_record.file": ({"documentRefs": ["DOC-1"]},),
    "register.check_subjects": (
        {"searchedBefore": [], "openElsewhere": [], "priorSessionsEpisode": 0, "priorSessions12m": 0},
        {"searchedBefore": [], "openElsewhere": [], "priorSessionsEpisode": 0, "priorSessions12m": 0},
        {"searchedBefore": ["x"], "openElsewhere": [], "priorSessionsEpisode": 1, "priorSessions12m": 2},
        {"searchedBefore": [], "openElsewhere": ["WR-1"], "priorSessionsEpisode": 0, "priorSessions12m": 0},
    ),
    "register.prior_sessions": (
        {"priorSessionsEpisode": 0, "priorSessions12m": 0},
        {"priorSessionsEpisode": 0, "priorSessions12m": 0},
        {"priorSessionsEpisode": 1, "priorSessions12m": 1},
    ),
    "register.access_workers": (
        {"workers": [_worker("aaw-1"), _worker("aaw-2")]},
        {"workers": [_worker("aaw-1"), _worker("aaw-2", status="suspended")]},
        {"workers": [_worker("aaw-1", linked=True), _worker("aaw-2")]},
        {"workers": [_worker("aaw-1", status="suspended"), _worker("aaw-2", misuse=True)]},
        {"workers": []},
    ),
    "register.accounts": ({"openAccounts": 1}, {"openAccounts": 2}, {"openAccounts": 0}),
    "register.open_authorisation": ({"urn": "CA-1"},),
    "register.note_authorisation": ({"authorisationStatus": "noted", "validUntil": "2026-06-20T09:00:00+00:00"},),
    "documents.render": ({"documentId": "doc-1", "documentName": "Document.pdf"},),
    "register.declare_link": ({"linkDeclared": True},),
    "register.open_session": (
        {"accountSessionId": "S-1", "sessionOpenedAt": "2026-03-20T09:00:00+00:00", "sessionNumber": 1, "account": "official"},
    ),
    "register.close_session": ({"searchMinutes": 5, "sessionClosedAt": "2026-03-20T09:05:00+00:00"},),
    "register.person_active": ({"personActive": True, "replacement": None}, {"personActive": False, "replacement": "tm-1"}),
    "register.store_feedback": ({"stored": True},),
    "register.store_usefulness": ({"stored": True},),
    "case.start": ({"startedCase": "WR-2", "due": None}, {"startedCase": None, "due": "2026-09-20T09:00:00+00:00"}),
    "email.send": ({"sentTo": []},),
}
ERRORS: Mapping[str, Sequence[str]] = {
    "case_record.file": ("RECORD_UNKNOWN",),
    "register.open_session": ("ACCOUNT_BUSY", "APPROVAL_EXPIRED", "SESSION_LIMIT", "WORKER_SUSPENDED", "NO_ACCOUNT"),
}
FIRST_MORE_OFTEN = 0.75


class World:
    """Answers jobs at random. ``forced`` are values that a result has where there is one that has them."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.forced: Mapping[str, Any] = {}
        for results in RESULTS.values():
            for result in results:
                for value in result.values():
                    shared(value)

    def result(self, operation: str) -> Mapping[str, Any]:
        """Return the result of a job that went well."""
        results = RESULTS.get(operation, ({},))
        if self.forced:
            asked = self.forced.items()
            results = [each for each in results if all(each.get(name, value) == value for name, value in asked)] or results
        return results[0] if self.random.random() < FIRST_MORE_OFTEN else self.random.choice(results)

    def error(self, operation: str) -> str | None:
        """Return an error code that the operation may raise, or None."""
        codes = ERRORS.get(operation)
        return self.random.choice(codes) if codes else None
