"""Nothing of a case can get into a log, whoever asks."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import structlog

from service.http.logs import configure_logs, only_known_scalars, where_of


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def test_unknown_and_structured_fields_are_dropped_and_counted() -> None:
    event = {"event": "Answered", "status": 200, "reason": "Past violence", "actor_id": {"name": "Zara"}}
    assert only_known_scalars(None, "info", event) == {"event": "Answered", "status": 200, "dropped": 2}


def test_a_line_is_json_with_level_and_time(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs()
    structlog.get_logger("test").info("Answered a request", status=200, name="Zara Kaye")
    printed = capsys.readouterr()
    line = json.loads(printed.out or printed.err)
    assert (line["event"], line["level"], line["status"], line["dropped"]) == ("Answered a request", "info", 200, 1)
    assert "Zara" not in printed.out + printed.err


def test_where_names_frames_and_never_the_message() -> None:
    try:
        raise ValueError("Zara Kaye")
    except ValueError as error:
        where = where_of(error.__traceback__)
    assert where.startswith("test_logs.py:") and "Zara" not in where
