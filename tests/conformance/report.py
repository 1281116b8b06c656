"""Writes what was found: a table and failures for the terminal, and the page in docs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from tests.conformance.cases import Outcome

HEAD = """# Conformance

What the engine makes of test cases that nobody here wrote: the reference models of the BPMN Model Interchange Working Group
with their exports, and the DMN Technology Compatibility Kit. `make conformance` runs them and writes this page;
`CONFORMANCE=path` says where they lie.
"""
NOTES = """
A diagram passes when it is read, or refused with findings that name file and element, within two seconds and without an exception.
Beside bpmnlint a diagram passes when our checks find whatever its recommended rules find, at the same element or one joined to it.
A decision case passes when the result is what the case expects; numbers may differ by one part in a hundred million. Where DMN gives null with
an error, the engine may stop with a sentence instead: in a running case a silent null would be worse.
"""


def table(outcomes: Sequence[Outcome]) -> list[tuple[str, int, int, str, str]]:
    """Return a row a suite: its name, passed, all, share, and the slowest case."""
    suites: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        suites[outcome.suite].append(outcome)
    rows = []
    for suite, cases in sorted(suites.items()):
        passed = sum(case.passed for case in cases)
        slowest = max(case.took_ms for case in cases)
        rows.append((suite, passed, len(cases), f"{100 * passed / len(cases):.1f} %", f"{slowest:.0f} ms"))
    return rows


def failures(outcomes: Sequence[Outcome]) -> list[str]:
    """Return a line for each case that failed."""
    return [f"{each.suite} · {each.group} · {each.name} · {each.reason}" for each in outcomes if not each.passed]


def page(outcomes: Sequence[Outcome], *, refused: dict[str, int], on: date, took_s: float) -> str:
    """Return docs/conformance.md: the figures, what is refused, and the failing cases by group with their reasons."""
    lines = [
        HEAD,
        f"Run on {on.isoformat()} in {took_s:.0f} s.\n",
        "| Suite | Passed | Cases | Share | Slowest |",
        "|---|--:|--:|--:|--:|",
    ]
    lines += [f"| {' | '.join(map(str, row))} |" for row in table(outcomes)]
    if refused:
        able = sum(count == 0 for count in refused.values())
        lines += [
            "",
            f"Of {len(refused)} diagrams {able} can be run as they are; the others are refused, with {sum(refused.values())} findings in all.",
        ]
    lines += [NOTES, "## What fails\n"]
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for each in outcomes:
        if not each.passed:
            groups[each.suite, each.group].append(each)
    if not groups:
        lines.append("Nothing.")
    for (suite, group), cases in groups.items():
        lines.append(f"### {suite} · {group} ({len(cases)})\n")
        lines += [f"- {case.name}: {_short(case.reason)}" for case in cases]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def common(outcomes: Sequence[Outcome]) -> list[tuple[str, int]]:
    """Return how many cases failed in each group, the most first."""
    return Counter(f"{each.suite} · {each.group}" for each in outcomes if not each.passed).most_common()


def _short(reason: str) -> str:
    text = " ".join(reason.split()).replace("|", "\\|").replace("<", "&lt;")
    return text if len(text) <= 220 else text[:219] + "…"
