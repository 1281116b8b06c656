"""One activity or throwing event: inputs, what it does, outputs; its own names stay inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from service.engine.dialect.names import local
from service.engine.dialect.settings import Loop, Settings, feel
from service.form_schemas.expressions import RESERVED as OF_FORMS
from service.form_schemas.expressions import every, read_by
from service.policy.dataflow.frames import CallSite, Frame, Thrown
from service.policy.dataflow.model import ANSWERS, ANYTHING, Write
from service.policy.dataflow.words import RESERVED, Words, words

if TYPE_CHECKING:
    from service.policy.dataflow.drawing import Drawing
    from service.policy.dataflow.scopes import Scope

COUNTS = frozenset({"numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances", "numberOfTerminatedInstances"})
OF_PEOPLE = {
    "assignee": "the assignee",
    "candidate_users": "the candidate users",
    "candidate_groups": "the candidate groups",
    "due": "the due date",
    "follow_up": "the follow-up date",
    "priority": "the priority",
    "operation": "the operation",
    "retries": "the retries",
}
PERSONAL = ("userTask", "manualTask")
Names = frozenset[str]
NONE: Names = frozenset()


@dataclass(frozen=True)
class Activity:
    """An activity of a scope while it is drawn."""

    scope: Scope
    name: str
    node: etree._Element
    settings: Settings

    @property
    def drawing(self) -> Drawing:
        """Where its points go."""
        return self.scope.drawing

    @property
    def arrived(self) -> int:
        """The point at which the activity is entered."""
        return self.scope.arrive[self.name]

    @property
    def tag(self) -> str:
        """The BPMN word."""
        return local(self.node.tag)

    def draw(self) -> None:
        """Draw it from where it is entered to where it is left; an instance of a multi-instance between list and output."""
        drawing, name, settings = self.drawing, self.name, self.settings
        own = self.of_instance(settings.loop) if settings.loop is not None else NONE
        inner = drawing.point(name, self.arrived, sets=own)
        own |= drawing.mappings(self.scope, self.node, settings.inputs, "input", inner)
        given = drawing.point(name, inner, sets=own)
        self.note_settings(given)
        done, results = self.act(given, own)
        form_id = settings.form_id if self.tag in PERSONAL else None
        targets, after = NONE, done
        if settings.outputs:
            targets = drawing.mappings(self.scope, self.node, settings.outputs, "output", done, form_id=form_id, own=results)
            after = drawing.point(name, done, sets=targets)
        else:
            for key in sorted(results - (NONE if form_id else own)):
                self.wrote(key, form_id=form_id)
        self.scope.left[name] = self.leave(after, own, targets)

    def leave(self, after: int, own: Names, targets: Names) -> int:
        """Return the point behind it, where only what it gives outward is known besides what was known before."""
        drawing, loop, settings = self.drawing, self.settings.loop, self.settings
        if loop is not None:
            drawing.read(self.scope, self.node, "the collected output", loop.output_element, after)
            drawing.read(self.scope, self.node, "the condition to stop", loop.until, after, near=COUNTS)
            if loop.output:
                self.wrote(loop.output, source="=?")
            return drawing.point(self.name, after, base=self.arrived, drop=None, sets={loop.output} if loop.output else ())
        if (settings.outputs and self.tag != "subProcess") or (self.tag == "callActivity" and not settings.all_to_parent):
            return drawing.point(self.name, after, base=self.arrived, drop=None, sets=targets)
        return drawing.point(self.name, after, base=self.arrived, drop=own, sets=targets)

    def of_instance(self, loop: Loop) -> Names:
        """Note what the list reads and return the names that every instance has of its own."""
        self.drawing.read(self.scope, self.node, "the list to go through", loop.collection, self.arrived)
        collected = feel(loop.output_element or "")
        return frozenset({"loopCounter"} | {name for name in (loop.item, collected) if name and name.isidentifier()})

    def wrote(self, key: str, *, source: str = "", form_id: str | None = None) -> None:
        """Note that it sets a variable."""
        process = self.scope.frame.process
        self.drawing.writes.append(Write(process=process, element_id=self.name, name=key, source=source, form_id=form_id))

    def note_settings(self, point: int) -> None:
        """Note what people, job and throw settings read."""
        drawing, settings = self.drawing, self.settings
        for attribute, what in OF_PEOPLE.items():
            drawing.read(self.scope, self.node, what, getattr(settings, attribute), point)
        drawing.read(self.scope, self.node, "the guidance", settings.properties.get("guidance"), point, mild=True)
        if settings.trigger.key and self.tag in ("intermediateThrowEvent", "endEvent", "receiveTask"):
            drawing.read(self.scope, self.node, "the correlation key", settings.trigger.key, point)

    def act(self, given: int, own: Names) -> tuple[int, Names]:
        """Draw what it does and return where that is done, with its results."""
        drawing, settings = self.drawing, self.settings
        if self.tag == "subProcess":
            return self.inside(given, own), NONE
        if self.tag == "callActivity":
            return self.call(given), NONE
        results, facts = NONE, NONE
        if self.tag in PERSONAL:
            results, facts = self.answered(given), frozenset({ANSWERS + self.name})
        elif settings.operation:
            results = frozenset(drawing.material.gives.get(settings.operation, (ANYTHING,)))
            self.raised(settings.operation, given, own)
        elif settings.script is not None:
            drawing.read(self.scope, self.node, "the script", settings.script, given)
            results = frozenset({settings.result} if settings.result else ())
        elif settings.decision_id is not None:
            found = Words(drawing.material.decisions.get(settings.decision_id, NONE) - RESERVED)
            drawing.read_words(self.scope, self.node, f"the decision {settings.decision_id}", found, given)
            results = frozenset({settings.result} if settings.result else ())
        elif self.tag == "receiveTask":
            results = drawing.sent.get(("message", settings.trigger.name or ""), frozenset({ANYTHING}))
        elif settings.trigger.kind in ("error", "escalation"):
            self.throw(settings.trigger.kind, settings.trigger.name or "", given, own, brings=own)
        return drawing.point(self.name, given, sets=results | facts), results

    def answered(self, given: int) -> Names:
        """Note what a form reads and return the variables that it asks for."""
        self.drawing.steps.add(self.name)
        form = self.drawing.material.forms.get(self.settings.form_id or "")
        if form is None:
            # A form that is not there, or that nobody can read, is found by another rule: what it would ask for is not missed here.
            return frozenset({ANYTHING}) if self.settings.form_id else NONE
        fields = list(every(form.fields))
        parts = frozenset(part for field in fields for text in field.expressions() for part in words(text).parts)
        found = Words(read_by(form) - {field.key for field in fields} - OF_FORMS - RESERVED - {"files"}, parts=parts)
        self.drawing.read_words(self.scope, self.node, f"the form {form.form_id}", found, given, mild=True)
        return frozenset(field.key for field in form.fields if field.asks)

    def inside(self, given: int, own: Names) -> int:
        """Draw a sub-process and return where all its ends have come together."""
        frame = Frame(
            process=self.scope.frame.process,
            outer=self.scope.frame,
            host=self.arrived,
            boundaries=self.scope.catchers(self.name),
            own=own,
            keeps_all=self.settings.loop is not None,
        )
        scope = self.scope.inner(self.node, frame, given)
        done = self.drawing.point(self.name, *scope.draw())
        self.drawing.points[done].also.extend(scope.beside)
        return done

    def call(self, given: int) -> int:
        """Note a call and return where the called process comes back."""
        drawing, called, hands_on = self.drawing, self.settings.called or "", self.settings.all_to_child
        handed = given if hands_on else drawing.point(self.name, given, drop=None, sets=drawing.points[given].sets)
        done = drawing.point(self.name, given, together=True)
        drawing.calls.append((called, handed, done))
        drawing.waiting.append(called)
        drawing.callers[called].append((self.scope.frame.process, self.name, hands_on))
        site = CallSite(frame=self.scope.frame, entered=self.arrived, boundaries=self.scope.catchers(self.name))
        drawing.sites[called].append(site)
        return done

    def raised(self, operation: str, given: int, own: Names) -> None:
        """An operation's errors go to the boundaries of its element first; one that catches all gets any."""
        watched = [each.code or "?" for each in self.scope.catchers(self.name) if each.kind == "error"]
        for code in sorted({*self.drawing.material.raises.get(operation, ()), *watched}):
            self.throw("error", code, given, own, to_own_boundaries=True)

    def throw(
        self, kind: str, code: str, given: int, own: Names, *, brings: Names = NONE, to_own_boundaries: bool = False
    ) -> None:
        """Note that an error or escalation goes outward from here."""
        outside = self.drawing.point(self.name, given, base=self.arrived, drop=own)
        self.drawing.thrown.append(
            Thrown(
                kind=kind,
                code=code,
                point=outside,
                frame=self.scope.frame,
                element_id=self.name,
                brings=brings,
                boundaries=self.scope.catchers(self.name) if to_own_boundaries else [],
            )
        )
