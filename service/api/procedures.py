"""Procedures that I may start."""

from __future__ import annotations

from service.api.schemas import ProcedureRowSchema
from service.api.wire import Endpoints
from service.http.access import api_actor
from service.http.services import services
from service.queries.startable import startable
from service.queries.views import ProcedureRow

endpoints = Endpoints("api_procedures", __name__, url_prefix="/api/procedures", description="What can be started")


@endpoints.get("")
@endpoints.response(200, ProcedureRowSchema(many=True))
def listed() -> list[ProcedureRow]:
    """List the procedures of my council that I may start."""
    return list(services().query(startable, api_actor()))
