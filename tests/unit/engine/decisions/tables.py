"""Writes small DMN files for tests: a call shows only what matters."""

from collections.abc import Sequence
from itertools import count
from xml.sax.saxutils import escape, quoteattr

DMN_13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def dmn(*decisions: str, namespace: str = DMN_13, attributes: str = "") -> bytes:
    """Return a file with these decisions."""
    return f'<definitions xmlns="{namespace}" id="definitions" name="Test" namespace="t" {attributes}>{"".join(decisions)}</definitions>'.encode()


def table(
    rules: Sequence[tuple[Sequence[str], Sequence[str]]],
    *,
    policy: str | None = "UNIQUE",
    aggregation: str = "",
    inputs: Sequence[str] = ("a",),
    allowed: Sequence[str] = (),
    outputs: Sequence[str] = ("out",),
    outputs_allowed: Sequence[str] = (),
    defaults: Sequence[str] = (),
    requires: Sequence[str] = (),
    decision_id: str = "decision",
) -> str:
    """Return one decision with a table; rules are (cells, outputs), and each has the annotation ``because <n>``."""
    ids = count()

    def cell(tag: str, content: str) -> str:
        return f'<{tag} id="{decision_id}_{next(ids)}"><text>{escape(content)}</text></{tag}>'

    columns = "".join(
        f'<input label="{name}"><inputExpression><text>{escape(name)}</text></inputExpression>'
        f"{cell('inputValues', allowed[at]) if at < len(allowed) and allowed[at] else ''}</input>"
        for at, name in enumerate(inputs)
    )
    results = "".join(
        f"<output name={quoteattr(name)}>{cell('outputValues', outputs_allowed[at]) if at < len(outputs_allowed) else ''}"
        f"{cell('defaultOutputEntry', defaults[at]) if at < len(defaults) else ''}</output>"
        for at, name in enumerate(outputs)
    )
    rows = "".join(
        f'<rule id="{decision_id}_r{number}"><description>because {number}</description>'
        f"{''.join(cell('inputEntry', each) for each in cells)}{''.join(cell('outputEntry', each) for each in values)}</rule>"
        for number, (cells, values) in enumerate(rules, start=1)
    )
    needed = "".join(f'<informationRequirement><requiredDecision href="#{each}"/></informationRequirement>' for each in requires)
    head = (f' hitPolicy="{policy}"' if policy else "") + (f' aggregation="{aggregation}"' if aggregation else "")
    body = f"{needed}<decisionTable{head}>{columns}{results}{rows}</decisionTable>"
    return f'<decision id="{decision_id}" name="The {decision_id}">{body}</decision>'


def literal(
    expression: str, *, decision_id: str = "literal", requires: Sequence[str] = (), variable: str = "", more: str = ""
) -> str:
    """Return one decision with a literal expression."""
    needed = "".join(f'<informationRequirement><requiredDecision href="#{each}"/></informationRequirement>' for each in requires)
    named = f'<variable name="{variable}"/>' if variable else ""
    body = f"{named}{needed}{more}<literalExpression><text>{escape(expression)}</text></literalExpression>"
    return f'<decision id="{decision_id}" name="{decision_id}">{body}</decision>'
