"""Sentences about fields, in the pattern of the GOV.UK Design System: what to do, never whose fault it is."""

from __future__ import annotations

from service.form_schemas.model import Field, Kind

SELECTED = frozenset({Kind.RADIO, Kind.SELECT, Kind.CHECKS, Kind.YESNO, Kind.PERSON})


def lower_first(label: str) -> str:
    """Return a label as it stands inside a sentence: 'Case number' → 'case number'; 'FOI reference' stays."""
    keeps = label.startswith(("I ", "I’")) or (len(label) > 1 and not label[1].islower() and label[1] != " ")
    return label if keeps else label[:1].lower() + label[1:]


def missing(field: Field) -> str:
    """Say what to do about an empty field that must be filled in."""
    if field.error:
        return field.error
    if field.kind in (Kind.DECLARE, Kind.TICK):
        return f"Tick to confirm “{field.label.rstrip('.')}”"
    if field.kind is Kind.REPEAT:
        return f"Add at least {counted(field.min_items or 1)} to “{field.label}”"
    verb = "Upload" if field.kind is Kind.FILE else "Select" if field.kind in SELECTED else "Enter"
    if field.label.endswith("?"):
        return f"{verb} an answer to “{field.label}”" if verb != "Upload" else f"Upload a file for “{field.label}”"
    return f"{verb} {lower_first(field.label)}"


def help_for(field: Field) -> str:
    """Return the help below a label: the form's own words, and how long an answer has to be."""
    if not field.min_length or field.min_length < 2 or "character" in field.hint:
        return field.hint
    length = f"At least {field.min_length} characters"
    return f"{field.hint.rstrip('.')}. {length}" if field.hint else length


def counted(number: int) -> str:
    """Return 'one', or the number in figures."""
    return "one" if number == 1 else str(number)


def must(field: Field, rule: str) -> str:
    """Return '<Label> must <rule>', with a question as a quotation."""
    return f"{subject(field)} must {rule}"


def subject(field: Field) -> str:
    """Return what a sentence about the field begins with."""
    return f"The answer to “{field.label}”" if field.label.endswith("?") else field.label or field.key


def between(field: Field) -> str:
    """Return the sentence about a number outside its bounds."""
    low, high = field.minimum, field.maximum
    if low is not None and high is not None:
        return must(field, f"be between {low:g} and {high:g}")
    return must(field, f"be {low:g} or more" if low is not None else f"be {high:g} or less")
