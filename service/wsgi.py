"""The entry point of a WSGI server: ``gunicorn service.wsgi:app``. Reads the settings from the environment, once."""

from __future__ import annotations

from service.app import create_app
from service.bootstrap import build
from service.http.logs import configure_logs
from service.settings import Settings

configure_logs()
app = create_app(build(Settings.from_environment()))
