"""Makes a form ready to be drawn: which pages, which fields, what stands in them, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from service.domain.errors import Problem
from service.form_schemas import words
from service.form_schemas.choices import options_at
from service.form_schemas.display_rules import Controlled, controlled, rule
from service.form_schemas.drawn import DrawnField, DrawnOption, DrawnPage, DrawnProblem, DrawnRow
from service.form_schemas.expressions import evaluate, surroundings
from service.form_schemas.guidance import blocks
from service.form_schemas.model import CHOICES, Directory, Field, Form, Kind, Page
from service.form_schemas.paths import Place, html_name, inside, rows_of
from service.form_schemas.schema import read_types
from service.form_schemas.state import State, resolve
from service.form_schemas.summary import cards, row_title
from service.form_schemas.types import moment_in_london
from service.form_schemas.validation import judge
from service.form_schemas.wording import help_for

_DATE_PARTS = ("day", "month", "year")


def draw(
    form: Form, values: Mapping[str, Any], context: Mapping[str, Any], people: Directory, *, problems: Sequence[Problem] = ()
) -> tuple[DrawnPage, ...]:
    """Return the pages of a form with these values in them.

    ``values`` are a draft, what was just posted, or finished answers; what nobody gave shows its default. ``problems`` are
    those of the Invalid that refused them.
    """
    filled = _with_defaults(form, values, context)
    typed, wrong = read_types(form, filled)
    judged = resolve(form, typed, context, wrong=wrong)
    padded = _padded(form, typed)
    errors = {problem.where: problem.message for problem in problems}
    kept = context.get("files")
    drawing = _Drawing(
        filled, resolve(form, padded, context, keep_blank=True), people, errors, kept if isinstance(kept, Mapping) else {}
    )
    pages = [drawing.page(page, _status(page, values, judged, wrong, people), judged) for page in form.pages]
    homeless = tuple(
        DrawnProblem(href="#main", message=message) for where, message in errors.items() if where not in drawing.told
    )
    return (replace(pages[0], problems=(*homeless, *pages[0].problems)), *pages[1:])


def _with_defaults(form: Form, values: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    """Lay the values over what the form suggests."""
    open_fields = [field for field in form.fields if field.default is not None and field.key not in values]
    found = evaluate([field.default or "" for field in open_fields], surroundings(form, context))
    return {**{field.key: value for field, value in zip(open_fields, found, strict=True) if value is not None}, **values}


def _padded(form: Form, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Give every repeating group without rows an empty one, or as many as it must have."""
    padded = dict(typed)
    for field in form.fields:
        if field.kind is Kind.REPEAT and not rows_of(typed.get(field.key)) and field.rows is None:
            empty: dict[str, Any] = {column.key: None for column in field.fields if column.asks}
            padded[field.key] = [dict(empty) for _ in range(max(field.min_items or 1, 1))]
    return padded


def _status(page: Page, values: Mapping[str, Any], judged: State, wrong: Mapping[str, str], people: Directory) -> str:
    asked = [field for field in page.fields if field.asks and field.kind is not Kind.AUTO and field.key not in judged.hidden]
    if asked and not any(field.key in values for field in asked):
        return "not_started"
    return "in_progress" if judge(page.fields, judged, wrong, people) else "completed"


