"""Every decision table can be run: its cells parse, its hit policy is known, no two rules of a UNIQUE table overlap."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.findings import Finding
from service.engine import decisions
from service.policy.checks.subject import Subject

RULES = {
    "decision-model": "A decision file is DMN with ids that are used once, and what it refers to is there.",
    "decision-logic": "A decision has a table or an expression that can be run.",
    "required-decision": "Required decisions are there and do not require each other in a circle.",
    "expression-language": "Decisions are written in FEEL.",
    "hit-policy": "A table has a hit policy of DMN.",
    "rule-cells": "Every rule of a table has a cell for each input and output.",
    "feel-syntax": "Cells and expressions are FEEL that can be read.",
    "unique-overlap": "No two rules of a UNIQUE table hold for the same values.",
    "allowed-values": "Texts in cells are among the allowed values.",
    "priorities": "A table that decides by priority lists its output values in order.",
}


def check(subject: Subject) -> Iterator[Finding]:
    """Yield the findings of the readable tables; ``readable`` reports the others."""
    for path, content in subject.files(".dmn"):
        if path in subject.roots:
            yield from decisions.check(content, file=path)
