"""Cases: start, list, read, and send a message to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from service.api.schemas import (
    CasePageSchema,
    CaseRowSchema,
    CasesQuerySchema,
    MessageSchema,
    NumberSchema,
    ProblemSchema,
    ReachedSchema,
    StartSchema,
)
from service.api.wire import PROBLEM, Endpoints
from service.commands import RaiseEvent, SendMessage, StartCase
from service.domain.errors import NotFound
from service.domain.identity import Actor
from service.http.access import api_actor
from service.http.services import services
from service.queries.case_page import case_page
from service.queries.cases import cases
from service.queries.views import CasePage, CaseRow

endpoints = Endpoints("api_cases", __name__, url_prefix="/api/cases", description="Runs of procedures")


@endpoints.post("")
@endpoints.arguments(StartSchema)
@endpoints.response(201, NumberSchema)
@endpoints.alt_response(403, schema=ProblemSchema, content_type=PROBLEM)
def start(body: Mapping[str, Any]) -> tuple[Mapping[str, str], int, Mapping[str, str]]:
    """Start a case with the answers of the procedure's start form."""
    number = services().run(StartCase(procedure_id=body["procedure_id"], answers=body["answers"]), api_actor())
    return {"number": number}, 201, {"Location": url_for("api_cases.read", number=number)}


@endpoints.get("")
@endpoints.arguments(CasesQuerySchema, location="query")
@endpoints.response(200, CaseRowSchema(many=True))
def listed(query: Mapping[str, Any]) -> list[CaseRow]:
    """List cases that I may know of, newest first."""
    return list(services().query(cases, api_actor(), **query))


@endpoints.get("/<number>")
@endpoints.response(200, CasePageSchema)
@endpoints.alt_response(404, schema=ProblemSchema, content_type=PROBLEM)
def read(number: str) -> CasePage:
    """Read a case; the look is recorded."""
    return services().query(case_page, api_actor(), number=number)


@endpoints.post("/<number>/messages")
@endpoints.arguments(MessageSchema)
@endpoints.response(200, ReachedSchema)
@endpoints.alt_response(404, schema=ProblemSchema, content_type=PROBLEM)
@endpoints.alt_response(409, schema=ProblemSchema, content_type=PROBLEM)
def send(body: Mapping[str, Any], number: str) -> Mapping[str, Any]:
    """Send a message or signal to a case that waits for it."""
    actor = api_actor()
    if "subscription_id" in body:
        return raise_event(actor, number, body["subscription_id"], body["payload"])
    message = SendMessage(name=body["name"], kind=body["kind"], key=body.get("key"), case_number=number, payload=body["payload"])
    return {"number": number, "reached": services().run(message, actor)}


def raise_event(actor: Actor, number: str, subscription_id: str, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Deliver to a subscription that the case's page offers. Raises NotFound when it does not."""
    offered = services().query(case_page, actor, number=number).actions
    if subscription_id not in {action.subscription_id for action in offered}:
        raise NotFound("This case does not wait for that from you")
    services().run(RaiseEvent(subscription_id=subscription_id, payload=payload), actor)
    return {"number": number, "reached": 1}
