"""A made-up council, its people and one case of each kind, as queries would answer with them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from service.cases import catalogue
from service.domain.assurance import Waiver
from service.domain.bundle import Bundle, Version
from service.domain.execution import Description, Element
from service.domain.guidance import Chapter
from service.domain.identity import Actor, Grant, Person
from service.domain.pack import Pack, Role
from service.domain.verdicts import Outcome, Verdict
from service.policy.telling import Answer, Picture, Step, Told
from service.queries.policy_page import PolicyPage, PolicyRow
from service.queries.registers.table import RegisterLine, RegisterPage, Table
from service.queries.reports.page import Decided, Line, Part, ReportLine, ReportPage
from service.queries.survey_page import SurveyPage
from service.queries.views import (
    ActionRow,
    CasePage,
    CaseRow,
    CaseState,
    DocumentRow,
    ElementCount,
    EventRow,
    Inbox,
    IncidentRow,
    LookRow,
    ProcedurePage,
    ProcedureRow,
    StepRow,
    TaskPage,
    TaskRow,
    VersionRow,
)

NOW = datetime(2026, 3, 20, 14, 41, tzinfo=UTC)
COUNCIL = "oakshire"

PACK = Pack(
    council=COUNCIL,
    name="Oakshire Council",
    parameters={"smallNumberThreshold": 5},
    roles=(
        Role(key="worker", name="Social worker", may=("start:look_request",)),
        Role(key="manager", name="Team Manager"),
        Role(key="admin", name="Administrator", may=("monitor",)),
        Role(key="owner", name="Process owner", may=("publish",)),
    ),
    rules={"SOD-01": "Choose someone other than the person who made the request"},
    colours={"council": "#14463f", "tint": "#f1f6f5", "line": "#9db9b4", "evil": "red;}body{display:none"},
    notice=("Never use your own account to look at a family.", "If a child is in danger now, call 999."),
    links={"The council’s protocol": "https://example.org/protocol", "Bad": "javascript:alert(1)"},
    holidays=frozenset({date(2026, 4, 3), date(2026, 4, 6)}),
)


def person(person_id: str, name: str, job: str, *roles: str) -> Person:
    return Person(person_id=person_id, name=name, job_title=job, grants=frozenset(Grant(COUNCIL, role) for role in roles))


CHAPTER = Chapter(
    name="open-pages", title="Open pages", text="What **anybody** can see is published.\n\n- Look once.\n- Say why."
)

PEOPLE = (
    person("aisha.rahman", "Aisha Rahman", "Social worker", "worker"),
    person("carol.whitaker", "Carol Whitaker", "Team Manager", "manager"),
    person("uma.lind", "Uma Lind", "Administrator", "admin"),
    person("sol.verne", "Sol Verne", "Process owner", "owner"),
)


def actor(person_id: str) -> Actor:
    who = next(each for each in PEOPLE if each.person_id == person_id)
    return Actor(actor_id=who.person_id, name=who.name, job_title=who.job_title, council=COUNCIL, grants=who.grants)


def at(day: int, hour: int = 9, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def task_row(**changes: Any) -> TaskRow:
    row: dict[str, Any] = {
        "task_id": "t1",
        "name": "Hold the supervision discussion",
        "case_number": "WR-2026-0006",
        "case_reference": "CD-204398",
        "procedure_name": "Search request",
        "summary": "Ben asks whether a contact order is being kept.",
        "sent_by": "Ben Holroyd",
        "opened_at": at(16),
        "due_at": at(18, 17),
        "assignee": "Carol Whitaker",
        "mine": True,
    }
    return TaskRow(**(row | changes))


def inbox_of(*rows: TaskRow, tab: str = "mine", **changes: Any) -> Inbox:
    return Inbox(tab=tab, rows=rows, counts={"mine": 4, "team": 7, "waiting": 3}, total=len(rows), **changes)


INBOX = inbox_of(
    task_row(),
    task_row(task_id="t2", name="Confirm the surveillance check", urgent=True, due_at=at(20, 17)),
    task_row(task_id="t3", name="Ask for permission", flagged=True, due_at=at(23, 17)),
    task_row(task_id="t4", name="Say if a check was still useful <b>&", due_at=None),
)


def case_row(**changes: Any) -> CaseRow:
    row: dict[str, Any] = {
        "number": "WR-2026-0006",
        "reference": "CD-204398",
        "title": "Are two adults together?",
        "procedure_id": "look_request",
        "procedure_name": "Search request",
        "version": 4,
        "state": CaseState.RUNNING,
        "stands_at": "Write the log",
        "with_whom": "Femi Adeyemi",
        "started_at": at(16),
        "started_by": "Aisha Rahman",
        "due_at": at(24, 17),
    }
    return CaseRow(**(row | changes))


def step(element_id: str, name: str, state: str, note: str = "") -> StepRow:
    return StepRow(element_id=element_id, name=name, who="Access worker", state=state, note=note, then="Assess and finalise")


STEPS = (
    step("T_Record", "Record the concern", "done", "Done by Aisha Rahman, 16 March"),
    step("T_Discuss", "Hold the supervision discussion", "done", "Done by Carol Whitaker, 17 March"),
    step("T_Log", "Write the log", "here", "Here now: Femi Adeyemi, by 24 March"),
    step("T_Doubt", "Settle the doubt", "not_needed"),
    step("T_Final", "Assess and finalise", "to_come"),
)

INCIDENT = IncidentRow(
    incident_id="i1",
    case_number="WR-2026-0011",
    procedure_name="Search request",
    element_id="T_File",
    element_name="File the copies",
    message="504 Gateway Timeout",
    opened_at=at(20, 11, 40),
    attempts=3,
    next_try_at=at(20, 15),
    waiting_for="The copies could not be filed.",
)


def case_page_of(**changes: Any) -> CasePage:
    page: dict[str, Any] = {
        "row": case_row(),
        "content": True,
        "next_words": "Femi Adeyemi has it now: Write the log.",
        "tasks": (task_row(task_id="t9", name="Write the log", assignee=None, mine=False),),
        "stages": (
            StepRow(element_id="S1", name="Concern", who="", state="done", note="Aisha, 16 March"),
            StepRow(element_id="S2", name="Log", who="Femi", state="here", note="Femi has it now"),
            StepRow(element_id="S3", name="Finalise and share", who="Aisha", state="to_come"),
        ),
        "steps": STEPS,
        "history": (
            EventRow(
                at=at(16),
                title="Recorded the concern",
                by="Aisha Rahman",
                answers=(("Why?", "No answer <script>\nat two visits"),),
            ),
            EventRow(
                at=at(18, 14, 2),
                title="Surveillance check: may go on",
                by="Triangulate",
                what="decision",
                rules=("Single view of open source is not directed surveillance.",),
                rule_of="Rule 12 of 15",
            ),
        ),
        "documents": (
            DocumentRow(
                document_id="d1",
                name="post.pdf",
                media_type="application/pdf",
                size=212_000,
                sha256="9f2c41d0" * 8,
                custody=("Captured by Femi Adeyemi",),
            ),
        ),
        "looks": (LookRow(name="Aisha Rahman", why="Asked for it", at=NOW), LookRow(name="Eileen Foster", why="", at=at(19))),
        "actions": (ActionRow(subscription_id="s1", label="Withdraw the request", name="msg.withdraw", kind="message"),),
        "incidents": (),
        "children": (case_row(number="UR-2026-0001", procedure_name="Six-month review"),),
        "version_id": "v4",
    }
    return CasePage(**(page | changes))


PAUSED_CASE = case_page_of(row=case_row(state=CaseState.PAUSED, number="WR-2026-0011"), incidents=(INCIDENT,))

SHORT_FORM = json.dumps(
    {
        "type": "default",
        "id": "form-decide",
        "schemaVersion": 18,
        "executionPlatform": "Camunda Cloud",
        "executionPlatformVersion": "8.6.0",
        "components": [
            {
                "type": "radio",
                "key": "outcome",
                "label": "Your decision",
                "validate": {"required": True},
                "values": [{"label": "Approve", "value": "approved"}, {"label": "Refuse", "value": "refused"}],
            },
            {
                "type": "textarea",
                "key": "reason",
                "label": "Reasons",
                "description": "They will read this.",
                "validate": {"required": True},
            },
            {
                "type": "dynamiclist",
                "path": "people",
                "label": "People",
                "components": [{"type": "textfield", "key": "fullName", "label": "Full name", "validate": {"required": True}}],
                "properties": {"minItems": "0", "maxItems": "3"},
            },
            {"type": "filepicker", "key": "copy", "label": "Copy"},
        ],
    }
).encode()


def group(label: str, *components: dict[str, Any]) -> dict[str, Any]:
    return {"type": "group", "label": label, "components": list(components)}


LONG_FORM = json.dumps(
    {
        "type": "default",
        "id": "form-ask",
        "schemaVersion": 18,
        "executionPlatform": "Camunda Cloud",
        "executionPlatformVersion": "8.6.0",
        "components": [
            group("The work", {"type": "textfield", "key": "question", "label": "Question", "validate": {"required": True}}),
            group(
                "The people", {"type": "textfield", "key": "relation", "label": "Relationship", "validate": {"required": True}}
            ),
            group(
                "Promises",
                {"type": "checkbox", "key": "accurate", "label": "The facts are accurate", "validate": {"required": True}},
            ),
        ],
    }
).encode()


def task_page_of(form: bytes | None = SHORT_FORM, **changes: Any) -> TaskPage:
    page: dict[str, Any] = {
        "row": task_row(),
        "element_id": "T_Discuss",
        "version_id": "v4",
        "revision": 3,
        "form_id": "form-decide",
        "form": form,
        "context": {"case": {"number": "WR-2026-0006"}, "now": NOW.isoformat()},
        "draft": None,
        "guidance": "Talk it through first.",
        "said_before": (("Recorded the concern", (("Why?", "No answer at two visits"),)),),
        "may_complete": True,
        "case": case_row(),
    }
    return TaskPage(**(page | changes))


DIAGRAM = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="d" targetNamespace="t">'
    '<process id="look_request" isExecutable="true"><userTask id="T_Discuss" name="Hold the supervision discussion"/>'
    '<sequenceFlow id="f" sourceRef="T_Discuss" targetRef="T_Log"/><userTask id="T_Log" name="Write the log &lt;b&gt;"/></process>'
    '<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="look_request">'
    '<bpmndi:BPMNShape id="s1" bpmnElement="T_Discuss"><dc:Bounds x="100" y="100" width="100" height="80"/></bpmndi:BPMNShape>'
    '<bpmndi:BPMNShape id="s2" bpmnElement="T_Log"><dc:Bounds x="300" y="100" width="100" height="80"/></bpmndi:BPMNShape>'
    '<bpmndi:BPMNEdge id="e" bpmnElement="f"><di:waypoint x="200" y="140"/><di:waypoint x="300" y="140"/></bpmndi:BPMNEdge>'
    "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"
)
DIAGRAMS = {"processes/oakshire/look_request.bpmn": DIAGRAM}

PROCEDURE = ProcedureRow(
    procedure_id="look_request",
    name="Search request",
    summary="Ask for an authorised look at public pages",
    version=4,
    running=24,
    incidents=1,
    deployed_at=at(2),
    startable=True,
)

PROCEDURE_PAGE = ProcedurePage(
    row=PROCEDURE,
    version_id="v4",
    description=Description(
        procedure_id="look_request",
        name="Search request",
        documentation="",
        properties={},
        lanes=("Social worker",),
        elements=(
            Element(
                element_id="T_Discuss",
                kind="userTask",
                name="Hold the supervision discussion",
                process_id="look_request",
                then=(("", "Write the log"),),
            ),
            Element(
                element_id="T_Log",
                kind="userTask",
                name="Write the log",
                process_id="look_request",
                form_id="form-log",
                lane="Access worker",
            ),
        ),
    ),
    diagrams=DIAGRAMS,
    counts=(
        ElementCount(
            element_id="T_Discuss", name="Hold the supervision discussion", who="Team Manager", open=4, overdue=1, done=9
        ),
        ElementCount(element_id="T_Log", name="Write the log", who="", open=2, incidents=2),
    ),
    versions=(
        VersionRow(
            version_id="v4", number=4, live=True, deployed_at=at(2), deployed_by="Sol Verne", note="Shorter time", running=24
        ),
        VersionRow(version_id="v3", number=3, live=False, deployed_at=at(1), deployed_by="Sol Verne", note="", running=3),
    ),
)

BUNDLE = Bundle(
    council=COUNCIL,
    procedure_id="look_request",
    files={"processes/oakshire/look_request.bpmn": DIAGRAM.encode(), "forms/oakshire/form-decide.form": SHORT_FORM},
)

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 200" width="900" height="200" role="img">'
    "<title>Search request</title><desc>Two shapes.</desc></svg>"
)
ENTRY = catalogue.Entry(
    procedure_id="look_request",
    name="Search request",
    purpose="Ask for an authorised look at public pages",
    version=4,
    since=NOW,
    running=24,
    roles=("Social Worker", "Team Manager"),
    steps=(
        catalogue.Step(name="Ask for a search", who="Social Worker", what="Say who and why.", form="The request"),
        catalogue.Step(name="Hold the supervision discussion", who="Team Manager", what="", form=""),
    ),
    automatic=("Look up earlier checks",),
    decisions=("Are there grounds?",),
    calls=(),
    kept=(
        catalogue.Kept(check_id="LR-I01", sentence="Nobody decides on their own request.", source="§ 2.1", outcome="proved"),
        catalogue.Kept(check_id="LR-I02", sentence="Nothing is opened without a decision.", source="", outcome="guarded"),
    ),
    pictures=(catalogue.Picture(name="Search request", svg=DRAWING),),
)

POLICY_PAGE = PolicyPage(
    version=Version(
        version_id="v3",
        council=COUNCIL,
        procedure_id="look_request",
        name="Search request",
        number=3,
        content_hash=BUNDLE.content_hash,
        deployed_at=NOW,
        deployed_by="sol.verne",
        note="",
        live=True,
    ),
    invariants=(
        PolicyRow(
            check_id="W1-I01",
            sentence="No search without approval.",
            outcome="proved",
            why="",
            source="Protocol §3.4",
            level="D",
            formal=("Prec(A, B)",),
        ),
        PolicyRow(
            check_id="W1-I02",
            sentence="Each search is logged.",
            outcome="broken",
            why="The log can be left out.",
            level="C",
            waived=True,
        ),
        PolicyRow(check_id="W1-I03", sentence="Nobody approves their own request.", outcome="guarded", why="", level="R"),
    ),
    sound=(PolicyRow(check_id="bounded", sentence="It ends.", outcome="not decided", why="Too much.", procedure="called"),),
    waivers=(Waiver(finding="W1-I02", sentence="Each search is logged.", reason="Mended in May <b>", by="Sol Verne", at=NOW),),
    kept=True,
)


def broken_verdict(check_id: str = "W1-I01") -> Told:
    """Return a broken invariant with a way of two steps and a drawing."""
    return Told(
        verdict=Verdict(
            check_id=check_id,
            sentence="No search without approval.",
            outcome=Outcome.BROKEN,
            why="A search is reached without it.",
            source="Protocol §3.4",
            level="C",
            procedure_id="look_request",
        ),
        steps=(
            Step(number=1, element_id="Ask", name="Ask <b>", who="Director", answers=(Answer("Approve?", "No"),)),
            Step(number=2, element_id="Gw", name="Approved?", chosen="No"),
            Step(number=3, element_id="Look", name="Look", happens="It fails: GONE", here=True),
        ),
        here="Look",
        pictures=(Picture(file="a.bpmn", plane_id="P", name="Search request", svg='<svg role="img"><title>Drawn</title></svg>'),),
    )


REGISTER_LINE = RegisterLine(name="foi", title="Requests for information", lead="Requests with their deadlines.")
REGISTER = RegisterPage(
    name="foi",
    title="Requests for information",
    lead="Requests with their deadlines.",
    facts=("1 is open.",),
    tables=(
        Table(
            key="requests",
            caption="Requests, open ones first",
            columns=("Reference", "Requester", "Due", "Received", "Minutes counted", "Late", "Closed"),
            rows=(("FOI/12/0001", '=HYPERLINK("https://evil.example")', date(2012, 4, 12), at(12, 8), 25, False, None),),
            empty="No request was registered.",
        ),
        Table(key="none", caption="Nothing", columns=("Number",), rows=(), empty="There is nothing here."),
    ),
)
SURVEY = SurveyPage(
    council=COUNCIL,
    title="What do you know of the rules?",
    closes_at=at(31, 17),
    form_id="form-decide",
    form=SHORT_FORM,
    context={"pack": {}, "now": NOW.isoformat(), "__holidays__": []},
)

REPORT_LINE = ReportLine(name="report_pilot", title="Is it worth it?", lead="What searches gave.")
REPORT = ReportPage(
    name="report_pilot",
    title="Is it worth it?",
    lead="What searches gave.",
    held_since=datetime(2026, 1, 5, 9, tzinfo=UTC),
    since=None,
    until=None,
    parts=(
        Part(
            key="pilot",
            caption="All measures",
            held=True,
            text="Seven searches.",
            lines=(
                Line(
                    key="C1",
                    label="Gave what nothing else would",
                    value=0.71,
                    unit="share",
                    length=71.0,
                    met=True,
                    formula="share(a > 0)",
                ),
                Line(key="C2", label="Was worth the time", value=31, of=30, unit="minutes", length=100.0, met=False),
                Line(key="P1", label="=cmd|' /C calc'!A0", value=7, length=100.0, formula="count(session)"),
                Line(key="P12", label="Found wrong later", value=2, of=7, length=28.6, small=True),
                Line(
                    key="P1c",
                    label="Requests refused",
                    value=1,
                    length=14.0,
                    small=True,
                    decided=Decided(action="publish", reason="The council said so in public", by="Ann Person", at=NOW),
                ),
                Line(
                    key="P10",
                    label="Doubts settled",
                    value=3,
                    length=40.0,
                    small=True,
                    decided=Decided(action="suppress", reason="One team", by="Ann Person", at=NOW),
                ),
                Line(key="SV1", label="Looked at a profile", value=0.1, unit="share", note="2 of 20", length=10.0, small=True),
                Line(key="P4", label="Share found nowhere else", value=None, unit="share"),
            ),
        ),
        Part(key="Q_MISSED", caption="Children missed meanwhile", held=False, text="Not held.", lines=()),
    ),
    tables=(
        Table(
            key="assessments",
            caption="2. Assessments",
            columns=("Reference", "Made", "Looks used"),
            rows=(("=WR-2026-0001/1", at(12, 8), 1),),
            empty="Nil return.",
        ),
        Table(
            key="central-record", caption="1. Central record", columns=("Number", "Type"), rows=(), empty="Nil return: nothing."
        ),
    ),
    document="Inspection register",
)
