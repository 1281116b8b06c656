"""What was answered on a page, as cards: one for the page, one for each row of a repeating group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.form_schemas import words
from service.form_schemas.drawn import DrawnCard
from service.form_schemas.model import Directory, Field, Kind, Page
from service.form_schemas.paths import Place, html_name, inside, rows_of
from service.form_schemas.state import State


def cards(page: Page, state: State, people: Directory) -> tuple[DrawnCard, ...]:
    """Return the cards of a page with question, answer and the id of the control that changes it."""
    lines: list[tuple[str, str, str]] = []
    found: list[DrawnCard] = []
    for field in page.fields:
        if not field.asks or field.is_quiet or field.key in state.hidden:
            continue
        if field.kind is Kind.REPEAT and len(words.shown(field)) > 1:
            rows = rows_of(state.answers.get(field.key))
            found.extend(_row_card(field, row, index, state, people) for index, row in enumerate(rows))
            if not rows:
                lines.append((field.label, words.NOT_GIVEN, field.key))
        else:
            said = words.pairs(field, state.answers.get(field.key), state, people)
            lines.append((field.label, said[0][1] if said else words.NOT_GIVEN, field.key))
    first = (DrawnCard(title=page.title, lines=tuple(lines)),) if lines else ()
    return (*first, *found)


def _row_card(repeat: Field, row: Mapping[str, Any], index: int, state: State, people: Directory) -> DrawnCard:
    lines = []
    for column in words.shown(repeat):
        path = inside(repeat.key, index, column.key)
        if path not in state.hidden:
            value = row.get(column.key)
            said = (
                words.NOT_GIVEN
                if value in (None, "", [])
                else words.in_words(Place(column, path, value, row, index), state, people)
            )
            lines.append((column.label, said, html_name(path)))
    called = f"{repeat.item_label} {index + 1}"
    named = row_title(repeat, row, called)
    return DrawnCard(title=f"{called}: {named}" if named else called, lines=tuple(lines))


def row_title(repeat: Field, row: Mapping[str, Any], called: str) -> str:
    """Return what tells a row from the others beside what it is ``called``: its first short text, when there are several
    columns; '' when there is none."""
    if len(words.shown(repeat)) < 2:
        return ""
    texts = [row.get(column.key) for column in repeat.fields if column.kind in (Kind.TEXT, Kind.AUTO)]
    telling = (
        each for each in texts if isinstance(each, str) and each and each != called and len(each) <= 80 and not each.isdecimal()
    )
    return next((words.plain(text) for text in telling), "")
