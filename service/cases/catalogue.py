"""What a council's procedures are, read out of their diagrams: for the catalogue page and for the handbook, in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from service import documents
from service.cases.opened import OpenedVersion
from service.documents import Look, Made, Paper
from service.domain.assurance import StoredVerdict
from service.domain.pack import Pack
from service.engine import xml
from service.policy.drawing import planes, svg
from service.policy.invariants.written import written

OUTCOMES: Mapping[str, str] = {
    "proved": "Holds on every way",
    "guarded": "Kept while cases run",
    "not decided": "Not decided",
    "refused": "Cannot be judged",
    "broken": "Broken",
}
"""What became of an invariant, in words; anything else is not known."""

PEOPLES_STEPS = frozenset({"userTask", "manualTask"})
MACHINES_STEPS = frozenset({"serviceTask", "sendTask", "scriptTask", "businessRuleTask"})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that a person does. ``who`` is the role's name; ``form`` the form's title, '' for none."""

    name: str
    who: str
    what: str
    form: str


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One sentence of policy. ``outcome`` is the word of an Outcome, '' where nothing is known."""

    check_id: str
    sentence: str
    source: str
    outcome: str

    @property
    def standing(self) -> str:
        """The outcome in words."""
        return OUTCOMES.get(self.outcome, "Not known")


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One plane of the procedure's diagram, drawn."""

    name: str
    svg: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One procedure. ``version`` is 0 and ``since`` None for one that is not live; ``running`` is None for who may not know."""

    procedure_id: str
    name: str
    purpose: str
    version: int
    since: datetime | None
    running: int | None
    roles: tuple[str, ...]
    steps: tuple[Step, ...]
    automatic: tuple[str, ...]
    decisions: tuple[str, ...]
    calls: tuple[str, ...]
    kept: tuple[Kept, ...]
    pictures: tuple[Picture, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        """Titles of the forms, each once, in the order of the steps."""
        return tuple(dict.fromkeys(step.form for step in self.steps if step.form))


def entry(
    opened: OpenedVersion,
    verdicts: Iterable[StoredVerdict],
    *,
    pack: Pack,
    version: int = 0,
    since: datetime | None = None,
    running: int | None = None,
    drawn: bool = True,
) -> Entry:
    """Return a procedure as its diagrams, forms, tables and invariants tell of it; ``drawn`` False leaves the pictures out."""
    told = opened.procedure.description
    own = [element for element in told.elements if element.process_id == told.procedure_id]
    steps = tuple(
        Step(
            name=element.name,
            who=", ".join(role.name for key in element.candidate_groups if (role := pack.role(key))) or element.lane or "",
            what=element.documentation,
            form=form.title if (form := opened.forms.get(element.form_id or "")) else "",
        )
        for element in own
        if element.kind in PEOPLES_STEPS
    )
    tables = {element.called for element in own if element.kind == "businessRuleTask"}
    return Entry(
        procedure_id=told.procedure_id,
        name=told.name or told.procedure_id,
        purpose=told.documentation,
        version=version,
        since=since,
        running=running,
        roles=tuple(dict.fromkeys(name for step in steps for name in step.who.split(", ") if name)),
        steps=steps,
        automatic=tuple(dict.fromkeys(element.name for element in own if element.kind in MACHINES_STEPS and element.name)),
        decisions=tuple(name for decision_id, name in decisions(opened.bundle.files).items() if decision_id in tables),
        calls=tuple(dict.fromkeys(element.name for element in own if element.kind == "callActivity" and element.name)),
        kept=kept(opened, verdicts),
        pictures=pictures(opened) if drawn else (),
    )


def decisions(files: Mapping[str, bytes]) -> Mapping[str, str]:
    """Return the names of all decisions by id."""
    found = (
        decision
        for path, content in sorted(files.items())
        if path.endswith(".dmn")
        for decision in xml.parse(content, file=path).iter("{*}decision")
    )
    return {(decision_id := decision.get("id") or ""): decision.get("name") or decision_id for decision in found}


def kept(opened: OpenedVersion, verdicts: Iterable[StoredVerdict]) -> tuple[Kept, ...]:
    """Return every invariant about the procedure with what is known of it."""
    outcome = {verdict.check_id: verdict.outcome for verdict in verdicts}
    return tuple(
        Kept(
            check_id=invariant.invariant_id,
            sentence=invariant.says,
            source=invariant.source,
            outcome=outcome.get(invariant.invariant_id, ""),
        )
        for invariant in written(opened.bundle)
        if invariant.about(opened.procedure.description.procedure_id)
    )


def pictures(opened: OpenedVersion) -> tuple[Picture, ...]:
    """Return every plane of the procedure's own diagram."""
    told = opened.procedure.description
    own = next(
        (path for path in sorted(opened.bundle.files) if _defines(path, opened.bundle.files[path], told.procedure_id)), None
    )
    if own is None:
        return ()
    source = opened.bundle.files[own]
    name = told.name or told.procedure_id
    return tuple(
        Picture(name=plane_name or name, svg=svg(source, plane=plane_id, title=plane_name or name))
        for plane_id, plane_name in planes(source)
    )


def _defines(path: str, content: bytes, procedure_id: str) -> bool:
    if not path.endswith(".bpmn"):
        return False
    processes = xml.parse(content, file=path).iter("{*}process")
    return any(process.get("id") == procedure_id for process in processes)


def handbook(entries: Iterable[Entry], *, pack: Pack, made_at: datetime) -> Made:
    """Return the procedures of a council as one accessible PDF."""
    data = {
        "procedures": [
            {
                **asdict(one),
                "forms": list(one.forms),
                "since": one.since.date().isoformat() if one.since else None,
                "kept": [{**asdict(item), "standing": item.standing} for item in one.kept],
            }
            for one in entries
        ]
    }
    look = Look(council=pack.name, colour=pack.colours.get("council", Look.colour))
    return documents.handbook(data, paper=Paper(title="Handbook of procedures", number="", made_at=made_at), look=look)
