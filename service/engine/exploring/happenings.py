"""What can happen to a case at rest, and doing it: the engine's own handlers, without ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from service.domain.behaviour import Cause, Question
from service.domain.execution import End
from service.engine.catching import wake
from service.engine.exploring.abstracted import Abstraction
from service.engine.exploring.exploring_run import ExploringRun
from service.engine.exploring.values import Unknown, frozen
from service.engine.machine import settle
from service.engine.scopes import context
from service.engine.throwing import throw
from service.engine.tree import CaseTree, Scope, Token
from service.engine.watches import arm_scope, held_by, trigger_node

WATCHED = {"timer": Cause.TIMER, "message": Cause.MESSAGE, "signal": Cause.SIGNAL}
ANY_CODE = "ANY_ERROR"


@dataclass(frozen=True)
class Happening:
    """``holder`` is the number of the token that waits (of a scope its host's, 0 the case), ``at`` the element it happens at."""

    cause: Cause
    holder: int
    at: str
    code: str | None = None
    of_scope: bool = False


def happenings(abstraction: Abstraction, tree: CaseTree) -> list[Happening]:
    """Return what can happen, in order of tokens; of several that are equal all."""
    found: list[Happening] = []
    for scope in tree.scopes():
        host = scope.host.number if scope.host is not None else 0
        for watch in scope.data.get("watches", ()):
            if _may_come(abstraction, scope, watch["on"]):
                found.append(Happening(WATCHED[watch["kind"]], host, watch["on"], of_scope=True))
        for token in scope.tokens():
            found += _of_token(abstraction, token)
    return found


def _of_token(abstraction: Abstraction, token: Token) -> Iterator[Happening]:
    memory, name = token.memory, token.node.name
    if "task" in memory:
        yield Happening(Cause.ANSWERS, token.number, name)
    if "job" in memory:
        yield Happening(Cause.RESULT, token.number, name)
        for code in abstraction.question.raises.get(token.node.settings.operation or "", ()):
            yield Happening(Cause.ERROR, token.number, name, code)
    for watch in memory.get("watches", ()):
        if _may_come(abstraction, token.scope, watch["on"]):
            yield Happening(WATCHED[watch["kind"]], token.number, watch["on"])


def _may_come(abstraction: Abstraction, scope: Scope, name: str) -> bool:
    """An event that does not interrupt comes again only when what it started the time before is over: one stands for many."""
    apart = abstraction.apart.get((scope.spec.key, name))
    return apart is None or not any(token.node.name in apart for token in scope.tokens())


def is_quiet(abstraction: Abstraction, tree: CaseTree, token: Token) -> bool:
    """Say whether a job may be done before anything else is looked at: nobody asks about it, nothing watches it, and others of its
    scope stay behind, so that no order of events that matters is lost."""
    body = token.body or token
    return (
        "job" in token.memory
        and token.node.name not in abstraction.question.visible
        and not held_by(token)
        and not held_by(body)
        and len(token.scope.tokens()) > 1
    )


# ---- doing it


def begin(run: ExploringRun) -> None:
    """Start the case."""
    tree = run.tree
    start = tree.spec.node(tree.spec.start_id)
    answers = _answers(run, start.name, start.settings.form_id, {})
    tree.variables.update(answers)
    run.memory["answers"][start.name] = dict(answers)
    token = run.put(tree, start)
    arm_scope(run, tree, context(run, token))
    settle(run)


def happen(run: ExploringRun, what: Happening) -> None:
    """Do what happens and run to rest."""
    holder: Any = _holder(run.tree, what)
    if what.cause in WATCHED.values():
        watch = next(each for each in held_by(holder) if each["on"] == what.at)
        node = (holder.spec if isinstance(holder, Scope) else holder.scope.spec).node(what.at)
        wake(run, holder, watch, _answers(run, trigger_node(node).name, None, {}))
    elif what.cause is Cause.ANSWERS:
        answers = _answers(run, what.at, holder.node.settings.form_id, context(run, holder))
        run.memory["answers"][what.at] = dict(answers)
        holder.node.closing(holder, End.COMPLETED)
        holder.node.finish(holder, answers)
    elif what.cause is Cause.RESULT:
        result = {name: run.born(what.at, name) for name in run.question.gives.get(holder.node.settings.operation or "", ())}
        holder.node.closing(holder, End.COMPLETED)
        holder.node.finish(holder, result if run.question.by_answers else {})
    else:
        _raise(run, holder, what.code or "")
    settle(run)


def _raise(run: ExploringRun, token: Token, code: str) -> None:
    payload = {"errorCode": code, "errorMessage": run.born(token.node.name, "errorMessage")}
    given = payload if run.question.by_answers else {}
    if not throw(run, token, "error", code, given, from_inside=token.node.kind.endswith("Event")):
        token.node.closing(token, End.CANCELLED)
        run.hold(token, "", at="act")


def _holder(tree: CaseTree, what: Happening) -> Token | Scope:
    for scope in tree.scopes():
        if what.of_scope and (scope.host.number if scope.host is not None else 0) == what.holder:
            return scope
        for token in scope.tokens():
            if not what.of_scope and token.number == what.holder:
                return token
    raise KeyError(what)


def _answers(run: ExploringRun, element_id: str, form_id: str | None, seen: dict[str, Any]) -> dict[str, Any]:
    question: Question = run.question
    if not question.by_answers or form_id is None:
        return {}
    run.births += 1
    answers: dict[str, Any] = {}
    for each in question.forms.get(form_id, ()):
        if each.filled_by is not None:
            born = Unknown(element_id, each.key, run.births, or_null=True)
            answers[each.key] = run.judging.value(each.filled_by, {**seen, **answers}, born)
            continue
        sure = each.required and each.hide is None
        values = each.values
        if values is not None:
            values = (*(frozen(value) for value in values), *(() if sure else (None,)))
        answers[each.key] = Unknown(element_id, each.key, run.births, values, each.hide, or_null=not sure)
    return answers
