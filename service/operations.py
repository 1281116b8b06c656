"""Which operations the shipped connectors offer, told without a database: what the checks need to know of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, cast

from connectors.protocol import Operation
from connectors.recording import MemoryRecord, Recorder
from connectors.registry import operations_of
from service.domain.outside import EvidenceStore
from service.worker.world import World


def shipped_operations() -> Mapping[str, Operation]:
    """Return every operation by name. They describe themselves and must not be run."""
    world = World(_refuse, evidence=cast(EvidenceStore, None), pack=_refuse)
    return operations_of(world.connectors(record=MemoryRecord({}), deliver=Recorder().deliver, base_url=""))


def _refuse(*_given: Any, **_named: Any) -> NoReturn:
    raise AssertionError("these operations only describe themselves")
