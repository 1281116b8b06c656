"""The application over fake services and who uses it; for browser tests one Chromium a session, and the real service."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, TypeVar

import playwright.sync_api as playwright
import pytest
from flask import Flask
from werkzeug.serving import make_server

from service import demo
from service.app import create_app
from service.bootstrap import Services, build
from service.settings import Settings
from service.stage import MovingClock
from tests.web.fakes import FakeServices
from tests.web.page import Browser

Served = Callable[[Flask], str]
Answer = TypeVar("Answer")


class Aside(Protocol):
    """Calls a function elsewhere and returns its answer."""

    def __call__(self, function: Callable[[], Answer]) -> Answer: ...


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def app(services: FakeServices) -> Flask:
    return create_app(services)


@pytest.fixture
def visitor(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def worker(app: Flask) -> Browser:
    return Browser(app).sign_in("aisha.rahman")


@pytest.fixture
def admin(app: Flask) -> Browser:
    return Browser(app).sign_in("uma.lind")


@pytest.fixture
def owner(app: Flask) -> Browser:
    return Browser(app).sign_in("sol.verne")


@pytest.fixture(scope="module")
def chromium() -> Iterator[playwright.Browser]:
    """The machine's Chromium, or else the one that came with playwright; root needs the sandbox off. One for the tests of a
    file: while it runs, an event loop runs in this thread, and what comes after must not meet it."""
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None),
            args=["--no-sandbox"],
        )
        yield found
        found.close()


@pytest.fixture
def serve() -> Iterator[Served]:
    """Serve an application at an address of its own until the test is over."""
    servers = []

    def start(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def aside() -> Iterator[Aside]:
    """Calls a function in a thread without playwright's event loop, which V8 would take for its own."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        yield lambda function: thread.submit(function).result()


@pytest.fixture
def real(tmp_path: Path, aside: Aside) -> Iterator[Services]:
    """The real service with Wakefield's procedures and people, no case yet, on a clock that stands at 20 March 2026."""

    def furnished() -> Services:
        services = build(Settings(data_dir=tmp_path), clock=MovingClock(datetime(2026, 3, 20, 9, tzinfo=UTC)))
        demo.deploy_all(services, "wakefield")
        demo.furnish(services, "wakefield")
        return services

    services = aside(furnished)
    yield services
    services.close()


@pytest.fixture(scope="module", autouse=True)
def _judged_once(judged_once: None) -> None:
    """What is shipped is proved once for all files here."""
