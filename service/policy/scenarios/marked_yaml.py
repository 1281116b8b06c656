"""YAML as process owners mean it: only true and false are booleans, dates stay text, and every value knows its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

Path: TypeAlias = tuple[str | int, ...]

WHOLE = re.compile(r"[-+]?\d+")
DECIMAL = re.compile(r"[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d+)?")
MOST_VALUES = 50_000
DEEPEST = 40
WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


class NotReadable(Exception):
    """The text is not YAML that we read; ``line`` counts from 1."""

    def __init__(self, message: str, *, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True)
class Marked:
    """Plain values, and the line of the key or list item at each path."""

    value: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """Return the line of a path, or of the nearest place around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(text: str) -> Marked:
    """Return one YAML document. Raises NotReadable for broken YAML, a key that stands twice, and what aliases would blow up."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise NotReadable(str(error.problem or error), line=_line(error.problem_mark)) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise NotReadable(f"this is not YAML: {error}", line=1) from error
    lines: dict[Path, int] = {}
    return Marked(_value(node, (), lines) if node is not None else None, lines)


def _line(mark: Any) -> int:
    return 1 if mark is None else int(mark.line) + 1


def _value(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if len(lines) > MOST_VALUES or len(path) > DEEPEST:
        raise NotReadable("this is too large or too deep", line=node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, position), lines) for position, item in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    raise NotReadable("this kind of value is not allowed here", line=node.start_mark.line + 1)


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in found:
            raise NotReadable(f"{key!r} stands twice", line=line)
        lines[*path, key] = line
        found[key] = _value(value_node, (*path, key), lines)
    return found


def _scalar(node: yaml.ScalarNode) -> Any:
    text: str = node.value
    if node.style is not None:
        return text
    if text in WORDS:
        return WORDS[text]
    if WHOLE.fullmatch(text) and not re.match(r"[-+]?0\d", text):
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) and not re.match(r"[-+]?0\d", text) else text
