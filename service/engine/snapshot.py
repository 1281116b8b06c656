"""Snapshots: a header that says which procedure and format, then compressed JSON text of live tokens and variables.

No specifications, no finished tokens, no predictions. Text, because the order of tokens matters and a JSON column would lose it."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

from service.domain.errors import Conflict, Invalid
from service.engine.tree import STARTED, CaseTree, Token

if TYPE_CHECKING:
    from service.engine.procedure import Procedure

MAGIC = b"triangulate"
FORMAT = 1
LARGEST = 64 * 1024 * 1024


def fresh(procedure: Procedure) -> tuple[CaseTree, dict[str, Any]]:
    """Return the tree and memory of a case that has not begun."""
    tree = CaseTree(procedure.scope_spec, procedure.scope_specs)
    return tree, {"count": 0, "answers": {}, "visits": {}, "doers": {}, "doer": None, "end": None}


def save(procedure: Procedure, tree: CaseTree, memory: dict[str, Any]) -> bytes:
    """Return the snapshot of a case that has come to rest. Raises Invalid when it has grown beyond 64 MB."""
    scopes = [
        {
            "host": scope.host.number if scope.host is not None else None,
            "spec": scope.spec.key,
            "data": {name: value for name, value in scope.data.items() if value or name == "variables"},
            "tokens": [_token(token) for token in scope.tokens()],
        }
        for scope in tree.scopes()
    ]
    text = json.dumps({"memory": memory, "scopes": scopes}, separators=(",", ":"), allow_nan=False)
    if len(text) > LARGEST:
        raise Invalid("The answers of this case have grown too large to keep.")
    head = b" ".join((MAGIC, str(FORMAT).encode(), procedure.bundle.content_hash.encode()))
    return head + b"\n" + zlib.compress(text.encode(), 6)


def _token(token: Token) -> list[Any]:
    memory = {name: value for name, value in token.memory.items() if value or name not in ("local", "watches")}
    return [token.number, token.node.name, token.body.number if token.body is not None else 0, memory]


def load(procedure: Procedure, snapshot: bytes) -> tuple[CaseTree, dict[str, Any]]:
    """Return the tree and memory of a snapshot. Raises Conflict for another format or another version's snapshot."""
    head, _, packed = snapshot.partition(b"\n")
    magic, number, content_hash = (*head.split(b" "), b"", b"", b"")[:3]
    if magic != MAGIC or number != str(FORMAT).encode():
        raise Conflict("This case was saved in a format that this release does not know.")
    if content_hash != procedure.bundle.content_hash.encode():
        raise Conflict("This case belongs to another version of its procedure.")
    try:
        unpack = zlib.decompressobj()
        content = json.loads(unpack.decompress(packed, LARGEST))
    except (zlib.error, ValueError) as error:
        raise Conflict("The saved state of this case is damaged.") from error
    tree = CaseTree(procedure.scope_spec, procedure.scope_specs)
    by_number: dict[int, Token] = {}
    for held in content["scopes"]:
        host = held["host"]
        scope = tree if host is None else tree.open_inside(by_number[host], held["spec"])
        scope.data.update(held["data"])
        for number, name, body, memory in held["tokens"]:
            token = Token(scope, scope.spec.node(name), number=number, body=by_number.get(body), memory=memory)
            token._set_state(STARTED)
            by_number[number] = token
    return tree, content["memory"]
