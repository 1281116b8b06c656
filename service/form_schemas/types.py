"""Types of answers: one marshmallow field per kind. Empty is None; whether it may be empty is judged by ``validation``."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, cast

from marshmallow import ValidationError, fields, missing

from service.domain.calendar import LONDON
from service.form_schemas import wording
from service.form_schemas.model import Field, Kind, Option, OptionValue

_UK_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\Z")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?\s*(am|pm)?\Z")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MOST_CHOICES = 200
_LONGEST_CHOICE = 1000
_LONGEST_ID = 200
_LARGEST = 1e15
_PARTS = ("day", "month", "year")


class Answer(fields.Field[Any]):
    """An answer to one field of a form; None and '' are both 'not answered'."""

    def __init__(self, asked: Field) -> None:
        super().__init__(allow_none=True, data_key=asked.key)
        self.asked = asked

    def deserialize(self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        """Return the typed answer. Raises ValidationError with a sentence for the reader."""
        if value is None or value is missing or value == "" or (isinstance(value, str) and not value.strip()):
            return None
        return self.read(value)

    def read(self, value: Any) -> Any:
        """Return the typed form of an answer that is not empty."""
        raise NotImplementedError

    def refuse(self, rule: str) -> ValidationError:
        """Return the error '<Label> must <rule>'."""
        return ValidationError(wording.must(self.asked, rule))


class TextAnswer(Answer):
    """Text without control characters, trimmed, its lines ended by one newline."""

    def read(self, value: Any) -> str | None:
        """Return the text within its length and pattern."""
        if not isinstance(value, str):
            raise self.refuse("be text")
        text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        asked = self.asked
        if _UNPRINTABLE.search(text) or (asked.kind is Kind.TEXT and "\n" in text):
            raise self.refuse("not have line breaks or characters that cannot be printed")
        if asked.max_length and len(text) > asked.max_length:
            raise self.refuse(f"be {asked.max_length:,} characters or fewer")
        if asked.min_length and len(text) < asked.min_length:
            raise self.refuse(f"be {asked.min_length} characters or more")
        if asked.pattern and not re.search(asked.pattern, text):
            raise ValidationError(asked.error or wording.must(asked, "be in the correct format"))
        return text or None


class NumberAnswer(Answer):
    """A finite number; whole unless the field has decimals."""

    def read(self, value: Any) -> int | float:
        """Return the number within its bounds."""
        number = self.number(value)
        asked = self.asked
        if asked.decimals == 0:
            if number != int(number):
                raise self.refuse("be a whole number")
            number = int(number)
        elif round(number, asked.decimals) != number:
            raise self.refuse(f"have {asked.decimals} decimal places or fewer")
        below = asked.minimum is not None and number < asked.minimum
        if below or (asked.maximum is not None and number > asked.maximum):
            raise ValidationError(wording.between(asked))
        return number

    def number(self, value: Any) -> int | float:
        if isinstance(value, str):
            try:
                value = float(value.strip().replace(",", ""))
            except ValueError:
                raise self.refuse("be a number") from None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value) or abs(value) > _LARGEST:
            raise self.refuse("be a number")
        return value


class DateAnswer(Answer):
    """A date: ISO, DD/MM/YYYY, or three boxes {day, month, year}. Kept as YYYY-MM-DD."""

    def read(self, value: Any) -> str | None:
        """Return the date in ISO."""
        found = self.day(value)
        return found.isoformat() if found else None

    def day(self, value: Any) -> date | None:
        if isinstance(value, Mapping):
            return self.boxes(value)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if isinstance(value, str):
            text = value.strip()
            parts = _UK_DATE.match(text)
            try:
                return date(int(parts[3]), int(parts[2]), int(parts[1])) if parts else date.fromisoformat(text)
            except ValueError:
                pass
        raise self.refuse("be a real date")

    def boxes(self, value: Mapping[str, Any]) -> date | None:
        given = {part: str(value.get(part) or "").strip() for part in _PARTS}
        lacking = [part for part in _PARTS if not given[part]]
        if len(lacking) == len(_PARTS):
            return None
        if lacking:
            raise self.refuse(f"include a {' and '.join(lacking)}")
        if len(given["year"]) != 4 or not all(part.isdecimal() and part.isascii() for part in given.values()):
            raise self.refuse("be a real date")
        try:
            return date(int(given["year"]), int(given["month"]), int(given["day"]))
        except ValueError:
            raise self.refuse("be a real date") from None


class DatetimeAnswer(DateAnswer):
    """A moment, kept in ISO with its offset. What has none, and the boxes, are time in the United Kingdom."""

    def read(self, value: Any) -> str | None:
        """Return the moment in ISO with offset."""
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value.strip())
            except ValueError:
                raise self.refuse("be a real date and time") from None
        if isinstance(value, datetime):
            return (value if value.tzinfo else self.local(value)).isoformat()
        if not isinstance(value, Mapping):
            raise self.refuse("be a real date and time")
        clock = str(value.get("time") or "").strip().lower()
        found = self.boxes(value)
        if found is None and not clock:
            return None
        if found is None or not clock:
            raise self.refuse("include a date and a time")
        return self.local(datetime.combine(found, self.clock(clock))).isoformat()

    def clock(self, text: str) -> time:
        parts = _TIME.match(text)
        hour, minute, half = (int(parts[1]), int(parts[2] or 0), parts[3]) if parts else (99, 0, None)
        if half and not 1 <= hour <= 12:
            hour = 99
        elif half:
            hour = hour % 12 + (12 if half == "pm" else 0)
        if hour > 23 or minute > 59 or (parts and parts[2] is None and half is None):
            raise self.refuse("have a real time, like 9:30 or 2:15pm")
        return time(hour, minute)

    def local(self, moment: datetime) -> datetime:
        aware = moment.replace(tzinfo=LONDON)
        there_and_back = datetime.fromtimestamp(aware.timestamp(), LONDON)
        if there_and_back.replace(tzinfo=None) != moment:
            raise self.refuse("have a real time: the clocks went forward then")
        return aware


class YesNoAnswer(Answer):
    """True or false."""

    def read(self, value: Any) -> bool:
        """Return the answer as a boolean."""
        if isinstance(value, bool):
            return value
        words = {"true": True, "yes": True, "on": True, "false": False, "no": False}
        if isinstance(value, str) and value.strip().lower() in words:
            return words[value.strip().lower()]
        raise self.refuse("be yes or no")


class ChoiceAnswer(Answer):
    """One of the options; options that come from variables are compared later."""

    def read(self, value: Any) -> OptionValue:
        """Return the option's own value."""
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if isinstance(value, (int, float)) and not abs(value) <= _LARGEST:
            raise self.refuse("be one of the options")
        if not isinstance(value, (str, int, float)) or len(str(value)) > _LONGEST_CHOICE or _UNPRINTABLE.search(str(value)):
            raise self.refuse("be one of the options")
        if self.asked.options_from is not None:
            return value
        return pick(self.asked.options, value, self)


