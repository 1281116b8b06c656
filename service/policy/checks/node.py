"""One element of a diagram, as every rule sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from service.domain.findings import Finding
from service.policy.reach import BPMN, ZEEBE

FLOW_NODES = frozenset(
    [
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "task",
        "userTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "manualTask",
        "subProcess",
        "callActivity",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
    ]
)


@dataclass(frozen=True)
class Node:
    """One element of a diagram: the file it stands in and its XML element."""

    file: str
    xml: Any

    @property
    def element_id(self) -> str | None:
        """The element's id."""
        found: str | None = self.xml.get("id")
        return found

    @property
    def name(self) -> str:
        """The words on the element, '' where there are none."""
        return " ".join((self.xml.get("name") or "").split())

    @property
    def kind(self) -> str:
        """The BPMN tag without its namespace."""
        tag: str = self.xml.tag
        return tag.rpartition("}")[2]

    @cached_property
    def properties(self) -> Mapping[str, str]:
        """The ``zeebe:properties`` of the element itself."""
        found = self.xml.findall(f"{BPMN}extensionElements/{ZEEBE}properties/{ZEEBE}property")
        return {item.get("name") or "": item.get("value") or "" for item in found}

    def extension(self, name: str) -> Any | None:
        """Return the element's own ``zeebe:<name>``, or None."""
        return self.xml.find(f"{BPMN}extensionElements/{ZEEBE}{name}")

    def setting(self, extension: str, attribute: str) -> str:
        """Return one attribute of one extension element, '' where it is not set."""
        found = self.extension(extension)
        return "" if found is None else (found.get(attribute) or "").strip()

    def inputs(self) -> Mapping[str, str]:
        """Return the input mappings: target → source."""
        return self._mappings("input")

    def outputs(self) -> Mapping[str, str]:
        """Return the output mappings: target → source."""
        return self._mappings("output")

    def _mappings(self, kind: str) -> Mapping[str, str]:
        found = self.xml.findall(f"{BPMN}extensionElements/{ZEEBE}ioMapping/{ZEEBE}{kind}")
        return {item.get("target") or "": item.get("source") or "" for item in found}

    def finding(self, rule: str, message: str, **more: Any) -> Finding:
        """Return a finding about this element."""
        return Finding(rule=rule, file=self.file, element_id=self.element_id, message=message, **more)
