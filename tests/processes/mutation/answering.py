"""Random answers to forms: what a person could give, drawn field by field, hidden fields null. Fields that nothing reads always get
the same answer, so that walks repeat themselves where it does not matter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from random import Random
from typing import Any

from lxml import etree

from service.domain.bundle import Bundle
from service.form_schemas import Field, Form, Kind, load
from tests.processes.mutation.remembering import Remembering, shared, words

TODAY = "2026-03-20"
DATES = ("1990-05-04", TODAY, "2015-06-01", "2026-04-10")
FAVOURED: Mapping[str, tuple[Any, ...]] = {
    "groundType": ("misleading_account", "known_risky_behaviour"),
    "agree": ("agree",),
    "known": ("named",),
    "monitoring": ("one_off", "one_off", "one_off", "longer_term"),
    "accountType": ("official_overt",),
    "contentState": ("open",),
    "interaction": ("none",),
    "viewing": ("single", "single", "repeat", "monitoring"),
    "confidentialMaterial": (False,),
    "advice": ("go", "go_with_conditions"),
    "outcome": ("approved", "approved", "approved_with_limits", "more_information"),
    "authorisationType": ("RIPA_DS", "NON_RIPA"),
    "limits": (["time_cap_minutes"],),
    "matches": (True,),
    "noPersonalLink": ("no",),
    "satisfied": ("satisfied", "satisfied", "doubt"),
    "result": ("valid_as_is", "change_request"),
    "nextStep": ("try_again",),
    "illegalSeen": (False, False, False, True),
    "pageFound": ("found_certain",),
    "aawView": ("relevant", "relevant", "not_relevant"),
    "oswView": ("relevant", "relevant", "unsure"),
    "decision": ("keep_item", "drop_item", "grant"),
    "ok": ("ok",),
    "parentRequestId": (None,),
    "parentRequest": (None,),
    "otherPerson": (None,),
    "sdAttention": (None, False),
    "maxSessions": (1, 1, 1, 2),
    "sessions": (1,),
    "dateOfBirth": ("1990-05-04",),
    "periodFrom": ("2015-06-01",),
    "periodTo": (TODAY,),
    "newPeriodFrom": (None,),
    "newPeriodTo": (None,),
    "relationship": ("mother",),
}
"""What walks choose more often, so that they get far: by the key of a field."""

CONSTANT: Mapping[str, Any] = {
    **dict.fromkeys(("usefulItems", "uniqueItems", "searchMinutes", "adminMinutes"), 0),
    **dict.fromkeys(("contribution", "authEase", "authEffective"), "1"),
    **dict.fromkeys(("timeCap",), 5),
    **dict.fromkeys(("comment", "townOrArea", "aliases", "knownProfileUrl", "proposedLimits"), None),
    "validUntil": "2026-04-10",
    "action": "none",
    "nature": "other_illegal",
    "called999": "no",
    "privacy": "open",
    "kind": "post",
}
"""What is handed on and decides nothing: always the same."""

GUARDED: Mapping[str, tuple[str, Any, Any]] = {"viewing": ("monitoring", "longer_term", "monitoring")}
"""What a guard of the policy refuses while cases run is never answered: a request for longer is assessed as monitoring. By field the
variable, its value, and the only answer then."""

_EXPRESSION = re.compile(r"^\s*=")


def read_words(bundle: Bundle) -> frozenset[str]:
    """Return every word of any expression of a bundle that does more than hand a value on under its own name."""
    found: set[str] = set()
    for path, content in bundle.files.items():
        if path.endswith(".form"):
            for field in _all(load(content, file=path).fields):
                found.update(*(words(expression) for expression in field.expressions() if expression != field.key), ())
        elif path.endswith((".bpmn", ".dmn")):
            for element in etree.fromstring(content).iter():
                texts = [element.text, *(str(value) for name, value in element.attrib.items() if name != "target")]
                for text in texts:
                    if text and (path.endswith(".dmn") or _EXPRESSION.match(text)) and text.lstrip("= ") != element.get("target"):
                        found |= words(text)
    return frozenset(found)


def _all(fields: Sequence[Field]) -> list[Field]:
    return [each for field in fields for each in (field, *_all(field.fields))]


@dataclass
class Answering:
    """Draws answers. ``favour`` is how likely a favoured answer is where there is one; ``forced`` are answers by the key of a field that
    are given wherever it is asked."""

    forms: Mapping[str, Form]
    read: frozenset[str]
    language: Remembering
    people: Mapping[str, str]
    random: Random
    favour: float = 0.8
    forced: Mapping[str, Any] = dataclass_field(default_factory=dict)

    @classmethod
    def of(cls, bundle: Bundle, language: Remembering, people: Mapping[str, str], random: Random) -> Answering:
        """Return what draws the answers to a bundle's forms; ``people`` is somebody who holds a role, by role."""
        forms = {
            form.form_id: form
            for path, content in bundle.files.items()
            if path.endswith(".form")
            for form in (load(content, file=path),)
        }
        return cls(forms, read_words(bundle), language, people, random)

    def answers(self, form_id: str | None, context: Mapping[str, Any]) -> dict[str, Any]:
        """Return answers to a form in a context, every key of it."""
        form = self.forms.get(form_id or "")
        if form is None:
            return {}
        found: dict[str, Any] = {}
        empty = {field.key: None for field in form.fields if field.asks and field.kind is not Kind.AUTO}
        earlier = {field.key: context.get(field.key) for field in form.fields if field.asks}
        scope = {**context, **empty, "earlier": earlier}
        for field in form.fields:
            if field.asks:
                scope[field.key] = found[field.key] = self._answer(field, scope, 0)
        return found

    def _answer(self, field: Field, scope: Mapping[str, Any], index: int) -> Any:
        if field.hide is not None and self.language.asked(field.hide, scope) is True:
            return None
        if field.key in self.forced:
            return self.forced[field.key]
        if field.kind is Kind.AUTO:
            return self.language.asked(field.value or "null", scope) if field.key in self.read else None
        if field.kind is Kind.REPEAT:
            return self._rows(field, scope)
        if field.key in CONSTANT:
            return CONSTANT[field.key]
        if field.key not in self.read:
            return self._constant(field)
        variable, value, only = GUARDED.get(field.key, ("", None, None))
        if variable and scope.get(variable) == value:
            return only
        for _try in range(8):
            value = self._draw(field, scope, index)
            seen = {**scope, field.key: value} if field.checks else scope
            if value is None or all(self.language.asked(check.expression, seen) is not False for check in field.checks):
                return value
        return None

    def _rows(self, field: Field, scope: Mapping[str, Any]) -> Any:
        items = self.language.asked(field.rows, scope) if field.rows is not None else None
        if isinstance(items, list):
            count = len(items)
        elif field.key in self.read:
            count = max(field.min_items or 0, self.random.choice((1, 1, 1, 2, 0)))
        else:
            count, items = field.min_items or 0, None
        rows = []
        for index in range(count):
            item = items[index] if isinstance(items, list) else None
            row: dict[str, Any] = {column.key: None for column in field.fields if column.asks}
            seen = {**scope, "rowNumber": index + 1, "item": item, **row}
            for column in field.fields:
                if column.asks:
                    seen[column.key] = row[column.key] = self._answer(column, seen, index)
            rows.append(row)
        return shared(rows)

    def _constant(self, field: Field) -> Any:
        if field.kind is Kind.CHECKS:
            return shared([field.options[0].value] if field.options else ["one"])
        return self._values(field, (), 0)[0] if field.required else None

    def _draw(self, field: Field, scope: Mapping[str, Any], index: int) -> Any:
        choose = self.random
        known = [option.value for option in field.options]
        favoured = [each for each in FAVOURED.get(field.key, ()) if not known or isinstance(each, list) or each in (None, *known)]
        if favoured and choose.random() < self.favour:
            return choose.choice(favoured)
        if field.kind is Kind.PERSON:
            demanded = self.language.asked(field.equals, scope) if field.equals is not None else None
            return demanded if demanded is not None else self.people.get(field.role or "", "somebody")
        options: Sequence[Any] = [option.value for option in field.options]
        if field.options_from is not None:
            given = self.language.asked(field.options_from, scope)
            options = [_option(each) for each in given if each is not None] if isinstance(given, list) else ()
        if field.kind is Kind.CHECKS:
            return shared([each for each in options if choose.random() < 0.3] or [choose.choice(options)]) if options else None
        values = self._values(field, options, index)
        return None if not values or (not field.required and choose.random() < 0.5) else choose.choice(values)

    def _values(self, field: Field, options: Sequence[Any], index: int) -> Sequence[Any]:
        kind = field.kind
        if kind in (Kind.RADIO, Kind.SELECT):
            return options or [option.value for option in field.options] or (None,)
        if kind in (Kind.YESNO, Kind.TICK):
            return (False, True)
        if kind is Kind.DECLARE:
            return (True,)
        if kind is Kind.NUMBER:
            low = int(field.minimum or 0)
            return (low, low + 1, int(field.maximum)) if field.maximum is not None else (low, low + 1)
        if kind is Kind.DATE:
            return [day for day in DATES if not field.not_future or day <= TODAY]
        if kind is Kind.DATETIME:
            return (f"{TODAY}T09:00:00+00:00",)
        return (f"{field.key} {index + 1} ".ljust(field.min_length or 0, "."),)


def _option(given: Any) -> Any:
    if isinstance(given, Mapping):
        return next(
            (given[key] for key in ("value", "id", "name", "label") if isinstance(given.get(key), (str, int, float))), None
        )
    return given
