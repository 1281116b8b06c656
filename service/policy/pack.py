"""Reads a council's ``policy.toml`` into a Pack. Strict: a key it does not know or a value of the wrong type is a finding."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from service.domain.errors import Unfit
from service.domain.pack import Pack, Role
from service.domain.retention import COUNTS_FROM, PERIOD
from service.policy import measured_rows, named_registers
from service.policy.calendar import days_off
from service.policy.shape import Reader

RULE = "policy-pack"
TOP = ("council", "name", "notice", "calendar", "parameters", "roles", "rules", "checks", "colours", "links", "registers")
CALENDAR = ("country", "subdivision", "extra", "removed")
ROLE = ("name", "includes", "groups", "may")
COLOURS = ("council", "tint", "line")
RETENTION = ("name", "period", "countsFrom", "procedures", "source")
PERMISSIONS = ("monitor", "publish", "waive", "inspect", "repair", "message")
ROLE_KEY = re.compile(r"[a-z][a-z0-9_]*")
LEVELS = ("error", "warning", "off")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@lru_cache(maxsize=128)
def load(content: bytes, *, file: str) -> Pack:
    """Return the pack written in ``content``, TOML in UTF-8; equal content is read once.

    Raises:
        Unfit: the file is not TOML, or a key or value of it is not one that a pack may have.
    """
    reader = Reader(RULE, file)
    pack = _read(content, reader)
    if reader.findings:
        raise Unfit(f"The policy pack {file} cannot be used", findings=reader.findings)
    return pack


def _read(content: bytes, reader: Reader) -> Pack:
    data = _toml(content, reader)
    if not reader.findings:
        reader.known_keys(data, TOP, place="The pack")
    roles = _roles(reader, reader.table(data, "roles", place="The pack"))
    parameters = reader.table(data, "parameters", place="The pack")
    _judge_retention(reader, reader.table(parameters, "retention", place="[parameters]"))
    registers = named_registers.read(reader, reader.table(data, "registers", place="The pack"))
    named_registers.judge_readers(reader, roles, registers)
    measured_rows.judge(reader, parameters, registers={register.key for register in registers})
    return Pack(
        council=reader.text(data, "council", place="The pack"),
        name=reader.text(data, "name", place="The pack"),
        parameters=_plain(parameters),
        roles=roles,
        rules=_sentences(reader, data, "rules"),
        checks=_levels(reader, reader.table(data, "checks", place="The pack")),
        colours=_colours(reader, reader.table(data, "colours", place="The pack")),
        notice=reader.texts(data, "notice", place="The pack"),
        links=_sentences(reader, data, "links"),
        registers=registers,
        holidays=_days_off(reader, reader.table(data, "calendar", place="The pack")),
    )


def _toml(content: bytes, reader: Reader) -> Mapping[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reader.complain(f"The file is not TOML: {error}")
        return {}


def _roles(reader: Reader, tables: Mapping[str, Any]) -> tuple[Role, ...]:
    roles = []
    for key, table in tables.items():
        place = f"Role {key!r}"
        if not ROLE_KEY.fullmatch(key):
            reader.complain(f"{place}: a role key is lower-case letters, digits and underscores")
        if not isinstance(table, dict):
            reader.complain(f"{place} must be a table with a name")
            continue
        reader.known_keys(table, ROLE, place=place)
        roles.append(
            Role(
                key=key,
                name=reader.text(table, "name", place=place),
                includes=reader.texts(table, "includes", place=place),
                groups=reader.texts(table, "groups", place=place),
                may=reader.texts(table, "may", place=place),
            )
        )
    _judge_roles(reader, roles)
    return tuple(roles)


def _judge_roles(reader: Reader, roles: list[Role]) -> None:
    keys = {role.key for role in roles}
    for role in roles:
        for key in role.includes:
            if key not in keys:
                reader.complain(f"Role {role.key!r} includes {key!r}, which is no role of the pack")
        for permission in role.may:
            if permission not in PERMISSIONS and not re.fullmatch(r"(start|read):\w+|stop:[\w.]+", permission):
                known = f"start:<procedure>, read:<register>, stop:<event>, {', '.join(PERMISSIONS)}"
                reader.complain(f"Role {role.key!r} may {permission!r}, which is no permission; known are {known}")


def _judge_retention(reader: Reader, classes: Mapping[str, Any]) -> None:
    named: dict[str, str] = {}
    for key, table in classes.items():
        place = f"[parameters.retention.{key}]"
        if not isinstance(table, dict):
            reader.complain(f"{place} must be a table with a period")
            continue
        reader.known_keys(table, RETENTION, place=place)
        period = reader.text(table, "period", place=place)
        if period and not PERIOD.fullmatch(period):
            reader.complain(
                f"{place}: {period!r} is no period to keep records for; write years, months, weeks or days, such as P6Y or P18M"
            )
        if reader.text(table, "countsFrom", place=place) not in ("", *COUNTS_FROM):
            reader.complain(f"{place}: 'countsFrom' must be {' or '.join(COUNTS_FROM)}")
        for name in ("name", "source"):
            reader.text(table, name, place=place)
        procedures = reader.texts(table, "procedures", place=place)
        if not procedures:
            reader.complain(
                f"{place} needs 'procedures': the ids of those whose cases it is for, or * for all that no other class names"
            )
        for procedure in procedures:
            if named.setdefault(procedure, key) != key:
                reader.complain(f"{place}: {procedure!r} is in the class {named[procedure]!r} already")


def _sentences(reader: Reader, data: Mapping[str, Any], key: str) -> Mapping[str, str]:
    table = reader.table(data, key, place="The pack")
    return {name: reader.text(table, name, place=f"[{key}]") for name in table}


def _levels(reader: Reader, table: Mapping[str, Any]) -> Mapping[str, str]:
    for name, value in table.items():
        if value not in LEVELS:
            reader.complain(f"[checks]: {name!r} must be {', '.join(LEVELS[:-1])} or {LEVELS[-1]}")
    return {name: str(value) for name, value in table.items()}


def _colours(reader: Reader, table: Mapping[str, Any]) -> Mapping[str, str]:
    reader.known_keys(table, COLOURS, place="[colours]")
    for name, value in table.items():
        if not (isinstance(value, str) and COLOUR.fullmatch(value)):
            reader.complain(f"[colours]: {name!r} must be a colour such as #12436D")
    return {name: str(value) for name, value in table.items()}


def _days_off(reader: Reader, table: Mapping[str, Any]) -> frozenset[date]:
    reader.known_keys(table, CALENDAR, place="[calendar]")
    country = reader.text(table, "country", place="[calendar]", default="GB")
    days = {key: _dates(reader, table, key) for key in ("extra", "removed")}
    try:
        return days_off(country, _parts(reader, table), **days)
    except LookupError as error:
        reader.complain(f"[calendar]: {error}")
        return frozenset()


def _parts(reader: Reader, table: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the parts of the country whose bank holidays count: one, or a list of several."""
    if table.get("subdivision") == []:
        reader.complain("[calendar]: 'subdivision' must name a part of the country")
    if isinstance(table.get("subdivision"), list):
        return reader.texts(table, "subdivision", place="[calendar]")
    return (reader.text(table, "subdivision", place="[calendar]", default="ENG"),)


def _dates(reader: Reader, table: Mapping[str, Any], key: str) -> tuple[date, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(type(item) is date for item in value):
        reader.complain(f"[calendar]: {key!r} must be a list of dates such as 2026-12-24")
        return ()
    return tuple(value)


def _plain(value: Any) -> Any:
    """Return a TOML value as JSON: dates and times become ISO text, as expressions expect them."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value
