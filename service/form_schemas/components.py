"""One form-js component → one Field. The vocabulary we can draw stands here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from service.domain.findings import Severity
from service.form_schemas.model import Check, Field, Kind, Option

KINDLESS = frozenset({"spacer", "separator", "button"})
_TYPES = {
    "textfield": Kind.TEXT,
    "textarea": Kind.TEXTAREA,
    "number": Kind.NUMBER,
    "radio": Kind.RADIO,
    "select": Kind.SELECT,
    "checklist": Kind.CHECKS,
    "checkbox": Kind.TICK,
    "filepicker": Kind.FILE,
    "dynamiclist": Kind.REPEAT,
    "text": Kind.GUIDANCE,
}
_SUBTYPES = {"date": Kind.DATE, "datetime": Kind.DATETIME}
_KINDS = {
    ("radio", "yesno"): Kind.YESNO,
    ("select", "person"): Kind.PERSON,
    ("radio", "person"): Kind.PERSON,
    ("checkbox", "declare"): Kind.DECLARE,
}
_PROPERTY_NAMES = (
    "kind role equals value default sample error hint width minItems maxItems rows notFuture allTicked maxMegabytes "
    "itemLabel quiet "
    "check message check2 message2 check3 message3"
)
_PROPERTIES = frozenset(_PROPERTY_NAMES.split())
_VALIDATE = frozenset({"required", "minLength", "maxLength", "min", "max", "pattern", "validationType"})
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_ATTRIBUTE_NAMES = (
    "id type key path label description layout properties validate conditional values valuesExpression valuesKey "
    "subtype dateLabel timeLabel timeSerializingFormat timeInterval use24h disallowPassedDates decimalDigits "
    "increment readonly disabled searchable accept "
    "multiple components defaultRepetitions allowAddRemove isRepeating disableCollapse nonCollapsedItems showOutline text "
    "defaultValue serializeToString appearance"
)
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
DEFAULT_LENGTH = {Kind.TEXT: 500, Kind.TEXTAREA: 4000}


class Say(Protocol):
    """Where findings go."""

    def __call__(self, rule: str, message: str, key: str | None = None, severity: Severity = Severity.ERROR) -> None:
        """Note one finding."""
        ...


def component(part: Mapping[str, Any], columns: Sequence[Field], say: Say, *, fallback: str) -> Field | None:
    """Return the field of a component, or None when it is of no kind that we can draw (then ``say`` was told)."""
    key = part.get("path") if part.get("type") == "dynamiclist" else part.get("key")
    properties = _object(part, "properties", say)
    kind = _kind(part, properties)
    if kind is None:
        say("form-kind", f"We cannot draw a component of type “{_kind_name(part, properties)}”", key or part.get("id"))
        return None
    if kind is Kind.GUIDANCE:
        text = str(part.get("text") or "")
        dynamic = text.startswith("=")
        return Field(
            key=fallback, kind=kind, text="" if dynamic else text, value=text[1:] if dynamic else None, hide=_hide(part, say)
        )
    if not isinstance(key, str) or not _KEY.match(key):
        say("form-key", f"“{key}” is not a key: letters, digits and _ only, beginning with a letter", part.get("id"))
        return None
    _unknown(part, properties, key, say)
    return _Parts(part, properties, key, say).field(kind, tuple(columns))


def _kind_name(part: Mapping[str, Any], properties: Mapping[str, Any]) -> str:
    return " ".join(str(word) for word in (part.get("type"), part.get("subtype"), properties.get("kind")) if word)


def _kind(part: Mapping[str, Any], properties: Mapping[str, Any]) -> Kind | None:
    kind_of = part.get("type")
    if properties.get("kind"):
        return _KINDS.get((str(kind_of), str(properties["kind"])))
    if kind_of == "datetime":
        return _SUBTYPES.get(str(part.get("subtype", "date")))
    kind = _TYPES.get(str(kind_of))
    if kind in (Kind.TEXT, Kind.TEXTAREA) and part.get("readonly") is True:
        return Kind.AUTO
    if kind is Kind.TICK and _validate(part).get("required") is True:
        return Kind.DECLARE
    return kind


def _validate(part: Mapping[str, Any]) -> Mapping[str, Any]:
    found = part.get("validate")
    return found if isinstance(found, dict) else {}


def _object(part: Mapping[str, Any], name: str, say: Say) -> Mapping[str, Any]:
    found = part.get(name, {})
    if isinstance(found, dict):
        return found
    say("form-file", f"“{name}” must be an object", part.get("key") or part.get("id"))
    return {}


def _hide(part: Mapping[str, Any], say: Say) -> str | None:
    hide = _object(part, "conditional", say).get("hide")
    if hide in (None, ""):
        return None
    return str(hide).removeprefix("=").strip()


def _unknown(part: Mapping[str, Any], properties: Mapping[str, Any], key: str, say: Say) -> None:
    for name in sorted(part.keys() - _ATTRIBUTES):
        say("form-unknown", f"We do not know what “{name}” means for this field", key)
    for name in sorted(properties.keys() - _PROPERTIES):
        say("form-unknown", f"We do not know the property “{name}”", key)
    for name in sorted(_validate(part).keys() - _VALIDATE):
        say("form-unknown", f"We do not know the validation “{name}”", key)
    for name in sorted(_object(part, "conditional", say).keys() - {"hide"}):
        say("form-unknown", f"We do not know the condition “{name}”", key)
    if part.get("multiple") or part.get("disabled"):
        say("form-unknown", "A field may not be “multiple” or “disabled” here", key)


class _Parts:
    """Reads the attributes of one component."""

    def __init__(self, part: Mapping[str, Any], properties: Mapping[str, Any], key: str, say: Say) -> None:
        self.part, self.properties, self.key, self.say = part, properties, key, say
        self.validate = _validate(part)

    def words(self, name: str) -> str:
        found = self.properties.get(name)
        return str(found).strip() if found is not None else ""

    def flag(self, name: str) -> bool:
        return self.words(name).lower() == "true"

    def number(self, found: Any, name: str) -> float | None:
        if found in (None, ""):
            return None
        try:
            return float(found)
        except (TypeError, ValueError):
            self.say("form-number", f"“{name}” must be a number", self.key)
            return None

    def whole(self, found: Any, name: str) -> int | None:
        number = self.number(found, name)
        return None if number is None else int(number)

    def feel(self, name: str) -> str | None:
        """Return a property that must be FEEL, without its '='."""
        found = self.words(name)
        if found and not found.startswith("="):
            self.say("form-feel", f"“{name}” must be an expression that begins with '='", self.key)
        return found.removeprefix("=").strip() or None

    def options(self) -> tuple[Option, ...]:
        found = self.part.get("values")
        if not isinstance(found, list):
            return ()
        options = []
        for each in found:
            value = each.get("value") if isinstance(each, dict) else None
            if isinstance(value, (str, int, float)) and value != "":
                options.append(Option(value, str(each.get("label") or value)))
            else:
                self.say("form-options", "An option has no value", self.key)
        return tuple(options)

    def checks(self) -> tuple[Check, ...]:
        found = []
        for number in ("", "2", "3"):
            expression = self.feel(f"check{number}")
            message = self.words(f"message{number}")
            if expression and not message:
                self.say("form-check", f"“check{number}” has no “message{number}”", self.key)
            if expression:
                found.append(Check(expression, message))
        return tuple(found)

    def pattern(self) -> str | None:
        found = self.validate.get("pattern")
        if not found:
            return None
        try:
            re.compile(str(found))
        except re.error as error:
            self.say("form-pattern", f"The pattern cannot be read: {error}", self.key)
            return None
        return str(found)

    def default(self) -> str | None:
        given = self.part.get("defaultValue")
        if given is not None and "default" not in self.properties:
            return '"' + str(given).replace('"', '\\"') + '"'
        return self.feel("default")

    def field(self, kind: Kind, columns: tuple[Field, ...]) -> Field:
        part, validate = self.part, self.validate
        label = str(part.get("label") or part.get("dateLabel") or "").strip()
        options_from = part.get("valuesExpression")
        minimum = self.whole(self.properties.get("minItems"), "minItems")
        value = self.feel("value")
        if kind is Kind.AUTO and value is None:
            self.say("form-auto", "A read-only field needs a “value” expression", self.key)
        return Field(
            key=self.key,
            kind=kind,
            label=label,
            hint=str(part.get("description") or self.words("hint")).strip(),
            required=validate.get("required") is True or kind is Kind.DECLARE or bool(minimum) or (self.flag("allTicked")),
            hide=_hide(part, self.say),
            options=self.options() if kind is not Kind.YESNO else (),
            options_from=str(options_from).removeprefix("=").strip() if options_from else None,
            min_length=self.whole(validate.get("minLength"), "minLength"),
            max_length=self.whole(validate.get("maxLength"), "maxLength") or DEFAULT_LENGTH.get(kind),
            minimum=self.number(validate.get("min"), "min"),
            maximum=self.number(validate.get("max"), "max"),
            decimals=self.whole(part.get("decimalDigits"), "decimalDigits") or 0,
            pattern=self.pattern(),
            not_future=self.flag("notFuture"),
            all_ticked=self.flag("allTicked"),
            min_items=minimum,
            max_items=self.whole(self.properties.get("maxItems"), "maxItems"),
            role=self.words("role") or None,
            equals=self.feel("equals"),
            value=value if kind is Kind.AUTO else None,
            default=self.default(),
            sample=self.words("sample") or None,
            checks=self.checks(),
            error=self.words("error") or None,
            accept=tuple(kind_of.strip().lower() for kind_of in str(part.get("accept") or "").split(",") if kind_of.strip()),
            max_megabytes=self.whole(self.properties.get("maxMegabytes"), "maxMegabytes") or 25,
            rows=self.feel("rows"),
            fields=columns,
            is_quiet=self.flag("quiet"),
            item_label=self.words("itemLabel") or "Entry",
            width=self.whole(self.properties.get("width"), "width"),
        )
