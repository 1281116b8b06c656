"""The functional core: a procedure, a snapshot and an intent in, one Advance out. No clock, database or network in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from service.domain.errors import Conflict
from service.domain.execution import (
    Advance,
    CaseFacts,
    CompleteJob,
    CompleteTask,
    Deliver,
    Doer,
    End,
    FireTimers,
    Guarding,
    Intent,
    RetryIncident,
    Start,
    ThrowError,
)
from service.engine.catching import wake
from service.engine.procedure import Procedure
from service.engine.run import STEPS_AT_MOST, TICKS_AT_MOST, Held, Run
from service.engine.scopes import context
from service.engine.snapshot import fresh, load, save
from service.engine.specs.gateways import InclusiveGateway
from service.engine.specs.subprocesses import Inside
from service.engine.throwing import throw
from service.engine.tree import InnerScope, Scope, Token
from service.engine.watches import arm_scope, disarm, every, find


def advance(
    procedure: Procedure,
    snapshot: bytes | None,
    intent: Intent,
    *,
    facts: CaseFacts,
    now: datetime,
    guards: Guarding | None = None,
) -> Advance:
    """Do what an intent asks and run until everybody waits. The snapshot given is never changed. An activity that ``guards`` does
    not let begin stops the case there, with an incident.

    Raises Conflict when what the intent names is not open (any more), or the snapshot is not this procedure's."""
    if now.tzinfo is None:
        raise ValueError("a time without its zone was given")
    tree, memory = load(procedure, snapshot) if snapshot else fresh(procedure)
    if (snapshot is None) != isinstance(intent, Start):
        raise Conflict("This case has already begun." if snapshot else "This case has not begun.")
    run = Run(procedure, tree, memory, facts=facts, now=now)
    run.guards = guards
    apply(run, intent)
    return result(run)


def apply(run: Run, intent: Intent) -> None:
    """Do what an intent asks, and run until everybody waits."""
    HANDLERS[type(intent)](run, intent)
    settle(run)


def result(run: Run) -> Advance:
    """Return what a run has changed."""
    opened = {kind: tuple(items.values()) for kind, items in run.opened.items()}
    closed = {kind: tuple(items.values()) for kind, items in run.closed.items()}
    return Advance(
        snapshot=save(run.procedure, run.tree, run.memory),
        variables=dict(run.tree.variables),
        ended=run.memory["end"] or run.procedure.procedure_id if run.tree.empty else None,
        steps=tuple(run.steps),
        tasks_opened=opened["task"],
        tasks_closed=closed["task"],
        jobs_opened=opened["job"],
        jobs_closed=closed["job"],
        timers_opened=opened["timer"],
        timers_closed=closed["timer"],
        subscriptions_opened=opened["subscription"],
        subscriptions_closed=closed["subscription"],
        incidents_opened=opened["incident"],
        incidents_closed=closed["incident"],
        decisions=tuple(run.decisions),
        thrown=tuple(run.thrown),
    )


# ---- running to quiet


def settle(run: Run) -> None:
    """Run one ready token after the other, close what is empty, fire inclusive joins that nothing can reach any more."""
    while True:
        if run.ready:
            _step(run, run.ready.popleft())
        elif run.emptied:
            _close_empty(run, run.emptied.pop())
        elif not _fire_inclusive(run):
            return


def _step(run: Run, token: Token) -> None:
    if not token.alive:
        return
    run.steps_run += 1
    if run.steps_run > STEPS_AT_MOST:
        run.hold(token, f"the case went through more than {STEPS_AT_MOST} elements without anybody or anything to wait for")
        return
    token.run()


def _close_empty(run: Run, scope: Scope) -> None:
    if not scope.empty or not scope.alive:
        return
    disarm(run, scope)
    if isinstance(scope, InnerScope) and scope.host is not None:
        host = scope.host
        del run.tree.subprocesses[host.number]
        assert isinstance(host.node, Inside)
        host.node.inside_done(host, scope)


def _fire_inclusive(run: Run) -> bool:
    for scope in run.tree.scopes():
        for token in scope.tokens():
            node = token.node
            if isinstance(node, InclusiveGateway) and "held" not in token.memory and node.try_fire(run, scope):
                return True
    return False


# ---- intents


def _start(run: Run, intent: Start) -> None:
    tree = run.tree
    tree.variables.update(intent.variables)
    start = tree.spec.node(tree.spec.start_id)
    run.acts(intent.doer, start.name)
    run.memory["answers"][start.name] = dict(intent.variables)
    token = run.put(tree, start)
    try:
        arm_scope(run, tree, context(run, token))
    except Held as held:
        run.ready.remove(token)
        start.begin(token)
        run.hold(token, str(held), at="start")


