"""The council's policy pack is there, can be read, and belongs to the council."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.errors import Unfit
from service.domain.findings import Finding
from service.policy import pack
from service.policy.checks.subject import Subject
from service.policy.paths import pack_path

RULES = {
    pack.RULE: "The council's policy pack is there, can be read, and belongs to the council.",
}


def check(subject: Subject) -> Iterator[Finding]:
    """Yield the pack's own findings, or one that it is missing or another council's."""
    path = pack_path(subject.bundle.council)
    content = subject.bundle.files.get(path)
    if content is None:
        yield Finding(rule=pack.RULE, file=path, message="The council has no policy pack")
        return
    try:
        found = pack.load(content, file=path)
    except Unfit as error:
        yield from error.findings
        return
    if found.council != subject.bundle.council:
        yield Finding(
            rule=pack.RULE,
            file=path,
            message=f"The pack says it is of {found.council!r}, but it lies in the folder of {subject.bundle.council!r}",
        )
