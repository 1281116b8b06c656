"""What a decision file says, as frozen values: expressions are FEEL text, cells are unary tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class HitPolicy(StrEnum):
    """DMN's seven policies, by the letter the table shows."""

    UNIQUE = "U"
    ANY = "A"
    PRIORITY = "P"
    FIRST = "F"
    RULE_ORDER = "R"
    OUTPUT_ORDER = "O"
    COLLECT = "C"


class Aggregation(StrEnum):
    """What a COLLECT table makes of its outputs, as DMN writes it."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True, kw_only=True)
class Input:
    """A column of conditions. ``allowed`` is a unary test of the values that may come in, '' when any may."""

    label: str
    expression: str
    allowed: str = ""
    type_ref: str = ""


@dataclass(frozen=True, kw_only=True)
class Output:
    """A column of results. ``allowed`` lists literals, the most important first; ``default`` is FEEL, '' for none."""

    name: str
    label: str
    allowed: str = ""
    default: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A row. ``number`` counts from 1; ``tests`` and ``outputs`` follow the columns; ``annotation`` is its reason in words."""

    number: int
    rule_id: str
    tests: tuple[str, ...]
    outputs: tuple[str, ...]
    annotation: str = ""


@dataclass(frozen=True, kw_only=True)
class DecisionTable:
    """A table with its hit policy; ``aggregation`` only with COLLECT."""

    hit_policy: HitPolicy
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    aggregation: Aggregation | None = None


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision: a table, ``expression`` as FEEL, or other boxed ``logic``. Its result is known to others by id, name and
    ``variable``."""

    decision_id: str
    name: str
    variable: str
    required: tuple[str, ...] = ()
    table: DecisionTable | None = None
    expression: str = ""
    logic: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def known_as(self) -> frozenset[str]:
        """The names by which a decision that requires this one reads its result."""
        return frozenset({self.decision_id, self.name, self.variable})


@dataclass(frozen=True, kw_only=True)
class DecisionModel:
    """The decisions of one file by id; ``inputs`` are the names of its input data, ``services`` the ids of its decision services
    by name. ``program`` is what is run, with everything that is imported; ``program_key`` its hash."""

    file: str
    name: str
    decisions: Mapping[str, Decision]
    inputs: tuple[str, ...] = ()
    services: Mapping[str, str] = field(default_factory=dict)
    program: Mapping[str, Any] = field(default_factory=dict, compare=False)
    program_key: str = ""