class _Drawing:
    """Draws places of one form in one state."""

    def __init__(
        self, raw: Mapping[str, Any], state: State, people: Directory, errors: Mapping[str, str], kept_files: Mapping[str, Any]
    ) -> None:
        self.raw, self.state, self.people, self.errors, self.kept_files = raw, state, people, errors, kept_files
        self.told: set[str] = set()
        self.rules: list[str] = []
        self.problems: list[DrawnProblem] = []

    def page(self, page: Page, status: str, judged: State) -> DrawnPage:
        self.rules, self.problems = [], []
        siblings: dict[str, tuple[Field, str]] = {}
        fields = self.fields([(field, field.key) for field in page.fields], siblings, self.state.scope())
        return DrawnPage(
            key=page.key,
            title=page.title,
            fields=fields,
            status=status,
            rules=tuple(self.rules),
            problems=tuple(self.problems),
            cards=cards(page, judged, self.people),
        )

    def fields(
        self,
        places: Sequence[tuple[Field, str]],
        siblings: dict[str, tuple[Field, str]],
        scope: Mapping[str, Any],
        row: tuple[Mapping[str, Any], Mapping[str, Any], int] | None = None,
    ) -> tuple[DrawnField, ...]:
        """Draw fields of one scope. ``row`` is (raw row, row of the state, index) inside a repeating group."""
        drawn = []
        for field, path in places:
            depends = controlled(field, siblings, scope) if field.hide else Controlled(depends=False)
            if field.is_quiet or (path in self.state.hidden and not depends.depends):
                continue
            if field.kind is not Kind.AUTO:
                siblings[field.key] = (field, path)
            when = f"when-{html_name(path)}" if depends.hides else ""
            if when:
                self.rules.append(rule(depends, when))
            raw, kept, index = row if row else (self.raw, self.state.answers, None)
            place = Place(field, path, kept.get(field.key), kept if row else None, index)
            drawn.append(self.field(place, raw.get(field.key), when, siblings))
        return tuple(drawn)

    def field(self, place: Place, raw: Any, when: str, siblings: Mapping[str, tuple[Field, str]]) -> DrawnField:
        field, name = place.field, html_name(place.path)
        error = self.errors.get(place.path) or self.errors.get(name, "")
        if error:
            self.told.update((place.path, name))
            self.problems.append(DrawnProblem(href=f"#{_first_control(field, name)}", message=error))
        rows = self.rows(field, dict(siblings)) if field.kind is Kind.REPEAT else ()
        fixed = field.key in self.state.items
        options = self.options(place, raw)
        return DrawnField(
            name=name,
            path=place.path,
            kind=_kind(field, options),
            label=field.label,
            hint=help_for(field),
            optional=not field.required and field.kind not in (Kind.AUTO, Kind.GUIDANCE, Kind.TICK) and not fixed,
            error=error,
            value=_text(field, raw),
            parts=_parts(field, raw),
            options=options,
            words=self.said(place),
            blocks=blocks(self.state.texts.get(place.path, "") if field.value is not None else field.text),
            when=when,
            max_length=field.max_length,
            decimals=field.decimals,
            width=field.width,
            accept=",".join(field.accept),
            rows=rows,
            item_label=field.item_label,
            may_add=field.kind is Kind.REPEAT and not fixed and (field.max_items is None or len(rows) < field.max_items),
            may_remove=field.kind is Kind.REPEAT and not fixed and len(rows) > 1,
        )

    def said(self, place: Place) -> str:
        """Return an AUTO in words, or the name of a file that was kept before."""
        if place.field.kind is Kind.AUTO:
            return words.in_words(place, self.state, self.people)
        if place.field.kind is Kind.FILE and isinstance(place.value, str):
            kept = self.kept_files.get(place.value)
            return str(kept.get("name") or place.value) if isinstance(kept, Mapping) else place.value
        return ""

    def rows(self, repeat: Field, siblings: Mapping[str, tuple[Field, str]]) -> tuple[DrawnRow, ...]:
        kept_rows, raw_rows = rows_of(self.state.answers[repeat.key]), rows_of(self.raw.get(repeat.key))
        drawn = []
        for index, kept in enumerate(kept_rows):
            raw = raw_rows[index] if index < len(raw_rows) else {}
            places = [(column, inside(repeat.key, index, column.key)) for column in repeat.fields]
            fields = self.fields(places, dict(siblings), self.state.row_scope(repeat, index), (raw, kept, index))
            drawn.append(DrawnRow(index=index, title=row_title(repeat, kept, f"{repeat.item_label} {index + 1}"), fields=fields))
        return tuple(drawn)

    def options(self, place: Place, raw: Any) -> tuple[DrawnOption, ...]:
        field = place.field
        chosen = {str(each) for each in (raw if isinstance(raw, list) else [raw])}
        if field.kind is Kind.YESNO:
            picked = {"true": "true", "yes": "true", "false": "false", "no": "false"}.get(str(raw).lower())
            return tuple(
                DrawnOption(value=value, label=label, checked=value == picked)
                for value, label in (("true", "Yes"), ("false", "No"))
            )
        if field.kind in CHOICES or field.kind is Kind.PERSON:
            options = options_at(place, self.state, self.people)
            alone = len(options) == 1 and field.kind is Kind.PERSON
            return tuple(
                DrawnOption(value=str(option.value), label=option.label, checked=str(option.value) in chosen or alone)
                for option in options
            )
        return ()


def _kind(field: Field, options: Sequence[DrawnOption]) -> Kind:
    """Draw up to seven people as radios, and a choice without options as a box to write in."""
    if field.kind in CHOICES and not options:
        return Kind.TEXTAREA if field.kind is Kind.CHECKS else Kind.TEXT
    if field.kind is Kind.PERSON:
        return Kind.TEXT if not options else Kind.RADIO if len(options) <= 7 else Kind.SELECT
    return field.kind


def _first_control(field: Field, name: str) -> str:
    return f"{name}-day" if field.kind in (Kind.DATE, Kind.DATETIME) else name


def _text(field: Field, raw: Any) -> str:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, list):
        return "\n".join(str(each) for each in raw if not isinstance(each, Mapping))
    if raw is None or isinstance(raw, Mapping):
        return ""
    return f"{raw:g}" if isinstance(raw, float) and field.kind is Kind.NUMBER else str(raw)


def _parts(field: Field, raw: Any) -> tuple[tuple[str, str], ...]:
    """Return the boxes of a date or a moment as they were typed, or taken from an ISO text."""
    if field.kind not in (Kind.DATE, Kind.DATETIME):
        return ()
    names = _DATE_PARTS if field.kind is Kind.DATE else (*_DATE_PARTS, "time")
    if isinstance(raw, Mapping):
        return tuple((name, str(raw.get(name) or "")) for name in names)
    moment = moment_in_london(raw)
    if moment is None:
        return tuple((name, str(raw or "") if name == "day" else "") for name in names)
    known = {"day": str(moment.day), "month": str(moment.month), "year": str(moment.year), "time": f"{moment:%H:%M}"}
    return tuple((name, known[name]) for name in names)
