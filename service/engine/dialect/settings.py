"""What the extension elements of one element say, read once and never changed. Text that begins with '=' is FEEL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def is_feel(text: str | None) -> bool:
    """Say whether an attribute's value is an expression rather than a literal."""
    return text is not None and text.lstrip().startswith("=")


def feel(text: str) -> str:
    """Return an expression without its leading '='."""
    return text.lstrip().removeprefix("=").strip()


@dataclass(frozen=True)
class VariableMapping:
    """One input or output mapping: the value of ``source`` goes to the variable ``target`` (which may have dots)."""

    source: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Loop:
    """Multi-instance settings. ``until`` is the completion condition."""

    collection: str
    item: str | None = None
    output: str | None = None
    output_element: str | None = None
    sequential: bool = False
    until: str | None = None


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """What an event waits for or throws. ``name`` is the message or signal name, the error or escalation code (None catches
    all) or the link's name. ``timer`` is date, duration or cycle and ``value`` its text; ``key`` the correlation key."""

    kind: str = "none"
    name: str | None = None
    key: str | None = None
    timer: str | None = None
    value: str = ""


@dataclass(frozen=True)
class Flow:
    """A sequence flow that leaves a node. ``condition`` is its text with the leading '='."""

    flow_id: str
    source: str
    target: str
    condition: str | None = None
    name: str = ""
    default: bool = False


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything of one flow node beside its place in the flow."""

    inputs: tuple[VariableMapping, ...] = ()
    outputs: tuple[VariableMapping, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    form_id: str | None = None
    assignee: str | None = None
    candidate_users: str | None = None
    candidate_groups: str | None = None
    due: str | None = None
    follow_up: str | None = None
    priority: str | None = None
    operation: str | None = None
    retries: str | None = None
    decision_id: str | None = None
    script: str | None = None
    result: str | None = None
    called: str | None = None
    all_to_child: bool = True
    all_to_parent: bool = True
    loop: Loop | None = None
    trigger: Trigger = field(default_factory=Trigger)
    interrupting: bool = True
