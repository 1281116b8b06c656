"""Reports: the measures that a council answers from what is recorded, by name. Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping

from service.store.reports.report import Asked, Report, Reporter
from service.store.reports.survey import survey

REPORTS: Mapping[str, Reporter] = {"survey": survey}
"""Every report by the name that diagrams ask for."""

__all__ = ["REPORTS", "Asked", "Report", "Reporter"]
