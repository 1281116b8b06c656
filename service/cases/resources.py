"""What outlives one command or query: opened versions, policy packs in force, connector operations, evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from connectors.protocol import Operation
from service.cases.opened import Shelf
from service.domain.errors import NotFound
from service.domain.outside import EvidenceStore
from service.domain.pack import Pack
from service.policy.aside import Aside
from service.policy.assurance import Judge


@dataclass(frozen=True, kw_only=True)
class Resources:
    """Built once at start. ``packs`` are the packs in force, by council: roles and permissions are judged by them, while a
    case's own expressions keep the pack of its version. ``judge`` judges what is to go live; ``wake`` tells the worker that there
    may be something to do; ``templates`` are a council's templates of documents by bare name, as they lie in the folders."""

    packs: Mapping[str, Pack]
    evidence: EvidenceStore
    operations: Mapping[str, Operation] = field(default_factory=dict)
    shelf: Shelf = field(default_factory=Shelf)
    judge: Judge = field(default_factory=lambda: Judge({}))
    wake: Callable[[], None] = lambda: None
    templates: Callable[[str], Mapping[str, bytes]] = lambda council: {}

    @cached_property
    def aside(self) -> Aside:
        """The same judge for those who cannot wait."""
        return Aside(self.judge)

    def pack(self, council: str) -> Pack:
        """Return the pack in force. Raises NotFound."""
        if council not in self.packs:
            raise NotFound("There is no such council here")
        return self.packs[council]
