"""How things stop before their time: cancelling a token with everything inside it, or everything in a scope."""

from __future__ import annotations

from service.domain.execution import End
from service.engine.run import Run
from service.engine.tree import Scope, Token
from service.engine.watches import disarm


def cancel(run: Run, token: Token) -> None:
    """Cancel a token: its instances, what runs inside it, its task, job, watches and incident; then take it away."""
    for instance in list(token.instances):
        cancel(run, instance)
    inner = run.tree.inside(token)
    if inner is not None:
        clear(run, inner)
        del run.tree.subprocesses[token.number]
    close(run, token, End.CANCELLED)
    if "visit" in token.memory:
        run.step(token, "cancelled")
    run.take(token)


def close(run: Run, token: Token, end: End) -> None:
    """Close everything that is open for one token."""
    token.node.closing(token, end)
    disarm(run, token)
    run.release(token, end)


def clear(run: Run, scope: Scope, *, but: Token | None = None) -> None:
    """Cancel every token of a scope, and what its event sub-processes wait for unless one token stays."""
    for token in scope.tokens():
        if token is not but and token.alive and token.body is None:
            cancel(run, token)
    disarm(run, scope)
