"""The form files that we ship: without findings, fit to be answered, and strict where the protocol is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service.form_schemas import Form, check, load, sample
from tests.unit.form_schemas.conftest import NOW, People, judged

ROOT = Path(__file__).parents[3] / "forms"
FILES = sorted(ROOT.glob("*/*.form"))
PEOPLE = People(aisha="osw", dilip="sm", eileen="sd")
CONTEXT: dict[str, Any] = {
    "osw": "aisha",
    "children": [{"id": "CH-1", "name": "Robin Kaye", "dateOfBirth": "2019-05-05"}],
    "case": {"number": "WR-2026-0007"},
    "subjects": [{"id": "Zara Kaye"}, {"id": "Person 2"}],
    "approvedScope": {"subjects": [{"id": "Zara Kaye"}], "questions": [{"question": "Together?"}]},
    "accountSession": {"id": "s-1", "account": "wmdc-official", "startedAt": NOW},
    "items": [{"ref": "1", "url": "https://x.example/1", "summary": "A post"}],
    "relevantItems": [{"ref": "1", "url": "https://x.example/1"}],
    "looks": [{"subject": "Zara Kaye", "pageFound": "found_certain", "privacy": "open", "searchTerms": [{"term": "Zara"}]}],
    "priorSessionsEpisode": 0,
    "s1Outcome": "PROCEED_RECORD",
}


def form(name: str) -> Form:
    path = next(path for path in FILES if path.stem == name)
    return load(path.read_bytes(), file=path.name)


def answered(name: str, given: dict[str, Any], **context: Any) -> dict[str, Any]:
    """Return the judged answers of a form whose other fields are sampled."""
    seen = {"now": NOW, **CONTEXT, **context}
    return judged(form(name), sample(form(name), given, seen, PEOPLE), PEOPLE, **seen)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_shipped_form_has_no_finding_and_the_id_of_its_file(path: Path) -> None:
    content = path.read_bytes()
    assert check(content, file=path.name) == []
    assert load(content, file=path.name).form_id == path.stem


FROM_THE_CASE = {
    "form-f2-extend": {"newDue"},
    "form-k1a-notalk": {"reviewOn"},
    "form-k1a-support": {"reviewOn"},
    "form-k4-approve": {"overseer"},
    "form-k4-request": {"holders"},
    "form-k4-review": {"decision"},
    "form-k5-manager": {"decision"},
    "form-k5-plan": {"moderator"},
    "form-k5-review": {"decision", "membersNow", "newEndDate"},
    "form-k6-ict": {"approvedFor", "reviewOn"},
    "form-k6-review": {"reviewOn"},
    "form-k10-signoff": {"nextDue"},
    "form-pc-start": {"changedProcedure"},
    "form-v1-action": {"actions[0].owner"},
}
"""What can be answered only with what is in a case: a date counted from another, a procedure, somebody of a role, what was answered before."""
PERSONS = {
    "form-f2-register": {"signer"},
    "form-f3-register": {"caseHolder"},
    "form-k10-plan": {"owner"},
    "form-s2p-start": {"applicantId"},
    "form-w3-nominate": {"nominee"},
    "form-w5-report": {"reportedPerson"},
}
"""People to choose from: these forms list those who work here, and nobody does in a test."""


@pytest.mark.parametrize("context", [{}, CONTEXT], ids=["empty case", "full case"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_sample_of_a_shipped_form_is_valid_and_has_every_key(path: Path, context: dict[str, Any]) -> None:
    found = load(path.read_bytes(), file=path.name)
    seen = {"now": NOW, **context}
    lacking = {**FROM_THE_CASE, **PERSONS}.get(path.stem)
    expected = lacking or {field.key for field in found.fields if field.asks}
    assert set(judged(found, sample(found, {}, seen, PEOPLE), PEOPLE, **seen)) == expected


def test_a_request_with_two_people_is_taken_and_names_them() -> None:
    dean = {
        "known": "not_named",
        "description": "Unknown man said to be in an online relationship with the mother",
        "approxAge": "35",
    }
    zara = {
        "known": "named",
        "fullName": "Zara Kaye",
        "dateOfBirth": "14/03/1994",
        "relationship": "mother",
        "aware": "not_informed",
    }
    zara |= {"whyNotInformed": "past violence if Dean learns of enquiry"}
    answers = answered("form-w1-request", {"subjects": [zara, dean], "periodFrom": "2026-01-01", "periodTo": "2026-03-20"})
    assert [(row["id"], row["dateOfBirth"], row["approxAge"]) for row in answers["subjects"]] == [
        ("Zara Kaye", "1994-03-14", None),
        ("Person 2", None, 35),
    ]
    assert answers["requestNumber"] == "WR-2026-0007"


def test_a_request_about_somebody_under_age_is_taken_for_the_decision_table_to_hold() -> None:
    child = {"known": "named", "fullName": "Kim Kaye", "dateOfBirth": "2011-02-03"}
    assert answered("form-w1-request", {"subjects": [child]})["subjects"][0]["dateOfBirth"] == "2011-02-03"


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"periodFrom": "2026-03-02", "periodTo": "2026-03-01"}, "periodTo"),
        ({"periodTo": "2026-03-21"}, "periodTo"),
        ({"monitoring": "longer_term", "monitoringUntil": "2026-06-21"}, "monitoringUntil"),
        ({"subjects": [{"known": "not_named", "approxAge": 15}]}, "subjects[0].approxAge"),
        ({"subjects": [{"known": "not_named", "description": "A man"}]}, "subjects[0].description"),
        ({"subjects": [{"knownProfileUrl": "facebook"}]}, "subjects[0].knownProfileUrl"),
        ({"declareOwnProfile": False}, "declareOwnProfile"),
    ],
)
def test_a_request_outside_the_protocol_is_refused(given: dict[str, Any], where: str) -> None:
    assert list(answered("form-w1-request", given)) == [where]


def test_a_person_who_was_checked_before_needs_a_reason() -> None:
    assert answered("form-w1-request", {"repeatReason": None}, priorSessionsEpisode=1) == {
        "repeatReason": "Enter what is new since the last check"
    }


def test_the_director_gives_reasons_only_for_what_was_decided() -> None:
    refused = answered("form-w1-director", {"outcome": "refused", "necessity": "x", "limits": ["fewer_people"]})
    assert (refused["necessity"], refused["limits"], refused["removedSubjects"], refused["sessions"]) == (None, None, None, None)
    assert refused["reason"]


@pytest.mark.parametrize(
    ("given", "context", "where"),
    [
        ({"sessions": 2}, {}, "sessions"),
        ({"outcome": "approved_with_limits", "limits": ["time_cap_minutes"], "timeCap": 400}, {}, "timeCap"),
        ({"outcome": "approved_with_limits", "limits": ["fewer_people"], "removedSubjects": ["Nobody"]}, {}, "removedSubjects"),
        (
            {
                "outcome": "approved_with_limits",
                "limits": ["shorter_period"],
                "newPeriodFrom": "2026-01-01",
                "newPeriodTo": "2026-03-20",
            },
            {"periodFrom": "2026-02-01", "periodTo": "2026-03-20"},
            "newPeriodFrom",
        ),
        ({"otherPersonNoted": False}, {"parentRequest": "WR-2026-0001"}, "otherPersonNoted"),
    ],
)
def test_a_decision_outside_the_protocol_is_refused(given: dict[str, Any], context: dict[str, Any], where: str) -> None:
    assert list(answered("form-w1-director", {"outcome": "approved", **given}, **context)) == [where]


def test_more_looks_are_allowed_as_far_as_the_assessment_allowed_them() -> None:
    assert answered("form-w1-director", {"outcome": "approved", "sessions": 2}, maxSessions=3)["sessions"] == 2


def test_a_doubt_is_signed_by_two_people() -> None:
    assert list(answered("form-w1-referback", {"smSign": "dilip", "sdSign": "dilip"})) == ["sdSign"]


def test_only_an_approved_person_is_searched_and_items_are_numbered_on() -> None:
    item = {"url": "https://x.example/2", "kind": "post", "summary": "Both"}
    found = answered("form-w1-search", {"subject": "Zara Kaye", "items": [item]})
    assert ([each["ref"] for each in found["items"]], found["sessionId"], found["riskToChild"]) == (["2"], "s-1", None)
    assert list(answered("form-w1-search", {"subject": "J"})) == ["subject"]


@pytest.mark.parametrize(
    ("views", "concern", "disagreement"),
    [
        (("relevant", "relevant"), False, False),
        (("relevant", "not_relevant"), False, True),
        (("unsure", "unsure"), False, True),
        (("relevant", "relevant"), True, True),
    ],
)
def test_disagreement_is_computed(views: tuple[str, str], concern: bool, disagreement: bool) -> None:
    given = {"perItem": [{"aawView": views[0], "oswView": views[1]}], "processConcern": concern, "disagreement": "forged"}
    found = answered("form-w1-relevance", given)
    assert (found["disagreement"], found["perItem"][0]["ref"]) == (disagreement, "1")


def test_the_discussion_says_what_it_is_about() -> None:
    said = {"W1_JointRelevance": {"perItem": [{"ref": "1", "aawView": "unsure", "oswView": "relevant"}], "concernText": "Slow"}}
    assert answered("form-w1-disagreement", {}, answers=said)["about"] == "Item 1; Slow"


def test_copies_have_the_fingerprint_of_their_file() -> None:
    found = answered("form-w1-copies", {"documents": [{"file": "d1"}]}, files={"d1": {"sha256": "ab"}})["documents"]
    assert [(row["itemRef"], row["sha256"], row["capturedAt"], row["redactionNote"]) for row in found] == [("1", "ab", NOW, None)]


def test_unique_items_are_no_more_than_useful_ones() -> None:
    assert list(answered("form-w1-feedback", {"usefulItems": 1, "uniqueItems": 2})) == ["uniqueItems"]


def test_a_look_is_not_single_when_the_person_was_looked_at_before() -> None:
    assert list(answered("form-s1p-assessment", {"viewing": "single"}, priorSessionsEpisode=1)) == ["viewing"]


def test_an_assessment_can_be_raised_and_not_lowered() -> None:
    higher = {"agree": "raise", "raisedTo": "NON_RIPA_REVIEW"}
    assert answered("form-s1p-confirm", higher)["raisedTo"] == "NON_RIPA_REVIEW"
    assert list(answered("form-s1p-confirm", higher, s1Outcome="CHIS_LEGAL")) == ["raisedTo"]


def test_advice_on_looks_is_asked_only_when_they_may_go_on() -> None:
    found = answered("form-s1p-legal", {"advice": "no", "maxSessions": 2})
    assert (found["maxSessions"], found["conditions"], found["authorisationType"]) == (None, None, None)


def test_a_case_number_has_its_pattern() -> None:
    assert judged(form("form-w1-start"), {"caseId": "204417"}) == {"caseId": "Enter a case number, like CD-204417"}
