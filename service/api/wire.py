"""How requests are read: JSON only, nothing unknown, and every refusal in the product's own errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from flask import abort
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser

from service.domain.errors import Invalid, Problem

View = TypeVar("View", bound=Callable[..., Any])
PROBLEM = "application/problem+json"


class StrictParser(FlaskParser):
    """Refuses unknown fields in bodies and addresses, and raises Invalid with a problem for each field."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": RAISE, "json": RAISE}  # noqa: RUF012  # webargs' own way

    def handle_error(
        self,
        error: ValidationError,
        req: Any,
        schema: Schema,
        *,
        error_status_code: int | None,
        error_headers: Mapping[str, str] | None,
    ) -> NoReturn:
        """Raise Invalid. The problems name fields, never values."""
        raise Invalid("Some of what was sent cannot be used", problems=tuple(problems_of(error))) from error

    def _handle_invalid_json_error(self, error: Exception, req: Any, *args: Any, **kwargs: Any) -> NoReturn:
        abort(400, "The body is not JSON")


def problems_of(error: ValidationError) -> Iterator[Problem]:
    """Yield one problem per message; the location (json, query) is left out of the path."""
    by_location: Mapping[str, Any] = error.messages_dict
    for messages in by_location.values():
        yield from _walk("", messages)


def _walk(path: str, messages: Any) -> Iterator[Problem]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            step = f"[{key}]" if isinstance(key, int) else f".{key}"
            yield from _walk("" if key == "_schema" else f"{path}{step}".removeprefix("."), inner)
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            yield Problem(path, str(message))


class Endpoints(Blueprint):  # type: ignore[misc]  # flask-smorest ships no types
    """A blueprint of endpoints that reads requests strictly."""

    ARGUMENTS_PARSER = StrictParser()

    if TYPE_CHECKING:

        def get(self, rule: str) -> Callable[[View], View]: ...
        def post(self, rule: str) -> Callable[[View], View]: ...
        def arguments(self, schema: type[Schema], *, location: str = "json", required: bool = True) -> Callable[[View], View]: ...
        def response(self, status_code: int, schema: type[Schema] | Schema | None = None) -> Callable[[View], View]: ...
        def alt_response(self, status_code: int, *, schema: type[Schema], content_type: str) -> Callable[[View], View]: ...
