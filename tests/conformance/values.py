"""Values of the DMN cases: read from their XML, and compared as DMN compares them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NUMBERS = {"decimal", "double", "float", "integer", "int", "long"}
_TEMPORAL = {"date", "dateTime", "time", "duration", "yearMonthDuration", "dayTimeDuration"}
_DURATION = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?")
_TOLERANCE = 1e-8


@dataclass(frozen=True)
class Temporal:
    """A date, time or duration by its text, spelt in one way: ``kind`` is the name of its XML schema type."""

    kind: str
    text: str

    def matches(self, text: Any) -> bool:
        """Say whether a text means the same: Z and +00:00, trailing zeros and P1D and PT24H are no differences."""
        return isinstance(text, str) and _spelt(self.kind, text) == _spelt(self.kind, self.text)


def read(node: etree._Element | None) -> Any:
    """Return the value of an input or an expected result; dates and durations as ``Temporal``."""
    if node is None:
        return None
    inner = next((each for each in node if _name(each) == "list"), None)
    if inner is not None:
        return None if _is_nil(inner) else [read(item) for item in inner if _name(item) == "item"]
    components = [each for each in node if _name(each) == "component"]
    if components:
        return {each.get("name", ""): read(each) for each in components}
    value = next((each for each in node if _name(each) == "value"), None)
    return None if value is None or _is_nil(value) else _scalar(value)


def plain(value: Any) -> Any:
    """Return the value as JSON, as an input of a case is given."""
    if isinstance(value, Temporal):
        return value.text
    if isinstance(value, list):
        return [plain(each) for each in value]
    return {key: plain(each) for key, each in value.items()} if isinstance(value, dict) else value


def same(found: Any, expected: Any) -> bool:
    """Say whether a result is what a case expects; numbers may differ by one part in a hundred million."""
    if isinstance(expected, Temporal):
        return expected.matches(found)
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    if isinstance(found, int | float) and isinstance(expected, int | float):
        return math.isclose(found, expected, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(same, found, expected))
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(same(found[key], expected[key]) for key in found)
    return bool(found == expected)


def _scalar(value: etree._Element) -> Any:
    kind = (value.get(f"{XSI}type") or "string").rpartition(":")[2]
    text = "".join(map(str, value.itertext()))
    if kind in _NUMBERS:
        number = float(text)
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    if kind == "boolean":
        return text.strip() in ("true", "1")
    return Temporal(kind, text.strip()) if kind in _TEMPORAL else text


def _spelt(kind: str, text: str) -> Any:
    if "uration" in kind:
        found = _DURATION.fullmatch(text)
        if found is None:
            return text
        sign = -1 if found[1] else 1
        years, months, days, hours, minutes, seconds = (float(each or 0) for each in found.groups()[1:])
        whole = sign * (years * 12 + months)
        return whole, round(sign * (((days * 24 + hours) * 60 + minutes) * 60 + seconds), 6)
    text = re.sub(r"(\.\d*?)0+(?=\D|$)", r"\1", text).replace(".Z", "Z").removesuffix(".")
    return re.sub(r"[+-]00:00$", "Z", text)


def _is_nil(node: etree._Element) -> bool:
    return node.get(f"{XSI}nil") == "true"


def _name(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""
