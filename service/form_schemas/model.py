"""A form as we draw and validate it, frozen. Made from a form-js file by ``reading``; knows no council and no web."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from service.domain.identity import Person

OptionValue = str | int | float


class Kind(StrEnum):
    """What a field asks for. AUTO is filled by the service; GUIDANCE asks nothing."""

    TEXT = "text"
    TEXTAREA = "textarea"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    YESNO = "yesno"
    RADIO = "radio"
    SELECT = "select"
    CHECKS = "checks"
    PERSON = "person"
    FILE = "file"
    REPEAT = "repeat"
    DECLARE = "declare"
    TICK = "tick"
    AUTO = "auto"
    GUIDANCE = "guidance"


CHOICES = frozenset({Kind.RADIO, Kind.SELECT, Kind.CHECKS})


@dataclass(frozen=True)
class Option:
    """One choice: what is kept and what is read."""

    value: OptionValue
    label: str


@dataclass(frozen=True)
class Check:
    """A FEEL expression that must not be false, with the sentence to show when it is."""

    expression: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """One component of a form. Expressions are FEEL without '='. ``hide`` hides when true; ``options_from`` gives options at
    run time; ``value`` fills an AUTO (or the text of a GUIDANCE); ``equals`` names the one value that is right;
    ``rows`` fixes the rows of a REPEAT, whose columns are ``fields`` and one of whose rows is called ``item_label``.
    A field that ``is_quiet`` is filled in and never shown."""

    key: str
    kind: Kind
    label: str = ""
    hint: str = ""
    required: bool = False
    hide: str | None = None
    options: tuple[Option, ...] = ()
    options_from: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = 0
    pattern: str | None = None
    not_future: bool = False
    all_ticked: bool = False
    min_items: int | None = None
    max_items: int | None = None
    role: str | None = None
    equals: str | None = None
    value: str | None = None
    default: str | None = None
    sample: str | None = None
    checks: tuple[Check, ...] = ()
    error: str | None = None
    accept: tuple[str, ...] = ()
    max_megabytes: int = 25
    rows: str | None = None
    fields: tuple[Field, ...] = ()
    item_label: str = "Entry"
    text: str = ""
    is_quiet: bool = False
    width: int | None = None

    @property
    def asks(self) -> bool:
        """Say whether the field has an answer at all."""
        return self.kind is not Kind.GUIDANCE

    def expressions(self) -> Iterator[str]:
        """Yield every FEEL expression of the field itself, its columns' excepted."""
        for expression in (self.hide, self.options_from, self.equals, self.value, self.default, self.rows):
            if expression is not None:
                yield expression
        yield from (check.expression for check in self.checks)


@dataclass(frozen=True)
class Page:
    """A group of fields shown together. ``key`` is ``page-1`` and so on."""

    key: str
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form file, read. A ``long`` form has a task list and a check-your-answers page; a short one has one page."""

    form_id: str
    file: str
    title: str
    pages: tuple[Page, ...]
    long: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields in their order, guidance included."""
        return tuple(field for page in self.pages for field in page.fields)

    def page(self, key: str) -> Page | None:
        """Return the page with this key, or None."""
        return next((page for page in self.pages if page.key == key), None)


class Directory(Protocol):
    """Who may be picked in a form."""

    def holding(self, role: str) -> Sequence[Person]:
        """Return active people who hold a role of the council, by name."""
        ...

    def person(self, person_id: str) -> Person | None:
        """Return a person, or None when nobody has this id."""
        ...
