"""The settings, read once from the environment and frozen. Refuses what it does not know and what does not go together."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "TRIANGULATE_"
ROOT = Path(__file__).resolve().parents[1]
SHORTEST_SECRET = 32


class BadSettings(Exception):
    """The environment does not make a service that could run safely; the message says which setting and why."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between installations. ``demo`` lets anybody be any made-up person. ``secret_key`` signs sessions
    and tokens and, without an ``evidence_key`` (64 hexadecimal digits), also protects evidence; '' lets a demo keep its own."""

    demo: bool = True
    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path("data")
    database_url: str = ""
    secret_key: str = field(default="", repr=False)
    evidence_key: str = field(default="", repr=False)
    base_url: str = "http://localhost:8000"
    processes_dir: Path = ROOT / "processes"
    forms_dir: Path = ROOT / "forms"
    worker: bool = True
    mail_host: str = ""
    mail_port: int = 587
    mail_from: str = "triangulate@localhost"
    max_upload_mb: int = 30

    @property
    def secure_cookies(self) -> bool:
        """True when the service is reached over HTTPS only."""
        return self.base_url.startswith("https://")

    @property
    def max_upload_bytes(self) -> int:
        """The largest request body."""
        return self.max_upload_mb * 1024 * 1024

    @property
    def database(self) -> str:
        """The database's URL; without one, an SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'triangulate.db'}"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Return the settings from ``TRIANGULATE_…`` variables, by default the process's own.

        Raises: BadSettings for an unknown variable, an unusable value, or a combination that is not safe.
        """
        given = {name: value for name, value in (os.environ if environ is None else environ).items() if name.startswith(PREFIX)}
        unknown = sorted(given.keys() - READERS.keys())
        if unknown:
            raise BadSettings(f"Unknown setting {', '.join(unknown)}; known are {', '.join(sorted(READERS))}")
        read = {FIELDS.get(name, name.removeprefix(PREFIX).lower()): READERS[name](name, value) for name, value in given.items()}
        settings = cls(**read)
        require_safe(settings)
        return settings


def require_safe(settings: Settings) -> None:
    """Raises: BadSettings when the settings do not go together."""
    if settings.evidence_key and len(settings.evidence_key) != 64:
        raise BadSettings("TRIANGULATE_EVIDENCE_KEY must have 64 hexadecimal digits")
    if settings.demo:
        if settings.mail_host:
            raise BadSettings("A demo sends no e-mail: leave TRIANGULATE_MAIL_HOST out, or set TRIANGULATE_MODE=production")
        host = urlsplit(settings.base_url).hostname or ""
        if settings.database_url.startswith("postgresql") and host not in ("localhost", "127.0.0.1"):
            raise BadSettings("A demo on a shared database must not be reached from outside: anybody could be anybody")
        return
    if len(settings.secret_key) < SHORTEST_SECRET:
        raise BadSettings(f"Production needs TRIANGULATE_SECRET_KEY with at least {SHORTEST_SECRET} characters")
    if not settings.secure_cookies:
        raise BadSettings("Production needs TRIANGULATE_BASE_URL to begin with https://")


def read_text(name: str, value: str) -> str:
    """Return the value without spaces around it."""
    return value.strip()


def read_mode(name: str, value: str) -> bool:
    """Return True for demo, False for production. Raises BadSettings."""
    modes = {"demo": True, "production": False}
    if value.strip().lower() not in modes:
        raise BadSettings(f"{name} must be demo or production")
    return modes[value.strip().lower()]


def read_folder(name: str, value: str) -> Path:
    """Return an absolute path."""
    return Path(value).expanduser().resolve()


def read_number(name: str, value: str) -> int:
    """Return a whole number above 0. Raises BadSettings."""
    if not value.strip().isdecimal() or int(value) == 0:
        raise BadSettings(f"{name} must be a whole number above 0")
    return int(value)


def read_switch(name: str, value: str) -> bool:
    """Return True for on, False for off. Raises BadSettings."""
    words = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}
    if value.strip().lower() not in words:
        raise BadSettings(f"{name} must be on or off")
    return words[value.strip().lower()]


def read_hexadecimal(name: str, value: str) -> str:
    """Return hexadecimal digits. Raises BadSettings."""
    try:
        bytes.fromhex(value.strip())
    except ValueError as error:
        raise BadSettings(f"{name} must be hexadecimal digits") from error
    return value.strip()


READERS: Mapping[str, Callable[[str, str], Any]] = {
    "TRIANGULATE_MODE": read_mode,
    "TRIANGULATE_HOST": read_text,
    "TRIANGULATE_PORT": read_number,
    "TRIANGULATE_DATA_DIR": read_folder,
    "TRIANGULATE_DATABASE_URL": read_text,
    "TRIANGULATE_SECRET_KEY": read_text,
    "TRIANGULATE_EVIDENCE_KEY": read_hexadecimal,
    "TRIANGULATE_BASE_URL": read_text,
    "TRIANGULATE_PROCESSES_DIR": read_folder,
    "TRIANGULATE_FORMS_DIR": read_folder,
    "TRIANGULATE_WORKER": read_switch,
    "TRIANGULATE_MAIL_HOST": read_text,
    "TRIANGULATE_MAIL_PORT": read_number,
    "TRIANGULATE_MAIL_FROM": read_text,
    "TRIANGULATE_MAX_UPLOAD_MB": read_number,
}
"""Every setting with the function that reads it."""

FIELDS = {"TRIANGULATE_MODE": "demo"}
"""Settings whose field has another name."""
