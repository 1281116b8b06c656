"""Activities: tasks of every kind, alone or as multi-instances."""

from __future__ import annotations

from typing import Any

from service.domain.errors import Invalid, NotFound
from service.domain.execution import End, OpenJob, OpenTask
from service.engine.dialect.settings import feel, is_feel
from service.engine.run import Held, place_of, words_for
from service.engine.scopes import apply_inputs, context
from service.engine.specs.multi import Multi
from service.engine.timers import NotATime, moment
from service.engine.tree import Token
from service.engine.watches import arm, prepare, prepare_boundaries


class Activity(Multi):
    """Inputs, then what the activity does; its boundary events watch from the moment it waits."""

    def enter_one(self, token: Token) -> bool | None:
        apply_inputs(token.run_, token)
        admit(token)
        watches = prepare_boundaries(token.run_, token) if token.body is None else []
        done = self.act(token)
        if done is None and token.alive:
            arm(token.run_, token, watches)
        return done


def admit(token: Token) -> None:
    """Ask whether policy lets the activity begin. Raises Held with the sentence of what it breaks."""
    guards = token.run_.guards
    if guards is None or token.node.name not in guards.elements:
        return
    refusal = guards.refusal(token.node.name, context(token.run_, token))
    if refusal is not None:
        raise Held(refusal)


class PassTask(Activity):
    """A task without a type: drawn for the reader. Its mappings are done and it goes on."""

    def act(self, token: Token) -> bool | None:
        self.finish(token, {})
        return None


class PersonTask(Activity):
    """A user or manual task: waits for a person."""

    def act(self, token: Token) -> bool | None:
        run, settings = token.run_, self.settings
        given = {
            "assignee": settings.assignee,
            "candidate_users": settings.candidate_users,
            "candidate_groups": settings.candidate_groups,
            "due_at": settings.due,
            "follow_up_at": settings.follow_up,
            "priority": settings.priority,
        }
        names = [name for name, text in given.items() if is_feel(text)]
        values: dict[str, Any] = dict(given)
        values.update(zip(names, run.evaluate(context(run, token), [feel(given[name] or "") for name in names]), strict=True))
        groups = _several(values["candidate_groups"], "candidateGroups")
        number = run.next_number()
        item_id = run.public_id("task", number)
        task = OpenTask(
            task_id=item_id,
            element_id=self.name,
            name=self.label,
            visit=token.memory["visit"],
            place=place_of(token),
            lane=self.lane or settings.properties.get("performer") or (groups[0] if groups else lane_around(token)),
            form_id=settings.form_id,
            properties=settings.properties,
            assignee=_one(values["assignee"], "assignee"),
            candidate_users=_several(values["candidate_users"], "candidateUsers"),
            candidate_groups=groups,
            due_at=_when(values["due_at"], "dueDate"),
            follow_up_at=_when(values["follow_up_at"], "followUpDate"),
            priority=_priority(values["priority"]),
        )
        run.open("task", item_id, task)
        token.memory["task"] = number
        return None

    def closing(self, token: Token, end: End) -> None:
        number = token.memory.pop("task", None)
        if number is not None:
            token.run_.close("task", token.run_.public_id("task", number), self.name, end)


class JobTask(Activity):
    """A service or send task, or a decision, script or throw event given to a worker: waits for a connector."""

    def act(self, token: Token) -> bool | None:
        open_job(token)
        return None

    def closing(self, token: Token, end: End) -> None:
        close_job(token, end)


def lane_around(token: Token) -> str | None:
    """Return the lane of the innermost sub-process around a token that stands in one."""
    host = token.scope.host
    while host is not None and not host.node.lane:
        host = host.scope.host
    return str(host.node.lane) if host is not None else None


def open_job(token: Token) -> None:
    """Open the job of a token. Raises Held."""
    run, node = token.run_, token.node
    texts = [node.settings.operation or "", node.settings.retries or "3"]
    formulas = [text for text in texts if is_feel(text)]
    found = iter(run.evaluate(context(run, token), [feel(text) for text in formulas]))
    values = [next(found) if is_feel(text) else text for text in texts]
    operation, retries = values
    if not isinstance(operation, str) or not operation:
        raise Held("the job's type is not text")
    if not str(retries).isdigit():
        raise Held("the job's retries are not a whole number")
    place = place_of(token)
    number = run.next_number()
    item_id = run.public_id("job", number)
    job = OpenJob(
        job_id=item_id,
        element_id=node.name,
        name=node.label,
        operation=operation,
        key="/".join((run.facts.case_id, *place, node.name, str(token.memory["visit"]))),
        retries=int(retries),
        parameters={
            mapping.target.partition(".")[0]: token.local[mapping.target.partition(".")[0]] for mapping in node.settings.inputs
        },
        headers=node.settings.headers,
        visit=token.memory["visit"],
        place=place,
    )
    run.open("job", item_id, job)
    token.memory["job"] = number


def close_job(token: Token, end: End) -> None:
    """Close the job of a token if it is open."""
    number = token.memory.pop("job", None)
    if number is not None:
        token.run_.close("job", token.run_.public_id("job", number), token.node.name, end)


class ReceiveTask(Activity):
    """Waits for a message."""

    def act(self, token: Token) -> bool | None:
        run = token.run_
        if "payload" in token.memory:
            self.finish(token, token.memory.pop("payload"))
            return None
        arm(run, token, prepare(run, context(run, token), [self]))
        return None


class ScriptTask(JobTask):
    """One FEEL expression whose value goes to a variable; with a job type it is a worker's."""

    def act(self, token: Token) -> bool | None:
        settings = self.settings
        if settings.script is None:
            return super().act(token)
        text = settings.script
        value = token.run_.evaluate(context(token.run_, token), [feel(text)])[0] if is_feel(text) else text
        self.finish(token, {settings.result: value} if settings.result else {})
        return None


class DecisionTask(JobTask):
    """Runs a decision of the bundle and writes it down; with a job type it is a worker's."""

    def act(self, token: Token) -> bool | None:
        run, settings = token.run_, self.settings
        if settings.decision_id is None:
            return super().act(token)
        try:
            made = run.decide(settings.decision_id, context(run, token), self.name)
        except (Invalid, NotFound) as error:
            raise Held(f"the decision {settings.decision_id} could not be made: {words_for(error, ())}") from error
        run.decisions.extend(made)
        self.finish(token, {settings.result: made[-1].output} if settings.result else {})
        return None


def _one(value: Any, name: str) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Held(f"{name} is not the id of one person")
    return value.strip()


def _several(value: Any, name: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part for part in (part.strip() for part in value.split(",")) if part)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(dict.fromkeys(value))
    raise Held(f"{name} is neither text nor a list of texts")


def _when(value: Any, name: str) -> Any:
    if value is None or value == "":
        return None
    try:
        return moment(value, end_of_day=True)
    except NotATime as error:
        raise Held(f"{name}: {error}") from error


def _priority(value: Any) -> int:
    if value is None:
        return 50
    if isinstance(value, bool) or not str(value).removeprefix("-").isdigit():
        raise Held("priority is not a whole number")
    return int(value)
