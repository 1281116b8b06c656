"""How register operations are written down: names as words, one way to run, and what a call says of its case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from connectors.protocol import Call, InCase, Operation

Run: TypeAlias = Callable[[Call, InCase], Mapping[str, Any]]


def operation(
    name: str, summary: str, run: Run, *, needs: str = "", may_have: str = "", gives: str = "", errors: str = ""
) -> Operation:
    """Return a register operation; the names are given as words."""
    return Operation(
        name=f"register.{name}",
        summary=summary,
        required=tuple(needs.split()),
        optional=tuple(may_have.split()),
        gives=tuple(gives.split()),
        errors=tuple(errors.split()),
        run_in_case=run,
    )


def council(call: Call) -> str:
    """Return the council of the calling case."""
    return str(call.case["council"])


def case_id(call: Call) -> str:
    """Return the id of the calling case."""
    return str(call.case["caseId"])


def of_case(call: Call) -> dict[str, str]:
    """Return what every write to a register says of the case that it comes from."""
    return {"council": council(call), "case_id": case_id(call)}
