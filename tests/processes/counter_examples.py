"""The counter-examples of the handbook's chapter on findings: faults put into the search request, and what the product says of each.

Run as a module it writes the chapter's texts and drawings anew: ``python -m tests.processes.counter_examples``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from service.domain.bundle import Bundle
from service.domain.execution import Description
from service.domain.verdicts import Outcome, Verdict
from service.engine import compile_procedure, describe
from service.operations import shipped_operations
from service.policy import soundness
from service.policy.behaviours import behaviour
from service.policy.bundle import Library
from service.policy.invariants import prove
from service.policy.invariants.written import written
from service.policy.telling import Told, tell

ROOT = Path(__file__).resolve().parents[2]
CHAPTER = ROOT / "docs" / "findings.md"
DRAWINGS = ROOT / "docs" / "findings"
DIAGRAM = "processes/wakefield/wmdc_search_request.bpmn"
TABLE = "processes/shared/dmn-s1-surveillance.dmn"


@dataclass(frozen=True, kw_only=True)
class Example:
    """A fault: in ``file`` the pattern ``this`` becomes ``that``. ``check`` is what finds it, ``at`` the element where it shows (of the
    verdicts of that check), ``plane`` the drawing that the chapter shows; ``procedure`` whose proof it is."""

    name: str
    check: str
    this: str
    that: str
    at: str | None = None
    plane: str | None = None
    file: str = DIAGRAM
    procedure: str = "wmdc_search_request"

    def bundle(self) -> Bundle:
        """Return the shipped procedure with the fault in it."""
        sound = Library(ROOT / "processes", ROOT / "forms").bundle("wakefield", "wmdc_search_request")
        changed, times = re.subn(self.this, self.that, sound.files[self.file].decode(), flags=re.DOTALL)
        assert times, f"{self.name}: nothing to change"
        return Bundle(council=sound.council, procedure_id=self.procedure, files={**sound.files, self.file: changed.encode()})

    def told(self) -> Told:
        """Return what the product says of the fault."""
        bundle = self.bundle()
        description = describe(compile_procedure(bundle))
        found = [verdict for verdict in self._verdicts(bundle, description) if verdict.outcome is Outcome.BROKEN]
        return tell(next(verdict for verdict in found if self._is_meant(verdict)), bundle, description)

    def _is_meant(self, verdict: Verdict) -> bool:
        return verdict.check_id == self.check and (self.at is None or bool(verdict.evidence and verdict.evidence.at == self.at))

    def _verdicts(self, bundle: Bundle, description: Description) -> tuple[Verdict, ...]:
        if self.check in soundness.RULES:
            return soundness.judge(behaviour(bundle, shipped_operations()), description)
        wanted = [invariant for invariant in written(bundle) if invariant.invariant_id == self.check]
        return prove(bundle, shipped_operations(), wanted)


EXAMPLES = (
    Example(
        name="refused",
        check="W1-I01",
        this=re.escape('=directorOutcome in ("approved", "approved_with_limits")</'),
        that='=directorOutcome != "more_information"</',
        plane="W1_SubAuthorise",
    ),
    Example(
        name="doubt",
        check="W1-I06",
        this=r'(sourceRef="W1_GwReferBack" targetRef=)"W1_LegitimacyCheck"(.*?'
        r'bpmnElement="Flow_W1_GwReferBack_W1_LegitimacyCheck">\s*<di:waypoint [^>]*>)\s*(?:<di:waypoint [^>]*>\s*)+',
        that=r'\1"W1_CheckOutAccount"\2<di:waypoint x="1385" y="540"/><di:waypoint x="1253" y="540"/><di:waypoint x="1253" y="567"/>',
        plane="W1_SubAccess",
    ),
    Example(
        name="join",
        check="option-to-complete",
        this=r'<bpmn:parallelGateway (id="W1_FkAfter".*?)</bpmn:parallelGateway>(.*?<bpmn:sequenceFlow id="Flow_W1_FkAfter_W1_ShareLog"[^/>]*)/>',
        that=r'<bpmn:exclusiveGateway default="Flow_W1_FkAfter_W1_Feedback" \1</bpmn:exclusiveGateway>\2>'
        r"<bpmn:conditionExpression>=siteLog = null</bpmn:conditionExpression></bpmn:sequenceFlow>",
        at="W1_JnAfter",
        plane="Collaboration_wmdc_search_request",
    ),
    Example(
        name="rule",
        check="S1-I02",
        this=r'<rule id="S1_Rule4">.*?</rule>\s*',
        that="",
        file=TABLE,
        procedure="shared_surveillance_assessment",
    ),
)


def lines(told: Told) -> Iterator[str]:
    """Yield a verdict as the chapter shows it."""
    verdict = told.verdict
    yield f"> **{verdict.sentence}** (`{verdict.check_id}`{f', {verdict.source}' if verdict.source else ''})"
    yield ">"
    yield f"> Broken. {verdict.why}"
    for step in told.steps:
        who = f", {step.who}" if step.who else ""
        said = [f"{answer.question} *{answer.said}*" for answer in step.answers]
        said += [f"goes on with *{step.chosen}*"] if step.chosen else []
        said += [step.happens] if step.happens else []
        here = " **Goes wrong here.**" if step.here else ""
        before = " " if step.name.endswith("?") else ": "
        yield f"{step.number}. {step.name}{who}{before if said else ''}{'; '.join(said)}{here}"
    if told.here and not any(step.here for step in told.steps):
        yield ""
        yield f"It goes wrong at **{told.here}**."


def text_of(told: Told) -> str:
    """Return the lines with an empty one between the verdict and its steps."""
    return re.sub(r"(?m)^(> Broken.*)\n(?=1\. )", r"\1\n\n", "\n".join(lines(told)))


def drawing_of(told: Told, example: Example) -> str:
    """Return the drawing that the chapter shows."""
    return next(picture.svg for picture in told.pictures if picture.plane_id == example.plane) + "\n"


def written_in(chapter: str, name: str) -> str:
    """Return what stands in the chapter between the marks of an example."""
    found = re.search(rf"<!-- example {name} -->\n(.*?)\n<!-- end -->", chapter, re.DOTALL)
    assert found, f"the chapter has no example {name}"
    return found[1]


def write() -> None:
    """Write texts and drawings anew."""
    chapter = CHAPTER.read_text("utf-8")
    DRAWINGS.mkdir(exist_ok=True)
    for example in EXAMPLES:
        told = example.told()
        mark = f"<!-- example {example.name} -->\n"
        chapter = chapter.replace(f"{mark}{written_in(chapter, example.name)}\n", f"{mark}{text_of(told)}\n")
        if example.plane:
            (DRAWINGS / f"{example.name}.svg").write_text(drawing_of(told, example), "utf-8")
    CHAPTER.write_text(chapter, "utf-8")


if __name__ == "__main__":
    write()
