"""The flow of variables of the bundle under judgement: drawn and solved once, whatever many rules ask of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from connectors.protocol import Operation
from service import form_schemas
from service.domain.bundle import Bundle
from service.domain.errors import Unfit
from service.engine import decisions
from service.form_schemas import Form
from service.policy import dataflow
from service.policy.dataflow import ANYTHING, Read
from service.policy.reach import Index


@dataclass(frozen=True)
class Variables:
    """A drawn flow and what is set at its points."""

    flow: dataflow.Flow
    solved: dataflow.Solved

    def judged(self) -> Iterator[tuple[Read, frozenset[str], frozenset[str]]]:
        """Yield every read that can happen, with the names set before it on some way and on every way."""
        for read in self.flow.reads:
            if read.point is None:
                span = self.flow.spans[read.process]
                everywhere = frozenset[str]().union(*(self.solved.may[at] for at in span))
                yield read, everywhere, everywhere
                continue
            must = self.solved.must[read.point]
            if must is not None:
                yield read, self.solved.may[read.point] | read.near, must | read.near

    def never_set(self, read: Read, may: frozenset[str]) -> frozenset[str]:
        """Return the names that nothing sets before a read, on any way or beside it."""
        if ANYTHING in may or read.brought:
            return frozenset()
        missing = read.words.names - may
        return frozenset(name for name in missing if read.point is None or not self._beside(read.point, name))

    def _beside(self, point: int, name: str) -> bool:
        """Say whether something sets a name while the read may go on: neither comes before the other."""
        setters = [at for at, each in enumerate(self.flow.points) if name in each.sets]
        return any(at not in self._after(point) and point not in self._after(at) for at in setters)

    def _after(self, point: int) -> frozenset[int]:
        found = self._reached.get(point)
        if found is None:
            seen, waiting = {point}, deque([point])
            while waiting:
                for each in self._onward[waiting.popleft()]:
                    if each not in seen:
                        seen.add(each)
                        waiting.append(each)
            found = self._reached[point] = frozenset(seen)
        return found

    @cached_property
    def _reached(self) -> dict[int, frozenset[int]]:
        return {}

    @cached_property
    def _onward(self) -> list[list[int]]:
        onward: list[list[int]] = [[] for _ in self.flow.points]
        for at, point in enumerate(self.flow.points):
            for source in point.after:
                onward[source].append(at)
        return onward


def variables(bundle: Bundle, roots: Mapping[str, Any], index: Index, operations: Mapping[str, Operation]) -> Variables | None:
    """Return the variables of a bundle's procedure, None where no readable diagram has it."""
    if bundle.procedure_id not in index.processes:
        return None
    flow = dataflow.draw(
        dataflow.Material(
            roots={path: root for path, root in roots.items() if path.endswith(".bpmn")},
            processes=index.processes,
            main=bundle.procedure_id,
            forms=dict(_forms(bundle, index)),
            decisions=dict(_decisions(bundle)),
            gives={name: operation.gives for name, operation in operations.items()},
            raises={name: operation.errors for name, operation in operations.items()},
        )
    )
    return Variables(flow, dataflow.solve(flow.points))


def _forms(bundle: Bundle, index: Index) -> Iterator[tuple[str, Form]]:
    for form_id, path in index.forms.items():
        try:
            yield form_id, form_schemas.load(bundle.files[path], file=path)
        except Unfit:
            continue


def _decisions(bundle: Bundle) -> Iterator[tuple[str, frozenset[str]]]:
    for path, content in bundle.files.items():
        if path.endswith(".dmn"):
            try:
                yield from dataflow.reads(decisions.load(content, file=path)).items()
            except Unfit:
                continue
