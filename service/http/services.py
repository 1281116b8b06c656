"""What pages and API need of the running product, as a Protocol: bootstrap builds it, tests build a fake by construction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar, cast

from flask import current_app

from service.domain.guidance import Chapter
from service.domain.identity import Actor, Person
from service.domain.outside import Clock
from service.domain.pack import Pack

Answer = TypeVar("Answer")
EXTENSION = "triangulate"


class WebSettings(Protocol):
    """The settings that the wire needs."""

    @property
    def demo(self) -> bool:
        """Say whether anybody may sign in as any made-up person."""
        ...

    @property
    def secret_key(self) -> str:
        """The key that signs sessions and tokens."""
        ...

    @property
    def secure_cookies(self) -> bool:
        """Say whether cookies travel over HTTPS only."""
        ...

    @property
    def max_upload_bytes(self) -> int:
        """The largest request body."""
        ...


class Services(Protocol):
    """The one door to commands and queries."""

    @property
    def settings(self) -> WebSettings:
        """The settings read at start."""
        ...

    @property
    def clock(self) -> Clock:
        """The only source of time."""
        ...

    def run(self, command: Any, actor: Actor) -> Any:
        """Authorise, run and commit one command; return what it answers with."""
        ...

    def query(self, function: Callable[..., Answer], actor: Actor, **parameters: Any) -> Answer:
        """Answer a query as this actor may see it."""
        ...

    def actor(self, person_id: str, council: str | None = None) -> Actor | None:
        """Return an active person as actor in a council (by default their first), None if there is none."""
        ...

    def pack(self, council: str) -> Pack:
        """Return the policy pack of a council."""
        ...

    def councils(self) -> Sequence[str]:
        """Return the councils that are set up."""
        ...

    def personas(self, council: str) -> Sequence[Person]:
        """Return who can sign in, for the demo."""
        ...

    def guidance(self, council: str) -> Sequence[Chapter]:
        """Return the pages of guidance of a council."""
        ...

    def directory(self, council: str) -> Any:
        """Return the people that forms offer, by role."""
        ...


def services() -> Services:
    """Return the services of the running application."""
    return cast(Services, current_app.extensions[EXTENSION])
