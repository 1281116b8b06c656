"""Variables outside the token tree, as in Zeebe: a scope for the process, one for every activity, nothing copied at joins.

An un-mapped result goes to the innermost scope that has the name, else to the process. One rule is our own: a new name made
inside a multi-instance stays inside its instance, so that instances never overwrite one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from service.domain.execution import CaseFacts, Doer
from service.engine.dialect.settings import VariableMapping, feel, is_feel
from service.engine.run import Run
from service.engine.tree import Token

RESERVED = ("answers", "case", "actor", "pack", "now", "visit", "doers", "__holidays__")


def chain(token: Token) -> list[tuple[dict[str, Any], bool]]:
    """Return the scopes a token sees from the inside out, each with whether new names stop there."""
    scopes = [(token.local, token.body is not None)]
    if token.body is not None:
        scopes.append((token.body.local, False))
    scope = token.scope
    while True:
        host = scope.host
        if host is None or scope.spec.is_process:
            scopes.append((scope.variables, True))
            return scopes
        scopes.append((host.local, host.body is not None))
        if host.body is not None:
            scopes.append((host.body.local, False))
        scope = host.scope


def visible(token: Token) -> dict[str, Any]:
    """Return the variables a token sees, inner ones over outer ones."""
    seen: dict[str, Any] = {}
    for variables, _ in reversed(chain(token)):
        seen.update(variables)
    return seen


def propagate(token: Token, name: str, value: Any, *, inside: bool) -> None:
    """Write a variable outward; ``inside`` says whether the token's own scope is looked at first."""
    scopes = chain(token)[0 if inside or token.body is not None else 1 :]
    for variables, _ in scopes:
        if name in variables:
            target = variables
            break
    else:
        target = next(variables for variables, stops in scopes if stops)
    target[name] = value
    note_written(token, target, name)


def note_written(token: Token, target: dict[str, Any], name: str) -> None:
    """Remember what a called process wrote itself: only that goes back to its caller, never a stale copy."""
    scope = token.scope
    while scope.host is not None:
        if scope.spec.is_process:
            written = scope.data.setdefault("written", [])
            if target is scope.variables and name not in written:
                written.append(name)
            return
        scope = scope.host.scope


def fixed(facts: CaseFacts, doer: Doer | None, now: Any) -> dict[str, Any]:
    """Return what every expression of a case sees beside its variables."""
    return {
        "case": {
            "number": facts.number,
            "caseId": facts.case_id,
            "council": facts.council,
            "procedure": facts.procedure_id,
            "startedBy": facts.started_by,
            "startedAt": facts.started_at.isoformat(),
        },
        "actor": {"id": doer.actor_id, "name": doer.name, "roles": list(doer.roles)} if doer else None,
        "pack": dict(facts.pack),
        "now": now.isoformat(),
        "__holidays__": holiday_texts(facts.holidays),
    }


@lru_cache(maxsize=64)
def holiday_texts(holidays: frozenset[date]) -> list[str]:
    """Return holidays as FEEL reads them. One list per calendar, because every expression's context has it: never change it."""
    return sorted(day.isoformat() for day in holidays)


def context(run: Run, token: Token, extra: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return everything an expression of a token's element sees."""
    return {
        **visible(token),
        **(extra or {}),
        **fixed(run.facts, run.doer, run.now),
        "answers": run.memory["answers"],
        "doers": run.memory["doers"],
        "visit": token.memory.get("visit", 1),
    }


def mapped(run: Run, mappings: Sequence[VariableMapping], seen: dict[str, Any]) -> dict[str, Any]:
    """Evaluate mappings in their order, in one call unless one reads the target of another before it. Raises Held."""
    result: dict[str, Any] = {}
    batch: list[VariableMapping] = []
    targets: set[str] = set()

    def flush() -> None:
        values = run.evaluate({**seen, **result}, [feel(m.source) for m in batch])
        for mapping, value in zip(batch, values, strict=True):
            put(result, mapping.target, value)
        batch.clear()
        targets.clear()

    for mapping in mappings:
        if not is_feel(mapping.source):
            put(result, mapping.target, mapping.source)
            continue
        if targets and targets & set(run.language.names(feel(mapping.source))):
            flush()
        batch.append(mapping)
        targets.add(mapping.target.partition(".")[0])
    flush()
    return result


def put(target: dict[str, Any], path: str, value: Any) -> None:
    """Set a variable; dots in the path make or extend a context."""
    first, *rest = path.split(".")
    if not rest:
        target[first] = value
        return
    inner = target.get(first)
    target[first] = dict(inner) if isinstance(inner, Mapping) else {}
    put(target[first], ".".join(rest), value)


def apply_inputs(run: Run, token: Token) -> None:
    """Evaluate the input mappings into the token's own scope. Raises Held and changes nothing."""
    inputs = token.node.settings.inputs
    if inputs:
        token.local.update(mapped(run, inputs, context(run, token)))


def apply_result(run: Run, token: Token, result: Mapping[str, Any], *, keep: bool = False) -> None:
    """Lift a result: through the output mappings, or where there are none all of it. Raises Held and changes nothing.
    ``keep`` leaves what is not mapped in the token's own scope (instances of a multi-instance)."""
    outputs = token.node.settings.outputs
    if outputs:
        lifted = mapped(run, outputs, context(run, token, result))
        if keep:
            token.local.update(result)
        for name, value in lifted.items():
            whole = merged(visible(token).get(name), value) if any(m.target.startswith(f"{name}.") for m in outputs) else value
            propagate(token, name, whole, inside=False)
    elif keep:
        token.local.update(result)
    else:
        for name, value in result.items():
            propagate(token, name, value, inside=True)


def merged(old: Any, new: Any) -> Any:
    """Lay a context made by dotted targets over the one that was there."""
    return {**old, **new} if isinstance(old, Mapping) and isinstance(new, Mapping) else new
