"""Decisions (DMN) over FEEL: load, check, decide. Nothing here knows the token engine, and no cell is ever Python."""

from service.engine.decisions.checks import check
from service.engine.decisions.model import Decision, DecisionModel, DecisionTable, HitPolicy
from service.engine.decisions.reader import load
from service.engine.decisions.run import DecisionError, decide, decide_all, invoke

__all__ = [
    "Decision",
    "DecisionError",
    "DecisionModel",
    "DecisionTable",
    "HitPolicy",
    "check",
    "decide",
    "decide_all",
    "invoke",
    "load",
]
