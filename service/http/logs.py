"""Logs: a sentence and scalar fields from a closed set, one JSON line each. Case content cannot get in, whoever asks."""

from __future__ import annotations

import logging
import time
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, Response, g, request

from service.http.identity import signed_in_actor

FIELDS = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "method",
        "route",
        "status",
        "duration_ms",
        "actor_id",
        "council",
        "reference",
        "error",
        "where",
        "job_id",
        "operation",
    }
)


def only_known_scalars(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not in the closed set or not a scalar; ``dropped`` says how many."""
    kept = {key: value for key, value in event.items() if key in FIELDS and isinstance(value, str | int | float | bool | None)}
    if len(kept) < len(event):
        kept["dropped"] = len(event) - len(kept)
    return kept


def configure_logs(*, level: str = "INFO") -> None:
    """Set up structlog for the process: JSON lines on standard error. The sentences of other libraries stay at WARNING."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_known_scalars,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        cache_logger_on_first_use=False,
    )


def where_of(trace: TracebackType | None) -> str:
    """Return the last frames of a traceback as ``file:line function``, without any message or value."""
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return " > ".join(frames[-6:])


def set_up_request_log(app: Flask) -> None:
    """Log one line per request: the route's pattern, never the path."""
    log = structlog.get_logger("http")

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        if request.endpoint == "static":
            return response
        actor = g.get("api_actor") or signed_in_actor()
        log.info(
            "Answered a request",
            method=request.method,
            route=request.url_rule.rule if request.url_rule else "none",
            status=response.status_code,
            duration_ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
            actor_id=actor.actor_id if actor else None,
            council=actor.council if actor else None,
        )
        return response
