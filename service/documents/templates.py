"""Templates by name: which a text names, which is whose twin, and the data each is tried with."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from service.documents.model import BrokenTemplate

TEMPLATE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.(?:typ|docx)")
IMPORTED = re.compile(rb'(?:import|include)\s*\(?\s*"/?([\w-]+\.typ)"')
FOREIGN = re.compile(r"[\"']@\w+/")


def named_in(expression: str) -> tuple[str, ...]:
    """Return the template files that an expression may lead to: it is a name, or has names in quotes. Each once, in order."""
    if TEMPLATE_NAME.fullmatch(expression.strip()):
        return (expression.strip(),)
    return tuple(dict.fromkeys(re.findall(rf'"({TEMPLATE_NAME.pattern})"', expression)))


def imported_by(content: bytes) -> tuple[str, ...]:
    """Return the other files that a Typst template names."""
    return tuple(dict.fromkeys(name.decode() for name in IMPORTED.findall(content)))


def twin(name: str, ending: str) -> str:
    """Return the name of the same template with another ending: of ``letter.typ`` and ``docx``, ``letter.docx``."""
    return f"{PurePosixPath(name).stem}.{ending}"


def sample(files: Mapping[str, bytes], name: str) -> Mapping[str, Any]:
    """Return the data that a template is tried with, the file of the same name that ends in ``.json``.

    Raises:
        BrokenTemplate: there is none, or it is no object.
    """
    place = twin(name, "json")
    if place not in files:
        raise BrokenTemplate(
            where=name, what="It has no data to be tried with", remedy=f"Put an example into {place} beside the template"
        )
    try:
        data = json.loads(files[place])
    except (ValueError, RecursionError) as error:
        raise BrokenTemplate(where=place, what=f"It is not JSON ({error})", remedy="Mend the file") from error
    if not isinstance(data, dict):
        raise BrokenTemplate(where=place, what="It is no object", remedy="Begin the file with { and give a value for each name")
    return data
