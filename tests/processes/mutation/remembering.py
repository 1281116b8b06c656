"""FEEL and decisions that are asked once: walks ask the same again and again, and V8 is the slow part.

What was asked is known by its text and the values of every word in it. Values kept here are shared: nobody may change them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from service.domain.bundle import Bundle
from service.domain.errors import Invalid
from service.domain.execution import DecisionMade
from service.engine import feel
from service.engine.wiring import decisions_of

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_WORD = re.compile(r"[A-Za-z_]\w*")
_CONSTANT = frozenset({"case", "pack", "__holidays__"})
_CLOCK = frozenset({"now", "today"})
_WORDS_OF_FEEL = frozenset({"true", "false", "null"})
_MISSING = object()
_YES, _NO = object(), object()

_shared: dict[str, Any] = {}
_known: dict[int, str] = {}
_made: dict[Any, Any] = {}


@lru_cache(maxsize=65536)
def words(text: str) -> frozenset[str]:
    """Return every word of an expression outside its texts: more than it reads, never less."""
    return frozenset(_WORD.findall(_TEXT.sub('""', text)))


def key_of(value: Any) -> Any:
    """Return something hashable that is equal for equal values, and unequal for 1 and true."""
    if value is None or value is _MISSING or type(value) is str:
        return value
    if value is True or value is False:
        return _YES if value else _NO
    if isinstance(value, (int, float)):
        return (value,)
    return _known.get(id(value)) or "\0" + repr(value)


def shared(value: Any) -> Any:
    """Return the one copy kept of a list or context; anything else as it is."""
    if not isinstance(value, (list, dict)):
        return value
    if id(value) in _known:
        return value
    text = "\0" + repr(value)
    kept = _shared.setdefault(text, value)
    _known[id(kept)] = text
    return kept


@lru_cache(maxsize=65536)
def _read(text: str) -> tuple[str, ...]:
    found = words(text) - _CONSTANT
    return tuple(sorted(found - _CLOCK)) + (("now",) if found & _CLOCK else ())


@lru_cache(maxsize=65536)
def _path(expression: str) -> tuple[str, ...] | None:
    """Return the names of an expression that is a name, or a name and its parts: such need no V8."""
    found = tuple(part.strip() for part in expression.split("."))
    return found if all(map(_WORD.fullmatch, found)) and found[0] not in _WORDS_OF_FEEL else None


@lru_cache(maxsize=65536)
def _parts(expression: str) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
    """Return names and paths of a context whose every entry is a plain path: such need no V8 either."""
    text = expression.strip()
    if not (text.startswith("{") and text.endswith("}")):
        return None
    entries = [[part.strip() for part in each.split(":")] for each in text[1:-1].split(",")]
    if any(len(entry) != 2 or not _WORD.fullmatch(entry[0]) for entry in entries):
        return None
    paths = [(name, _path(value)) for name, value in entries]
    return tuple((name, path) for name, path in paths if path is not None) if all(path for _, path in paths) else None


def _at(path: tuple[str, ...], context: Mapping[str, Any]) -> Any:
    value = context.get(path[0], _MISSING)
    for part in path[1:]:
        value = value.get(part, _MISSING) if isinstance(value, dict) else _MISSING
    return value


class Remembering:
    """The engine's language, with a memory."""

    def __init__(self) -> None:
        self._memory: dict[Any, Any] = {}

    def evaluate_all(self, expressions: Sequence[str], context: Mapping[str, Any]) -> Sequence[Any]:
        """Return the value of every expression. Raises FeelError, the same one every time."""
        return [self._one(expression, context) for expression in expressions]

    def _one(self, expression: str, context: Mapping[str, Any]) -> Any:
        get = context.get
        plain = _path(expression)
        if plain is not None:
            value = _at(plain, context)
            if value is not _MISSING:
                return value
        parts = _parts(expression)
        if parts is not None:
            made = {name: _at(path, context) for name, path in parts}
            if _MISSING not in made.values():
                return shared(made)
        key = (expression, *[key_of(get(name, _MISSING)) for name in _read(expression)])
        try:
            found = self._memory[key]
        except KeyError:
            try:
                found = shared(feel.evaluate(expression, context))
            except feel.FeelError as error:
                found = error
            self._memory[key] = found
        if isinstance(found, feel.FeelError):
            raise found.with_traceback(None)
        return found

    def asked(self, expression: str, scope: Mapping[str, Any]) -> Any:
        """Return the value of a form's expression, where a name that does not exist is null; null where it cannot be evaluated."""
        try:
            return self._one(expression, {**dict.fromkeys(_read(expression)), **scope})
        except feel.FeelError:
            return None

    def names(self, expression: str) -> Collection[str]:
        """Return the variables that an expression reads."""
        return feel.names(expression)

    def parse_error(self, expression: str) -> str | None:
        """Return what is wrong with an expression's notation, or None."""
        return feel.parse_error(expression)


class RememberedDecisions:
    """The decision tables of a bundle, with a memory."""

    def __init__(self, bundle: Bundle) -> None:
        self._decide = decisions_of(bundle)
        self._words: dict[str, tuple[str, tuple[str, ...]]] = {}
        for path, content in bundle.files.items():
            if path.endswith(".dmn"):
                text = content.decode("utf-8")
                read = tuple(sorted(_dmn_words(text) - _CONSTANT - _CLOCK))
                self._words.update(dict.fromkeys(re.findall(r'<decision id="([^"]+)"', text), (text, read)))

    def __call__(self, decision_id: str, context: Mapping[str, Any], element_id: str) -> Sequence[DecisionMade]:
        get = context.get
        table, read = self._words.get(decision_id, ("", ()))
        key = (table, decision_id, element_id, *[key_of(get(name, _MISSING)) for name in read])
        found = _made.get(key)
        if found is None:
            try:
                found = tuple(self._decide(decision_id, context, element_id))
                shared(found[-1].output)
            except Invalid as error:
                found = error
            _made[key] = found
        if isinstance(found, Invalid):
            raise found.with_traceback(None)
        answer: Sequence[DecisionMade] = found
        return answer


@lru_cache(maxsize=64)
def _dmn_words(text: str) -> frozenset[str]:
    return frozenset(word for each in re.findall(r"<text>(.*?)</text>", text, re.DOTALL) for word in words(_plain(each)))


def _plain(text: str) -> str:
    return text.replace("&quot;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
