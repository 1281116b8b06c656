"""The application over fake services, and who uses it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from service.app import create_app
from tests.web.fakes import FakeServices
from tests.web.page import Browser


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def app(services: FakeServices) -> Iterator[Flask]:
    yield create_app(services)


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
