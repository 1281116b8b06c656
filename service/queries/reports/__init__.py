"""The reports as people read them: each with its own permission, denied by default, and every reading goes to the audit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from service.authz.permissions import Matter, Permission, may, require
from service.domain.errors import NotFound
from service.queries.reading import Reading
from service.queries.reports import inspection
from service.queries.reports.lines import lines
from service.queries.reports.page import Choice, Decided, Kind, Part, ReportLine, ReportPage

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            name="report_pilot",
            title="Is it worth it?",
            lead="How often searches were made, what they gave, how long they took, and what the safeguards did.",
            parts=(("pilot", "All measures"),),
        ),
        Kind(
            name="report_questions",
            title="Questions that the public asks",
            lead="Answers from what is recorded, for requests under the Freedom of Information Act.",
            parts=(
                ("Q_POLICY", "What the policy says"),
                ("Q_USE_IN_CP", "How often findings were used in a plan"),
                ("Q_HOURS", "Hours spent"),
                ("Q_COST", "What it cost"),
                ("Q_MISSED", "Children missed meanwhile"),
                ("Q_EXCEPTIONAL", "Why people were looked up"),
            ),
        ),
        Kind(
            name="report_inspection",
            title="Inspection",
            lead="The register for an inspector: the central record, every assessment, official accounts, and measures with their targets.",
            parts=(("inspection", "Measures"),),
            template="inspection-register.typ",
            document="Inspection register",
        ),
        Kind(
            name="report_measures",
            title="Measures",
            lead="What this council has chosen to count, and whether its targets are met.",
            parts=(("measures", "All measures"),),
        ),
        Kind(
            name="report_survey",
            title="Staff survey",
            lead="What staff know and do, from answers that lead to nobody.",
            parts=(("survey", "All measures"),),
        ),
    )
}
"""Every page of reports by the name in ``read:<name>`` of the policy pack, in the order of the list."""

TABLES = {"report_inspection": inspection.tabs}
"""The tables that stand below the figures of a page, by its name."""


def reports(reading: Reading) -> tuple[ReportLine, ...]:
    """Return the reports that the actor may read."""
    return tuple(
        ReportLine(name=kind.name, title=kind.title, lead=kind.lead)
        for kind in KINDS.values()
        if may(Permission.READ_REGISTER, reading.who, Matter(register=kind.name))
    )


def report_page(
    reading: Reading,
    *,
    name: str,
    since: datetime | None = None,
    until: datetime | None = None,
    survey: str | None = None,
    as_file: bool = False,
) -> ReportPage:
    """Return one page of reports over [since, until), or over all that is recorded, and have the reading audited; ``as_file`` says that it
    leaves as a file. ``survey`` is the id of a survey, the last one closed where none is given.

    Raises: NotFound for a report that is none; NotAllowed without ``read:<name>``.
    """
    kind = KINDS.get(name)
    if kind is None:
        raise NotFound("There is no such report")
    require(Permission.READ_REGISTER, reading.who, Matter(register=name))
    of_survey = any(report == "survey" for report, _ in kind.parts)
    choices = closed_surveys(reading) if of_survey else ()
    chosen = survey or (choices[0].value if choices else None)
    parts = tuple(
        part(reading, report, caption, since or BEGINNING, until or reading.now, chosen) for report, caption in kind.parts
    )
    tables = TABLES[name](reading, since or BEGINNING, until or reading.now) if name in TABLES else ()
    rows = sum(len(each.lines) for each in parts) + sum(len(table.rows) for table in tables)
    reading.was_read(name, rows=rows, as_file=as_file)
    return ReportPage(
        name=name,
        title=kind.title,
        lead=kind.lead,
        parts=parts,
        since=since,
        until=until,
        surveys=choices,
        survey=chosen,
        has_period=not of_survey,
        held_since=reading.registers.held_since(council=reading.council),
        tables=tables,
        document=kind.document if kind.template in reading.resources.templates(reading.council) else "",
    )


def closed_surveys(reading: Reading) -> tuple[Choice, ...]:
    """Return the surveys that take no more answers, the last first."""
    found = [each for each in reading.registers.surveys(council=reading.council) if each["closed_at"] is not None]
    return tuple(Choice(value=each["survey_id"], text=f"{each['survey_id']}: {each['title']}") for each in reversed(found))


def part(reading: Reading, report: str, caption: str, since: datetime, until: datetime, survey: str | None) -> Part:
    """Return one report with what was decided of its small numbers. The last decision on a number is the one that counts."""
    pack = reading.who.pack
    registers = reading.registers
    found = registers.run_report(
        council=reading.council,
        report=report,
        since=since,
        until=until,
        now=reading.now,
        parameters=pack.parameters,
        holidays=pack.holidays,
        survey=survey,
    )
    kept = registers.cell_decisions(council=reading.council, report=f"survey {survey}" if report == "survey" else report)
    names = reading.unit.people.names(sorted({each["by"] for each in kept if each["by"]}))
    decided = {
        (each["row_name"], each["column_name"], each["count"]): Decided(
            action=each["action"], reason=each["reason"], by=names.get(each["by"], each["by"] or ""), at=each["at"]
        )
        for each in kept
    }
    answer = found["answer"]
    small = {(each["row"], each["column"]): each["count"] for each in found["small_cells"]}
    return Part(
        key=report, caption=caption, held=answer["held"], text=answer["text"], lines=lines(answer["rows"], small, decided)
    )
