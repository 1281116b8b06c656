"""Who is let in where."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from service.app import UnlistedRoute, create_app, refuse_unlisted_routes
from service.http.access import rule_of
from tests.web.fakes import FakeServices, FakeSettings
from tests.web.page import Browser


def test_every_route_is_listed_under_a_rule(app: Flask) -> None:
    assert [rule.endpoint for rule in app.url_map.iter_rules() if rule_of(app, rule.endpoint) is None] == []


def test_the_service_refuses_to_start_with_an_unlisted_route(app: Flask) -> None:
    app.add_url_rule("/hidden", "hidden", lambda: "")
    with pytest.raises(UnlistedRoute, match="hidden"):
        refuse_unlisted_routes(app)


def test_an_unlisted_route_answers_nobody(services: FakeServices) -> None:
    app = create_app(services)
    app.add_url_rule("/hidden", "hidden", lambda: "secret")
    assert Browser(app).sign_in("uma.lind").get("/hidden", status=404).heading == "Page not found"


def test_a_visitor_is_asked_to_sign_in_and_led_back(visitor: Browser) -> None:
    answer = visitor.client.get("/cases?q=WR")
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/cases?q%3DWR")
    token = visitor.token()
    answer = visitor.client.post(
        "/sign-in", data={"persona": "aisha.rahman", "council": "oakshire", "next": "/cases?q=WR", "csrf_token": token}
    )
    assert answer.location == "/cases?q=WR"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example"]
)
def test_signing_in_never_leads_elsewhere(visitor: Browser, wanted: str) -> None:
    answer = visitor.client.post(
        "/sign-in", data={"persona": "aisha.rahman", "council": "oakshire", "next": wanted, "csrf_token": visitor.token()}
    )
    assert answer.location == "/"


def test_an_unknown_persona_is_not_signed_in(visitor: Browser) -> None:
    page = visitor.post("/sign-in", {"persona": "mallory", "council": "oakshire"}, status=422)
    assert "Choose one of the people on the list" in page.text


def test_outside_demo_mode_nobody_is_offered_a_persona() -> None:
    browser = Browser(create_app(FakeServices(settings=replace(FakeSettings(), demo=False))))
    page = browser.get("/sign-in")
    assert page.heading == "Sign in" and "Aisha Rahman" not in page.text
    answer = browser.client.post("/sign-in", data={"persona": "aisha.rahman"})
    assert answer.status_code in (400, 404)


@pytest.mark.parametrize(("who", "home"), [("aisha.rahman", "/inbox"), ("uma.lind", "/cockpit"), ("sol.verne", "/studio")])
def test_everybody_begins_in_their_own_room(app: Flask, who: str, home: str) -> None:
    assert Browser(app).sign_in(who).client.get("/").location == home


@pytest.mark.parametrize("path", ["/cockpit", "/cockpit/cases", "/studio", "/studio/procedures/look_request/change"])
def test_a_closed_room_says_so(worker: Browser, path: str) -> None:
    assert worker.get(path, status=403).heading == "This is for somebody else"


def test_signing_out_ends_the_session(worker: Browser) -> None:
    worker.post("/sign-out", status=302)
    assert worker.client.get("/inbox").status_code == 302


def test_a_session_of_somebody_who_left_is_over(worker: Browser, services: FakeServices) -> None:
    services.actor = lambda person_id, council=None: None  # type: ignore[method-assign]  # they have left
    assert worker.client.get("/inbox").location.startswith("/sign-in")


def test_cookies_are_closed_to_scripts_and_other_sites(visitor: Browser) -> None:
    cookie = visitor.client.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_over_https_cookies_stay_there(services: FakeServices) -> None:
    services.settings = replace(services.settings, secure_cookies=True)
    answer = create_app(services).test_client().get("/sign-in", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_each_answer_has_its_own_nonce_and_is_not_kept(visitor: Browser) -> None:
    first, second = (visitor.client.get("/guidance").headers for _ in range(2))
    assert first["Content-Security-Policy"] != second["Content-Security-Policy"]
    assert (first["Cache-Control"], first["X-Content-Type-Options"], first["X-Frame-Options"]) == ("no-store", "nosniff", "DENY")


def test_a_pack_cannot_bring_style_or_script_into_the_frame(worker: Browser) -> None:
    text = worker.client.get("/inbox").get_data(as_text=True)
    assert "display:none" not in text and "javascript:alert" not in text


def test_the_process_says_that_it_lives(visitor: Browser) -> None:
    assert visitor.client.get("/health").json == {"status": "ok"}
