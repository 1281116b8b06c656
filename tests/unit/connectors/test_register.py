"""Register operations: what they ask the registers, and what diagrams get."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.case import Case
from connectors.protocol import Broken, Call
from connectors.recording import Recorder, Recording
from connectors.register import OPERATIONS, Register
from connectors.register_calls import age_of
from connectors.registry import BadRegistry, operations_of

CASE = {"number": "AR-2026-0001", "caseId": "c1", "council": "ashdale", "procedure": "p", "startedBy": "ann.ask"}
NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
BY_NAME = {operation.name: operation for operation in OPERATIONS}


class FakeRegisters:
    """Answers from ``answers`` by method, and notes what it was asked."""

    def __init__(self, **answers):
        self.answers = answers
        self.asked = []

    def __getattr__(self, method):
        def ask(**given):
            self.asked.append((method, given))
            answer = self.answers.get(method)
            return answer(given) if callable(answer) else answer

        return ask


class FakeCase:
    """What an operation is handed."""

    def __init__(self, registers=None):
        self.parameters = {"maxActiveAccessWorkers": 6}
        self.registers = registers
        self.started = []
        self.holidays = ()
        self.handed_over = []

    def hand_over(self, person_id):
        self.handed_over.append(person_id)
        return len(person_id), 1

    def holders(self, role):
        return ["di.chief"] if role == "chief" else []

    def names(self, person_ids):
        return {person_id: person_id.title() for person_id in person_ids}

    def participants(self, procedure_id, *, since, until):
        return ["ann.ask", "di.chief"] if procedure_id == "ash_look" else []

    def start_case(self, procedure_id, variables, *, started_by, due_at):
        self.started.append((procedure_id, variables, started_by, due_at))
        return (None, due_at) if due_at else ("AR-2026-0002", None)


def call(operation, **parameters):
    return Call(operation=operation, parameters=parameters, key="k", case=CASE, attempt=1, now=NOW)


def run(name, registers, **parameters):
    operation = BY_NAME[f"register.{name}"]
    assert set(parameters) <= {*operation.required, *operation.optional}
    result = operation.run_in_case(call(operation.name, **parameters), FakeCase(registers))
    assert set(result) == set(operation.gives)
    return result


def test_prior_looks_are_counted_for_one_subject_or_many():
    registers = FakeRegisters(prior_sessions=(2, 3))
    assert run("prior_sessions", registers, reference="CD-1", subject={"fullName": "Z"}) == {
        "priorSessionsEpisode": 2,
        "priorSessions12m": 3,
    }
    assert registers.asked == [
        ("prior_sessions", {"council": "ashdale", "reference": "CD-1", "subjects": [{"fullName": "Z"}], "now": NOW})
    ]


def test_subjects_are_checked_for_age_description_and_earlier_looks():
    registers = FakeRegisters(
        prior_sessions=(0, 1), check_subjects={"searched_before": ["Dean"], "open_elsewhere": []}, accounts=None
    )
    subjects = [
        {"fullName": "Young", "dateOfBirth": "2011-02-03"},
        {"description": "a man"},
        {"fullName": "Old", "approxAge": 40},
    ]
    assert run("check_subjects", registers, reference="CD-1", subjects=subjects) == {
        "underAge": True,
        "youngestAge": 15,
        "searchedBefore": ["Dean"],
        "openElsewhere": [],
        "unnamedThin": True,
        "priorSessionsEpisode": 0,
        "priorSessions12m": 1,
    }


def test_somebody_is_of_age_from_the_councils_midnight():
    midnight = datetime(2026, 6, 30, 23, tzinfo=UTC)  # of 1 July, in summer time
    registers = FakeRegisters(prior_sessions=(0, 0), check_subjects={"searched_before": [], "open_elsewhere": []}, accounts=None)
    given = call("register.check_subjects", reference="CD-1", subjects=[{"fullName": "Z", "dateOfBirth": "2008-07-01"}])
    check = BY_NAME["register.check_subjects"].run_in_case
    told = [check(replace(given, now=at), FakeCase(registers))["underAge"] for at in (midnight - timedelta(seconds=1), midnight)]
    assert told == [True, False]


@pytest.mark.parametrize(("born", "age"), [("2008-03-20", 18), ("2008-03-21", 17)])
def test_an_age_changes_on_the_birthday(born, age):
    assert age_of({"dateOfBirth": born}, date(2026, 3, 20)) == age


def test_a_date_of_birth_that_is_none_is_broken():
    with pytest.raises(Broken):
        age_of({"dateOfBirth": "soon"}, date(2026, 3, 20))
    assert age_of({}, date(2026, 3, 20)) is None


def test_access_workers_are_listed_with_what_bars_them():
    registers = FakeRegisters(
        access_workers=[
            {"person_id": name, "status": status}
            for name, status in (("femi", "active"), ("grace", "active"), ("ben", "suspended"))
        ],
        linked=lambda given: given["person_id"] == "grace",
        has_misuse=False,
    )
    result = run("access_workers", registers, subjects=[{"fullName": "Z"}], excluding=["osw"])
    assert (result["candidates"], result["activeCount"]) == (["femi"], 2)
    assert result["workers"][1] == {"id": "grace", "name": "Grace", "status": "active", "linked": True, "openMisuse": False}


def test_a_nominee_is_looked_up():
    registers = FakeRegisters(
        access_workers=[{"person_id": "femi", "status": "active"}, {"person_id": "old", "status": "revoked"}], has_misuse=True
    )
    assert run("nominate", registers, person="old") == {"activeCount": 1, "registered": False, "openMisuse": True}
    suspended = FakeRegisters(access_workers=[{"person_id": "femi", "status": "suspended"}], has_misuse=False)
    assert run("nominate", suspended, person="di") == {"activeCount": 1, "registered": False, "openMisuse": False}


def test_access_is_granted_within_the_limit_of_the_pack():
    registers = FakeRegisters(access_workers=[], has_misuse=False)
    run("grant_access", registers, person="femi", until="2026-09-30")
    asked = dict(registers.asked)["set_access_worker"]
    assert (asked["status"], asked["limit"], asked["until"], asked["trained_on"]) == ("active", 6, date(2026, 9, 30), None)


@pytest.mark.parametrize(
    ("operation", "status", "flag"),
    [
        ("suspend_access", "suspended", "flag_misuse"),
        ("restore_access", "active", "clear_misuse"),
        ("revoke_access", "revoked", None),
    ],
)
def test_access_changes_only_for_those_who_have_it(operation, status, flag):
    known = FakeRegisters(access_workers=[{"person_id": "femi", "status": "active"}])
    assert run(operation, known, person="femi") == {"accessWorkerStatus": status, "tasksKept": int(status != "active")}
    assert (flag in dict(known.asked)) is (flag is not None)
    unknown = FakeRegisters(access_workers=[])
    assert run(operation, unknown, person="femi") == {"accessWorkerStatus": None, "tasksKept": 0}
    assert "set_access_worker" not in dict(unknown.asked)


@pytest.mark.parametrize(("operation", "loses"), [("suspend_access", True), ("revoke_access", True), ("restore_access", False)])
def test_whoever_loses_access_holds_no_task_any_longer(operation, loses):
    case = FakeCase(FakeRegisters(access_workers=[{"person_id": "femi", "status": "active"}]))
    BY_NAME[f"register.{operation}"].run_in_case(call(operation, person="femi"), case)
    assert case.handed_over == (["femi"] if loses else [])


def test_a_session_is_opened_and_closed():
    registers = FakeRegisters(open_session={"session_id": "s1", "number": 1, "account": "A", "opened_at": NOW}, close_session=35)
    opened = run(
        "open_session",
        registers,
        person="femi",
        subjects=[],
        reference="CD-1",
        maxSessions=1,
        validUntil="2026-04-20T00:00:00+00:00",
    )
    assert opened == {"accountSessionId": "s1", "sessionOpenedAt": NOW.isoformat(), "sessionNumber": 1, "account": "A"}
    assert dict(registers.asked)["open_session"]["valid_until"] == datetime(2026, 4, 20, tzinfo=UTC)
    assert run("close_session", registers, accountSessionId="s1") == {"searchMinutes": 35, "sessionClosedAt": NOW.isoformat()}


def test_answers_are_stored_with_what_they_belong_to():
    registers = FakeRegisters()
    assert run("store_feedback", registers, values={"useful": 2}, reference="CD-1") == {"stored": True}
    assert registers.asked[0][1]["values"] == {"useful": 2, "reference": "CD-1"}


def test_a_person_who_left_has_a_replacement():
    registers = FakeRegisters(person_active=False)
    assert run("person_active", registers, person="a.b", role="chief") == {"personActive": False, "replacement": "di.chief"}
    assert run("person_active", registers, person="a.b")["replacement"] is None


def test_who_holds_a_role_is_listed_without_those_who_may_not():
    assert run("role_holders", FakeRegisters(), role="chief") == {"holders": ["di.chief"]}
    assert run("role_holders", FakeRegisters(), role="chief", excluding=["di.chief"]) == {"holders": []}


def test_documents_are_marked_with_known_words_only():
    registers = FakeRegisters(mark_documents=2)
    assert run("mark_documents", registers, status="INADMISSIBLE", person="a.b") == {"marked": 2}
    with pytest.raises(Broken):
        run("mark_documents", registers, status="GONE")


def test_links_and_measures_reach_the_registers():
    registers = FakeRegisters(measures={"P1": 1})
    assert run("declare_link", registers, person="grace", subjects=[{"fullName": "Z"}]) == {"linkDeclared": True}
    assert run("measures", registers) == {"measures": {"P1": 1}}


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("open_session", {"person": "x", "subjects": "y", "reference": "z"}),
        ("open_session", {"person": "x", "subjects": [], "reference": "z", "maxSessions": 1.5}),
        ("open_session", {"person": "x", "subjects": [], "reference": "z", "validUntil": "soon"}),
        ("store_feedback", {"values": [1]}),
        ("declare_link", {"subjects": []}),
        ("access_workers", {"excluding": [1]}),
    ],
)
def test_parameters_of_the_wrong_kind_are_broken(name, wrong):
    with pytest.raises(Broken):
        run(name, FakeRegisters(access_workers=[]), **wrong)


def test_a_case_is_started_by_who_started_this_one_unless_another_is_named():
    case = FakeCase()
    assert Case().start(call("case.start", procedure="p2", variables={"a": 1}), case) == {
        "startedCase": "AR-2026-0002",
        "due": None,
    }
    due = Case().start(call("case.start", procedure="p2", startedBy="cy", due="2026-09-20"), case)
    assert due == {"startedCase": None, "due": "2026-09-20T00:00:00+00:00"}
    assert [(started[0], started[2]) for started in case.started] == [("p2", "ann.ask"), ("p2", "cy")]


def test_recorded_operations_note_the_call_and_raise_what_they_are_to_meet():
    recorder = Recorder()
    operations = operations_of([Recording(Case(), recorder=recorder)])
    recorder.fail_next("", Broken("planned"))
    with pytest.raises(Broken, match="planned"):
        operations["case.start"].run_in_case(call("case.start", procedure="p2"), FakeCase())
    operations["case.start"].run_in_case(call("case.start", procedure="p2"), FakeCase())
    assert [one.operation for one in recorder.calls] == ["case.start", "case.start"]


def test_connectors_that_contradict_one_another_stop_the_service():
    with pytest.raises(BadRegistry, match="Two connectors"):
        operations_of([Register(), Register()])
    wrong = Register()
    wrong.name = "other"
    with pytest.raises(BadRegistry, match="begin"):
        operations_of([wrong])


def test_an_operation_runs_in_exactly_one_way():
    class Both:
        name = "case"

        def operations(self):
            from dataclasses import replace

            return tuple(replace(operation, run_in_case=None) for operation in Case().operations())

    with pytest.raises(BadRegistry, match="outside or inside"):
        operations_of([Both()])


def test_every_operation_says_what_it_does():
    assert all(operation.summary and operation.transactional for operation in OPERATIONS)


def test_accounts_are_listed_by_purpose_and_the_closed_ones_are_not_counted():
    row = {"platform": "facebook", "handle": "Official", "purpose": "search", "status": "active", "overseer": "jo"}
    other = {**row, "account": "c", "purpose": "key_messages"}
    registers = FakeRegisters(overseen_accounts=[{**row, "account": "a"}, {**row, "account": "b", "status": "closed"}, other])
    listed = {"platform": "facebook", "handle": "Official", "purpose": "search", "overseer": "jo"}
    assert run("accounts", registers, purpose="search") == {
        "accounts": [{**listed, "id": "a", "status": "active"}, {**listed, "id": "b", "status": "closed"}],
        "openAccounts": 1,
    }
    assert run("accounts", registers)["openAccounts"] == 2


def test_the_looks_of_a_person_are_counted_from_a_time():
    held = [{"person_id": "ann", "opened_at": NOW}, {"person_id": "ann", "opened_at": NOW.replace(month=1)}]
    registers = FakeRegisters(sessions=[*held, {"person_id": "ben", "opened_at": NOW}])
    assert run("worker_sessions", registers, person="ann") == {"sessionCount": 2}
    assert run("worker_sessions", registers, person="ann", **{"from": "2026-03-01T00:00:00+00:00"}) == {"sessionCount": 1}


def test_who_took_part_is_listed_with_the_first_role_they_hold_now():
    asked = call("case.participants", procedure="ash_look", roles=["chief"])
    assert Case().participants(asked, FakeCase()) == {"participants": [{"id": "di.chief", "name": "Di.Chief", "role": "chief"}]}
    everybody = Case().participants(call("case.participants", procedure="ash_look"), FakeCase())
    assert [(row["id"], row["role"]) for row in everybody["participants"]] == [("ann.ask", None), ("di.chief", None)]
