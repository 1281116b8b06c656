"""What the events of a bundle wait for, as a scenario has to say it: how long, or which message."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from service.domain.bundle import Bundle
from service.domain.errors import TriangulateError
from service.engine import feel, xml
from service.policy.scenarios.waiting import is_wait, until

A_WHILE = timedelta(minutes=1)


class Events:
    """The events of one bundle, by element id; ``pack`` are the parameters of the council, ``holidays`` its days off."""

    def __init__(self, bundle: Bundle, *, pack: Mapping[str, Any], holidays: Collection[date]) -> None:
        roots = [xml.parse(content, file=path) for path, content in bundle.files.items() if path.endswith(".bpmn")]
        found = ((node.get("id"), node) for root in roots for node in root.iter("{*}*"))
        self._nodes: dict[str, Any] = {name: node for name, node in found if name}
        self._pack = pack
        self._holidays = holidays

    def name(self, element_id: str) -> str | None:
        """Return the name of the message or signal that an event waits for, None for another event."""
        node = self._trigger(element_id)
        for kind in ("message", "signal"):
            for item in node.iter(f"{{*}}{kind}EventDefinition") if node is not None else ():
                declared = self._nodes.get(item.get(f"{kind}Ref") or "")
                return declared.get("name") if declared is not None else None
        direct = self._nodes.get((node.get("messageRef") or "") if node is not None else "")
        return direct.get("name") if direct is not None else None

    def over(self, wait: str, now: datetime) -> datetime:
        """Return when a wait of a scenario is over."""
        return until(wait, now=now, holidays=self._holidays)

    def due(self, element_id: str, now: datetime) -> datetime | None:
        """Return when a timer that was set ``now`` has come, None where the diagram alone does not tell."""
        node = self._trigger(element_id)
        found = next(node.iter("{*}timeDuration", "{*}timeDate", "{*}timeCycle"), None) if node is not None else None
        text = " ".join("".join(found.itertext()).split()) if found is not None else ""
        try:
            value = self._value(text, now)
            if isinstance(value, str):
                value = value.rpartition("/")[2]
                if is_wait(value):
                    return self.over(value, now) + A_WHILE
                return datetime.fromisoformat(value) + A_WHILE
        except (TriangulateError, ValueError):
            return None
        return None

    def _value(self, text: str, now: datetime) -> Any:
        if not text.startswith("="):
            return text
        days = sorted(day.isoformat() for day in self._holidays)
        return feel.evaluate(text[1:], {"now": now.isoformat(), "pack": dict(self._pack), "__holidays__": days})

    def _trigger(self, element_id: str) -> Any:
        """Return the node with the trigger: the start event of an event sub-process, else the element itself."""
        node = self._nodes.get(element_id)
        if node is not None and node.get("triggeredByEvent") == "true":
            return next(node.iter("{*}startEvent"), node)
        return node
