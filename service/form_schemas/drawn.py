"""What a template draws: plain values, nothing left to decide."""

from __future__ import annotations

from dataclasses import dataclass

from service.form_schemas.guidance import Block
from service.form_schemas.model import Kind


@dataclass(frozen=True, kw_only=True)
class DrawnOption:
    """One radio, box or line of a select. ``value`` is text, as HTML sends it."""

    value: str
    label: str
    checked: bool


@dataclass(frozen=True, kw_only=True)
class DrawnField:
    """A field ready for its macro. ``name`` is also its id; ``path`` is where its problem stands. ``value`` is what was typed
    (text), ``parts`` the boxes of a date or time; ``words`` the value in words for AUTO fields and
    the name of a kept file. ``when`` is the id of the
    wrapper that the page's rules hide, '' when the field does not depend on this page."""

    name: str
    path: str
    kind: Kind
    label: str = ""
    hint: str = ""
    optional: bool = False
    error: str = ""
    value: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    options: tuple[DrawnOption, ...] = ()
    words: str = ""
    blocks: tuple[Block, ...] = ()
    when: str = ""
    max_length: int | None = None
    decimals: int = 0
    width: int | None = None
    accept: str = ""
    rows: tuple[DrawnRow, ...] = ()
    item_label: str = "Entry"
    may_add: bool = False
    may_remove: bool = False


@dataclass(frozen=True, kw_only=True)
class DrawnRow:
    """One row of a repeating group. ``title`` tells it from its neighbours."""

    index: int
    title: str
    fields: tuple[DrawnField, ...]


@dataclass(frozen=True, kw_only=True)
class DrawnProblem:
    """One line of the error summary; ``href`` leads to the first control of the field."""

    href: str
    message: str


@dataclass(frozen=True, kw_only=True)
class DrawnCard:
    """What was answered under one title: (question, answer in words, id of the control that changes it)."""

    title: str
    lines: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class DrawnPage:
    """A page of a form. ``status`` is completed, in_progress or not_started; ``rules`` are CSS that hides what the answers on
    this very page make needless; ``cards`` say what was answered; ``problems`` are this page's only."""

    key: str
    title: str
    fields: tuple[DrawnField, ...]
    status: str
    rules: tuple[str, ...] = ()
    problems: tuple[DrawnProblem, ...] = ()
    cards: tuple[DrawnCard, ...] = ()

    @property
    def is_completed(self) -> bool:
        """Say whether nothing is left to do here."""
        return self.status == "completed"

    @property
    def has_files(self) -> bool:
        """Say whether the page must be posted as multipart."""
        columns = [column for field in self.fields for row in field.rows for column in row.fields]
        return any(field.kind is Kind.FILE for field in (*self.fields, *columns))
