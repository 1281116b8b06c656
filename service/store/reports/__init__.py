"""Reports: the measures that a council answers from what is recorded, by name. Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping

from service.store.reports import questions
from service.store.reports.inspection import inspection
from service.store.reports.measures import measures
from service.store.reports.pilot import pilot
from service.store.reports.report import Asked, Report, Reporter
from service.store.reports.survey import survey
from service.store.reports.technology import technology

REPORTS: Mapping[str, Reporter] = {
    "pilot": pilot,
    "inspection": inspection,
    "survey": survey,
    "measures": measures,
    "technology": technology,
    "Q_POLICY": questions.policy,
    "Q_USE_IN_CP": questions.use_in_plan,
    "Q_HOURS": questions.hours,
    "Q_COST": questions.cost,
    "Q_MISSED": questions.missed,
    "Q_EXCEPTIONAL": questions.exceptional,
}
"""Every report by the name that diagrams ask for."""

__all__ = ["REPORTS", "Asked", "Report", "Reporter"]
