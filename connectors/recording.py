"""In-memory doubles, shipped with the product: every call is recorded, and a test or scenario may say what the next one meets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from connectors.case_record import Filed, filed_name
from connectors.email import Letter
from connectors.protocol import Call, Connector, Operation


@dataclass
class Recorder:
    """What a run of connectors did. ``meets`` holds, by element id, what the next calls from there raise, in order."""

    calls: list[Call] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    meets: dict[str, list[Exception]] = field(default_factory=dict)

    def fail_next(self, element_id: str, error: Exception) -> None:
        """Let the next call from an element meet this error."""
        self.meets.setdefault(element_id, []).append(error)

    def deliver(self, letter: Letter, call: Call) -> None:
        """Take a letter instead of a mail server; the same key is kept once."""
        if letter.key not in {known.key for known in self.letters}:
            self.letters.append(letter)

    def note(self, call: Call) -> None:
        """Record a call, and raise what it is to meet."""
        self.calls.append(call)
        if self.meets.get(call.element_id):
            raise self.meets[call.element_id].pop(0)


class Recording:
    """A connector whose calls are recorded before they reach the real one."""

    def __init__(self, connector: Connector, *, recorder: Recorder) -> None:
        self.name = connector.name
        self._connector = connector
        self._recorder = recorder

    def operations(self) -> tuple[Operation, ...]:
        """Return the connector's operations, each recorded."""
        return tuple(self._recorded(operation) for operation in self._connector.operations())

    def _recorded(self, operation: Operation) -> Operation:
        run, run_in_case = operation.run, operation.run_in_case

        def outside(call: Call) -> Mapping[str, Any]:
            self._recorder.note(call)
            assert run is not None
            return run(call)

        def inside(call: Call, case: Any) -> Mapping[str, Any]:
            self._recorder.note(call)
            assert run_in_case is not None
            return run_in_case(call, case)

        return replace(operation, run=outside if run else None, run_in_case=inside if run_in_case else None)


class MemoryRecord:
    """A social care record in memory. ``cases`` by (council, reference); ``filed`` lists (reference to the document, bytes)."""

    def __init__(self, cases: Mapping[tuple[str, str], Mapping[str, Any]]) -> None:
        self.cases = dict(cases)
        self.filed: dict[str, bytes] = {}

    def read(self, council: str, reference: str) -> Mapping[str, Any] | None:
        """Return the case, or None."""
        return self.cases.get((council, reference))

    def file(self, council: str, reference: str, *, folder: str, document: Filed, key: str) -> str:
        """Keep the document. Raises LookupError for an unknown case."""
        if (council, reference) not in self.cases:
            raise LookupError(reference)
        ref = f"{reference}/{folder}/{filed_name(document, key)}"
        self.filed[ref] = document.content
        return ref
