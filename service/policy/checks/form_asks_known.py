"""A form does not ask again what an earlier form has asked.

Show the earlier answer instead (read-only, with a value), or fill it in with a default that can be corrected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from service.domain.findings import Finding, Severity
from service.form_schemas import Kind
from service.policy.checks.subject import Subject
from service.policy.dataflow import ANSWERS

RULE = "form-asks-known"
SEVERITY = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Yield a warning for each empty field of which an earlier step, done on every way, has already kept the answer."""
    if subject.variables is None:
        return
    flow, solved = subject.variables.flow, subject.variables.solved
    shown = {name: {field.key for field in form.fields if not field.hide} for name, form in flow.forms.items()}
    keepers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for write in flow.writes:
        if (
            write.form_id in shown
            and write.name in shown[write.form_id]
            and write.source.removeprefix("=").strip() in ("", write.name)
        ):
            keepers[write.process, write.name].add(write.element_id)
    tasks = {node.element_id: node for node in subject.nodes("userTask", "manualTask")}
    for at, point in enumerate(flow.points):
        must, task = solved.must[at], tasks.get(point.element_id)
        if task is None or ANSWERS + point.element_id not in point.sets or must is None:
            continue
        before = frozenset[str]().union(*(solved.must[each] or frozenset() for each in point.after))
        process = next(name for name, span in flow.spans.items() if at in span)
        form = flow.forms.get(task.setting("formDefinition", "formId"))
        for field in form.fields if form else ():
            if not field.asks or field.kind is Kind.AUTO or field.default or field.value or field.hide:
                continue
            for earlier in sorted(keepers[process, field.key] - {point.element_id}):
                if ANSWERS + earlier in before:
                    message = f"It asks “{field.label}” again, which {flow.names.get(earlier, earlier)} has already asked"
                    yield task.finding(RULE, message, severity=SEVERITY)