class IdAnswer(Answer):
    """The id of a person or of a document; whether it exists is judged later."""

    def read(self, value: Any) -> str:
        """Return the id."""
        if not isinstance(value, str) or len(value) > _LONGEST_ID or _UNPRINTABLE.search(value):
            raise self.refuse("be one of the options" if self.asked.kind is Kind.PERSON else "be a file that was uploaded")
        return value


class ChecksAnswer(ChoiceAnswer):
    """Several of the options, each once."""

    def read(self, value: Any) -> Any:
        """Return the list of values."""
        values = value if isinstance(value, list) else [value]
        if len(values) > _MOST_CHOICES:
            raise self.refuse("be some of the options")
        read = super().read
        return list(dict.fromkeys(read(each) for each in values if each not in (None, "")))


class RawAnswer(Answer):
    """What the service fills in itself: taken as it is, and replaced later."""

    def deserialize(self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        """Return nothing: a given value is never trusted."""
        return None


def pick(options: tuple[Option, ...], value: OptionValue, answer: Answer) -> OptionValue:
    """Return the value of the option that a given value names; '4' names 4. Raises ValidationError."""
    for option in options:
        if option.value == value or str(option.value) == str(value):
            return option.value
    raise answer.refuse("be one of the options")


ANSWERS: dict[Kind, type[Answer]] = {
    Kind.TEXT: TextAnswer,
    Kind.TEXTAREA: TextAnswer,
    Kind.NUMBER: NumberAnswer,
    Kind.DATE: DateAnswer,
    Kind.DATETIME: DatetimeAnswer,
    Kind.YESNO: YesNoAnswer,
    Kind.DECLARE: YesNoAnswer,
    Kind.TICK: YesNoAnswer,
    Kind.RADIO: ChoiceAnswer,
    Kind.SELECT: ChoiceAnswer,
    Kind.CHECKS: ChecksAnswer,
    Kind.PERSON: IdAnswer,
    Kind.FILE: IdAnswer,
    Kind.AUTO: RawAnswer,
}


def moment_in_london(value: Any) -> datetime | None:
    """Return an ISO moment as time in the United Kingdom, or None when it is none."""
    try:
        moment = datetime.fromisoformat(cast(str, value))
    except (TypeError, ValueError):
        return None
    return moment.astimezone(LONDON) if moment.tzinfo else moment.replace(tzinfo=LONDON)
