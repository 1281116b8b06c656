"""Settings: what is refused before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.settings import BadSettings, Settings

SAFE = {"TRIANGULATE_MODE": "production", "TRIANGULATE_SECRET_KEY": "s" * 32, "TRIANGULATE_BASE_URL": "https://t.example"}


def test_without_a_word_the_service_is_a_demo_on_this_machine():
    settings = Settings.from_environment({"PATH": "/bin"})
    assert (settings.demo, settings.host, settings.secure_cookies, settings.worker) == (True, "127.0.0.1", False, True)
    assert settings.database == f"sqlite:///{Path('data/triangulate.db')}"
    assert settings.max_upload_bytes == 30 * 1024 * 1024


def test_production_reads_what_it_is_given():
    settings = Settings.from_environment(
        {**SAFE, "TRIANGULATE_DATABASE_URL": "postgresql+psycopg://db/t", "TRIANGULATE_WORKER": "off"}
    )
    assert (settings.demo, settings.database, settings.worker, settings.secure_cookies) == (
        False,
        "postgresql+psycopg://db/t",
        False,
        True,
    )
    assert "sssss" not in repr(settings)


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"TRIANGULATE_SECERT_KEY": "x"}, "SECERT"),
        ({"TRIANGULATE_MODE": "test"}, "demo or production"),
        ({"TRIANGULATE_WORKER": "maybe"}, "on or off"),
        ({"TRIANGULATE_PORT": "0"}, "whole number"),
        ({"TRIANGULATE_EVIDENCE_KEY": "xyz"}, "hexadecimal"),
        ({"TRIANGULATE_EVIDENCE_KEY": "abcd"}, "64"),
        ({"TRIANGULATE_MAIL_HOST": "mail.example"}, "sends no e-mail"),
        (
            {"TRIANGULATE_DATABASE_URL": "postgresql://x/y", "TRIANGULATE_BASE_URL": "https://t.example"},
            "anybody could be anybody",
        ),
        ({**SAFE, "TRIANGULATE_SECRET_KEY": "short"}, "SECRET_KEY"),
        ({**SAFE, "TRIANGULATE_BASE_URL": "http://t.example"}, "https"),
    ],
)
def test_what_is_unknown_unusable_or_unsafe_is_refused(environ, says):
    with pytest.raises(BadSettings, match=says):
        Settings.from_environment(environ)
