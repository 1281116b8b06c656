"""Writes the handbook's page of rules, so that it says what is checked and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service.policy.checks.rule import Rule

HEAD = """# The rules of `triangulate check`

Every rule that a procedure is checked against. An *error* stops a deployment; a *warning* is shown and stops nothing.
`triangulate check --rules` prints this page. That a procedure is sound and keeps the council's policy is proved apart from these rules.

A council sets the severity of a rule in its `policy.toml`, with the reason beside it:

```toml
[checks]
# Flows that meet are alternatives here.
fake-join = "off"
plane-size = "error"
```
"""
CHANGEABLE = """
## Rules that a council may change

How a procedure is drawn and read. Each may be made an `error`, a `warning` or turned `off`.
"""
FIXED = """
## Rules that always hold

Without these a case could stop, or somebody could do what they may not. They cannot be lowered or turned off.

| Rule | What must hold |
|---|---|
"""


def markdown(rules: Iterable[Rule]) -> str:
    """Return the page as Markdown, ending in a newline."""
    known = list(rules)
    changeable = "\n".join(line for rule in known if not rule.fixed for line in _chapter(rule))
    fixed = "\n".join(f'| <a id="{rule.name}"></a>`{rule.name}` | {_sentences(rule)} |' for rule in known if rule.fixed)
    return f"{HEAD}{CHANGEABLE}{changeable}\n{FIXED}{fixed}\n"


def _chapter(rule: Rule) -> Iterator[str]:
    yield f"\n### {rule.name}\n\n{_marked(rule.sentence)} *{rule.severity.capitalize()}.*"
    if rule.remedy:
        yield f"\n**What to do:** {_marked(rule.remedy)}"


def _sentences(rule: Rule) -> str:
    return _marked(f"{rule.sentence} {rule.remedy}".strip()).replace("|", "\\|")


def _marked(words: str) -> str:
    return words.replace("``", "`")
