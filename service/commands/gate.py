"""What every command is made of: a frozen request, what it loads, the permission it needs, the audit verb it leaves, what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from service.authz.authority import Authority
from service.authz.permissions import Matter, Permission
from service.cases.asking import Asking
from service.cases.guarding import Watch
from service.cases.resources import Resources
from service.domain.bundle import Version
from service.domain.ports import UnitOfWork
from service.domain.records import AuditEntry, CaseRecord

Request = TypeVar("Request")


@dataclass(frozen=True, kw_only=True)
class Before:
    """What a command may use before its transaction begins. ``unit_of_work`` opens a read-only one."""

    who: Authority
    resources: Resources
    unit_of_work: Callable[[], UnitOfWork]


@dataclass(kw_only=True)
class Context(Asking):
    """One run of one command: who, when, in which transaction. ``entries`` become the audit when the run commits; a command
    that finds its wish already true adds none. ``brings_work`` says that the worker will have something to do or to wait for;
    ``prepared`` is what the command prepared before the transaction began."""

    verb: str
    entries: list[AuditEntry] = field(default_factory=list)
    live_versions: dict[str, Version] = field(default_factory=dict)
    brings_work: bool = False
    watches: dict[str, Watch] = field(default_factory=dict)
    prepared: Any = None

    def live(self, procedure_id: str) -> Version:
        """Return the version that new cases of the council take, asked once per run. Raises NotFound."""
        if procedure_id not in self.live_versions:
            self.live_versions[procedure_id] = self.unit.versions.live(self.council, procedure_id)
        return self.live_versions[procedure_id]

    def watch(self, case: CaseRecord) -> Watch:
        """Return what asks the guards about a case; one per case and run."""
        if case.case_id not in self.watches:
            self.watches[case.case_id] = Watch(case=case, opened=self.opened(case.version_id), unit=self.unit)
        return self.watches[case.case_id]

    def audit(
        self,
        *,
        case: CaseRecord | None = None,
        object_id: str = "",
        rule: str = "",
        verb: str | None = None,
        facts: Mapping[str, str | int | bool | None] | None = None,
    ) -> None:
        """Add a line to the audit under the command's verb. ``facts`` are scalars and never content of a case; the guards that held
        for the case are among them."""
        watch = self.watches.get(case.case_id) if case else None
        entry = AuditEntry(
            verb=verb or self.verb,
            actor_id=self.actor_id,
            council=case.council if case else self.council,
            at=self.now,
            case_id=case.case_id if case else None,
            object_id=object_id,
            rule=rule,
            facts={**(facts or {}), **({"held": " ".join(watch.held)} if watch and watch.held else {})},
        )
        self.entries.append(entry)


@dataclass(frozen=True, kw_only=True)
class Verb(Generic[Request]):
    """One command. ``load`` reads what the permission is about, ``handle`` does the work and answers. ``audit`` is past tense,
    '' for the few that change nothing worth a line. ``prepare`` does what takes too long for a transaction, once, before it."""

    request: type[Request]
    permission: Permission
    audit: str
    load: Callable[[Request, Context], Matter]
    handle: Callable[[Request, Matter, Context], Any]
    prepare: Callable[[Request, Before], Any] = lambda request, before: None


def nothing(request: object, context: Context) -> Matter:
    """Load nothing: the permission is about the actor alone."""
    return Matter()