def _complete_task(run: Run, intent: CompleteTask) -> None:
    token = _waiting(run, "task", intent.task_id, "This task is no longer open.")
    run.acts(intent.doer, token.node.name)
    run.memory["answers"][token.node.name] = dict(intent.answers)
    token.node.closing(token, End.COMPLETED)
    token.node.finish(token, dict(intent.answers))


def _complete_job(run: Run, intent: CompleteJob) -> None:
    token = _waiting(run, "job", intent.job_id, "This job is no longer open.")
    token.node.closing(token, End.COMPLETED)
    token.node.finish(token, dict(intent.result))


def _throw_error(run: Run, intent: ThrowError) -> None:
    token = _waiting(run, "job", intent.job_id, "This job is no longer open.")
    payload = {"errorCode": intent.code, "errorMessage": intent.message, **intent.payload}
    if not throw(run, token, "error", intent.code, payload, from_inside=token.node.kind.endswith("Event")):
        token.node.closing(token, End.CANCELLED)
        run.hold(token, f"nothing around it catches the error {intent.code}", at="act")


def _deliver(run: Run, intent: Deliver) -> None:
    found = find(run, "subscription", intent.subscription_id)
    if found is None:
        raise Conflict("The case does not wait for this any more.")
    holder, watch = found
    run.acts(intent.doer)
    wake(run, holder, watch, intent.payload)


def _fire_timers(run: Run, intent: FireTimers) -> None:
    """Fire what is due, in order. Only timers that were set by what fired before count together as a runaway case; a thousand
    ticks of reminders are enough for one step, the rest stays due."""
    ticks, before = 0, run.memory["count"]
    while ticks < TICKS_AT_MOST:
        due = [
            (moment, watch["n"], holder, watch)
            for holder, watch in every(run)
            if (moment := _due(watch)) is not None and moment <= run.now
        ]
        if not due:
            return
        _, _, holder, watch = min(due, key=lambda item: item[:2])
        steps = run.steps_run
        wake(run, holder, watch, {})
        settle(run)
        ticks += "every" in watch
        run.steps_run = steps if "every" in watch or watch["n"] <= before else run.steps_run + 1


def _due(watch: dict[str, Any]) -> datetime | None:
    return datetime.fromisoformat(watch["due"]) if watch["kind"] == "timer" else None


def _retry(run: Run, intent: RetryIncident) -> None:
    for token in run.tree.all_tokens():
        held = token.memory.get("held")
        if held is not None and run.public_id("incident", held["number"]) == intent.incident_id:
            break
    else:
        raise Conflict("This incident is no longer open.")
    at = run.release(token, End.COMPLETED) or "enter"
    if at == "start":
        try:
            arm_scope(run, run.tree, context(run, token))
        except Held as again:
            run.hold(token, str(again), at="start")
            return
        at = "enter"
    token.node.retry(token, at)


def _waiting(run: Run, kind: str, item_id: str, sentence: str) -> Token:
    for token in run.tree.all_tokens():
        if token.memory.get(kind) and run.public_id(kind, token.memory[kind]) == item_id:
            return token
    raise Conflict(sentence)


HANDLERS: dict[type[Any], Callable[[Run, Any], None]] = {
    Start: _start,
    CompleteTask: _complete_task,
    CompleteJob: _complete_job,
    ThrowError: _throw_error,
    Deliver: _deliver,
    FireTimers: _fire_timers,
    RetryIncident: _retry,
}


def view(procedure: Procedure, snapshot: bytes, task_id: str, *, facts: CaseFacts, doer: Doer, now: datetime) -> dict[str, Any]:
    """Return what the form of an open task sees: the variables of its place and what every expression sees.

    Raises Conflict when the task is not open."""
    tree, memory = load(procedure, snapshot)
    run = Run(procedure, tree, memory, facts=facts, now=now)
    run.doer = doer
    return context(run, _waiting(run, "task", task_id, "This task is no longer open."))


def job_view(procedure: Procedure, snapshot: bytes, job_id: str, *, facts: CaseFacts, now: datetime) -> dict[str, Any]:
    """Return what expressions see where an open job waits: the variables of its place, its parameters among them, and as the actor
    the person who acted last.

    Raises Conflict when the job is not open."""
    tree, memory = load(procedure, snapshot)
    run = Run(procedure, tree, memory, facts=facts, now=now)
    return context(run, _waiting(run, "job", job_id, "This job is no longer open."))
