"""A council's own measures are read by those whom the pack lets, each reading goes to the audit, and small numbers are marked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.commands import StartCase
from service.domain.errors import NotAllowed
from service.queries.reports import report_page

ASKED = StartCase(procedure_id="ash_request", answers={"reference": "CD-1", "question": "Who lives there?"})


def test_the_measures_of_the_pack_are_a_report_of_their_own(ashdale):
    ashdale.run(ASKED, "ann.ask")
    now = ashdale.clock.now()
    with ashdale.services.database.unit_of_work() as unit:
        facts = {
            "register": "tools",
            "prefix": "TO",
            "now": now,
            "today": now.date(),
            "review_on": now.date() - timedelta(days=1),
        }
        unit.registers.enter(council="ashdale", **facts)
        unit.commit()
    page = ashdale.services.query(report_page, ashdale.actor("di.chief"), name="report_measures", until=now + timedelta(days=1))
    assert [(line.key, line.label, line.value, line.met, line.small) for line in page.parts[0].lines] == [
        ("M1", "Requests", 1, None, True),
        ("M2", "Tools past their day", 1, False, False),
    ]
    with ashdale.services.database.unit_of_work(read_only=True) as unit:
        read = [entry for entry in unit.records.audit("ashdale") if entry.verb == "register_read"]
    assert [(entry.actor_id, entry.object_id, dict(entry.facts)) for entry in read] == [
        ("di.chief", "report_measures", {"rows": 2, "as_file": False})
    ]


def test_nobody_else_reads_them(ashdale):
    with pytest.raises(NotAllowed):
        ashdale.services.query(report_page, ashdale.actor("al.admin"), name="report_measures")
