"""Adapter to SpiffWorkflow: compiles procedures and moves cases. Nothing outside imports it; no Spiff object leaves."""

from __future__ import annotations

from service.engine.exploring import explore
from service.engine.machine import advance, job_view, view
from service.engine.procedure import Procedure, check_diagrams, compile_procedure, describe, start_context, start_timer
from service.engine.variables import answers, variables

__all__ = [
    "Procedure",
    "advance",
    "answers",
    "check_diagrams",
    "compile_procedure",
    "describe",
    "explore",
    "job_view",
    "start_context",
    "start_timer",
    "variables",
    "view",
]
