"""Who asks: a signed session for pages (Flask-Login), a signed bearer token for the API. Refuses anything unsigned or expired."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, Request, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from itsdangerous import BadData, URLSafeTimedSerializer

from service.domain.errors import NotAllowed
from service.domain.identity import Actor
from service.http.services import services

TOKEN_SALT = "triangulate.api"
ANONYMOUS = "surveys"
"""The blueprint on whose pages nobody is recognised."""


@dataclass(frozen=True, eq=False)
class SignedIn(UserMixin):  # type: ignore[misc]  # flask-login ships no types
    """An actor as Flask-Login keeps it; the session holds council and person id only."""

    actor: Actor

    def get_id(self) -> str:
        """Return what the session stores."""
        return f"{self.actor.council}/{self.actor.actor_id}"


def set_up_identity(app: Flask) -> None:
    """Let Flask-Login read the session, and the bearer token where there is no session."""
    manager = LoginManager(app)
    manager.session_protection = "basic"

    @manager.user_loader  # type: ignore[untyped-decorator]  # flask-login ships no types
    def load(user_id: str) -> SignedIn | None:
        council, _, person_id = user_id.partition("/")
        actor = services().actor(person_id, council)
        return SignedIn(actor) if actor else None


def sign_in(actor: Actor) -> None:
    """Start a fresh session for this actor; whatever the session held before is gone."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(actor))


def sign_out() -> None:
    """End the session."""
    logout_user()
    session.clear()


def current_actor() -> Actor:
    """Return who asks. Raises NotAllowed when nobody has signed in."""
    if not current_user.is_authenticated:
        raise NotAllowed("Sign in to see this.", rule="sign-in")
    actor: Actor = current_user.actor
    return actor


def signed_in_actor() -> Actor | None:
    """Return who asks, None for a visitor. On a survey everybody is one, so that no page and no log tells who answered."""
    if request.blueprint == ANONYMOUS:
        return None
    return current_user.actor if current_user.is_authenticated else None


def issue_token(actor_id: str, secret: str, ttl_s: int) -> str:
    """Return a signed bearer token for a person, valid for ``ttl_s`` seconds from now."""
    return URLSafeTimedSerializer(secret, salt=TOKEN_SALT).dumps({"sub": actor_id, "ttl": ttl_s})


def read_token(token: str, secret: str, *, longest_s: int = 86_400) -> str | None:
    """Return the person id of a genuine token that has not run out, else None. ``longest_s`` caps any token's life."""
    serializer = URLSafeTimedSerializer(secret, salt=TOKEN_SALT)
    try:
        claims, made_at = serializer.loads(token, max_age=longest_s, return_timestamp=True)
        person_id, ttl_s = str(claims["sub"]), int(claims["ttl"])
        serializer.loads(token, max_age=min(ttl_s, longest_s))
    except (BadData, KeyError, TypeError, ValueError):
        return None
    return person_id if made_at else None


def bearer_actor(request: Request) -> Actor:
    """Return the actor of the request's bearer token, in the council of header ``X-Council`` where given.
    Raises NotAllowed with rule ``token`` when there is no genuine token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    person_id = read_token(token.strip(), services().settings.secret_key) if scheme.lower() == "bearer" else None
    actor = services().actor(person_id, request.headers.get("X-Council")) if person_id else None
    if actor is None:
        raise NotAllowed("Send a valid bearer token.", rule="token")
    return actor
