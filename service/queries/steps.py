"""The procedure as a list of steps with the state of each in one case: the text twin of the diagram."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from service.domain.calendar import LONDON
from service.domain.execution import Description, Element
from service.domain.records import CaseRecord, EventRecord, IncidentRecord, JobRecord, SubscriptionRecord, TaskRecord
from service.queries.reading import Reading
from service.queries.rows import holders
from service.queries.views import StepRow

UNLISTED = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "textAnnotation"})
CONTAINERS = frozenset({"subProcess", "callActivity", "transaction"})
FEWEST_STAGES = 2
FEW_STAGES = 5


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the store knows of where a case stands."""

    case: CaseRecord
    tasks: Sequence[TaskRecord] = ()
    jobs: Sequence[JobRecord] = ()
    subscriptions: Sequence[SubscriptionRecord] = ()
    incidents: Sequence[IncidentRecord] = ()
    events: Sequence[EventRecord] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def open_tasks(self) -> list[TaskRecord]:
        """The tasks that are open."""
        return [task for task in self.tasks if task.closed_at is None]


def steps(reading: Reading, description: Description, standing: Standing) -> tuple[StepRow, ...]:
    """Return every named element but gateways, in the order of the flow, with its state in this case."""
    states = states_of(description, standing)
    return tuple(
        StepRow(
            element_id=element.element_id,
            name=element.name,
            who=who(reading, first_of_people(description, element), standing),
            state=states[element.element_id],
            note=note(reading, element, states[element.element_id], standing),
            then="; ".join(f"{label}: {target}" if label else target for label, target in element.then),
            parent=element.parent,
            kind=element.kind,
            called=element.process_id if element.process_id != description.procedure_id else "",
        )
        for element in in_order(description)
        if element.name and element.kind not in UNLISTED
    )


def in_order(description: Description) -> tuple[Element, ...]:
    """Return every element once, in the order of the flow: what a called procedure does stands where it is called first."""
    of_process: dict[str, list[Element]] = defaultdict(list)
    for element in description.elements:
        of_process[element.process_id].append(element)
    order: dict[str, Element] = {}

    def put(process_id: str) -> None:
        for element in of_process.pop(process_id, ()):
            order[element.element_id] = element
            if element.called:
                put(element.called)

    for process_id in list(of_process):
        put(process_id)
    return tuple(order.values())


def states_of(description: Description, standing: Standing) -> Mapping[str, str]:
    """Return the state of every element: paused, here, waiting, done, to_come or not_needed."""
    now = {
        **{subscription.element_id: "waiting" for subscription in standing.subscriptions if not subscription.raised_by},
        **{job.element_id: "waiting" for job in standing.jobs},
        **{task.element_id: "here" for task in standing.open_tasks},
        **{incident.element_id: "paused" for incident in standing.incidents},
    }
    ended = {event.element_id for event in standing.events if event.what == "completed"}
    entered = {event.element_id for event in standing.events if event.what == "entered"}
    rest = "not_needed" if standing.case.state == "ended" else "to_come"
    states: dict[str, str] = {}
    for element in reversed(description.elements):  # insides come after their container, so they are known before it
        inside = [states[item.element_id] for item in children(description, element) if item.element_id in states]
        states[element.element_id] = (
            now.get(element.element_id)
            or pressing(inside)
            or ("done" if element.element_id in ended else "here" if is_within(element, entered, standing) else rest)
        )
    return {**states, **dict.fromkeys(passed_over(description, states), "not_needed")}


def passed_over(description: Description, states: Mapping[str, str]) -> Iterator[str]:
    """Yield what was to come inside a container that is done: the case went another way there."""
    for container in description.elements:
        if container.kind in CONTAINERS and states[container.element_id] == "done":
            yield from (item.element_id for item in children(description, container) if states[item.element_id] == "to_come")


def is_within(element: Element, entered: set[str], standing: Standing) -> bool:
    """Say whether a running case is inside a container that it entered and has not left."""
    return element.kind in CONTAINERS and element.element_id in entered and standing.case.state != "ended"


def pressing(states: Sequence[str]) -> str | None:
    """Return the state that a container takes from what is inside it, None when nothing in it is open."""
    return next((state for state in ("paused", "here", "waiting") if state in states), None)


def children(description: Description, container: Element) -> Iterator[Element]:
    """Yield what lies directly inside a sub-process, or on the top level of what a call activity calls."""
    inside = (container.process_id, container.element_id)
    if container.kind == "callActivity" and container.called:
        inside = (container.called, "")
    for element in description.elements:
        if (element.process_id, element.parent or "") == inside:
            yield element


def first_of_people(description: Description, element: Element) -> Element:
    """Return the first user task inside a container, whose people are the container's; other elements are their own."""
    for inside in children(description, element) if element.kind in CONTAINERS else ():
        found = first_of_people(description, inside)
        if found.kind == "userTask":
            return found
    return element


def who(reading: Reading, element: Element, standing: Standing) -> str:
    """Return who has an element now, or whose it is: holder, roles, lane."""
    task = next((task for task in standing.open_tasks if task.element_id == element.element_id), None)
    if task is not None:
        return ", ".join(holders(reading, task, names=standing.names))
    roles = [role.name for key in element.candidate_groups if (role := reading.who.pack.role(key))]
    return ", ".join(roles) or element.lane or ""


def note(reading: Reading, element: Element, state: str, standing: Standing) -> str:
    """Say by whom and when a step was done, or by when it is due."""
    if state == "done":
        done = [task for task in standing.tasks if task.element_id == element.element_id and task.end == "completed"]
        if done and done[-1].closed_at and done[-1].closed_by:
            return f"Done by {standing.names.get(done[-1].closed_by, done[-1].closed_by)}, {day(done[-1].closed_at)}"
        return "Done"
    if state == "here":
        task = next((task for task in standing.open_tasks if task.element_id == element.element_id), None)
        if task is not None:
            by = f", by {day(task.due_at)}" if task.due_at else ""
            return f"Here now: {who(reading, element, standing)}{by}"
    return ""


def day(moment: datetime) -> str:
    """Return a date as people read it: 19 March."""
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%B}"


def stages(description: Description, rows: Sequence[StepRow]) -> tuple[StepRow, ...]:
    """Return the phases of a procedure: its own sub-processes and call activities, opened one level where they are few; where
    there are hardly any, its people's steps. Event sub-processes, which no flow reaches, are no phases."""
    reached = {target for element in description.elements for _, target in element.then}
    own = {
        element.element_id
        for element in description.elements
        if element.process_id == description.procedure_id and (element.kind not in CONTAINERS or element.name in reached)
    }
    inside: dict[str | None, list[StepRow]] = defaultdict(list)
    for row in rows:
        if row.element_id in own:
            inside[row.parent].append(row)
    phases = [row for row in inside[None] if row.kind in CONTAINERS]
    if len(phases) < FEW_STAGES:
        phases = [part for phase in phases for part in parts(phase, inside[phase.element_id])]
    return tuple(phases) if len(phases) >= FEWEST_STAGES else tuple(row for row in inside[None] if row.kind == "userTask")


def parts(phase: StepRow, inside: Sequence[StepRow]) -> list[StepRow]:
    """Return the phases within a phase, or the phase itself when it has hardly any."""
    found = [row for row in inside if row.kind in CONTAINERS]
    return found if len(found) >= FEWEST_STAGES else [phase]
