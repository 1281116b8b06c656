"""What a file defines and what it refers to: process, decision and form ids, and names of templates. Judges nothing; the checks do."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from service.documents import imported_by, named_in, twin
from service.domain.errors import Unfit
from service.engine import xml
from service.policy.paths import DOCUMENTS, SHARED, invariants_paths, owner_of, pack_path

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
NUMBER_PREFIX = f"{BPMN}extensionElements/{ZEEBE}properties/{ZEEBE}property[@name='numberPrefix']"
LITERAL = re.compile(r'=\s*"([\w.-]+)"')


@dataclass(frozen=True, kw_only=True)
class Contents:
    """Ids that one file defines, and ids that it needs. ``numbered`` are processes with a number prefix, so that cases of
    their own can be started. ``readable`` is False for a file that cannot be parsed."""

    processes: tuple[str, ...] = ()
    numbered: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    needs_processes: tuple[str, ...] = ()
    needs_decisions: tuple[str, ...] = ()
    needs_forms: tuple[str, ...] = ()
    needs_templates: tuple[str, ...] = ()
    readable: bool = True


@lru_cache(maxsize=512)
def contents(path: str, content: bytes) -> Contents:
    """Return what the file at ``path`` defines and needs, by its ending; other endings define nothing."""
    match PurePosixPath(path).suffix:
        case ".bpmn":
            return _diagram(path, content)
        case ".dmn":
            return _decisions(path, content)
        case ".form":
            return Contents(forms=(_form_id(path, content),))
        case ".typ":
            return Contents(needs_templates=imported_by(content))
        case _:
            return Contents()


def _diagram(path: str, content: bytes) -> Contents:
    try:
        root = xml.parse(content, file=path)
    except Unfit:
        return Contents(readable=False)
    return Contents(
        processes=_values(root, f"{BPMN}process", "id"),
        numbered=tuple(
            process.get("id") or "" for process in root.iter(f"{BPMN}process") if process.find(NUMBER_PREFIX) is not None
        ),
        needs_processes=_values(root, f"{ZEEBE}calledElement", "processId"),
        needs_decisions=_values(root, f"{ZEEBE}calledDecision", "decisionId"),
        needs_forms=_values(root, f"{ZEEBE}formDefinition", "formId") + _forms_asked_for(root),
        needs_templates=tuple(
            name
            for item in root.iter(f"{ZEEBE}input")
            if item.get("target") == "template"
            for name in named_in(item.get("source") or "")
        ),
    )


def _decisions(path: str, content: bytes) -> Contents:
    try:
        root = xml.parse(content, file=path)
    except Unfit:
        return Contents(readable=False)
    return Contents(decisions=_values(root, "{*}decision", "id"))


def _values(root: Any, tag: str, attribute: str) -> tuple[str, ...]:
    found = (element.get(attribute) for element in root.iter(tag))
    return tuple(value for value in found if value)


def _forms_asked_for(root: Any) -> tuple[str, ...]:
    """Return the forms that jobs name: input mappings to ``form`` whose value is a literal."""
    mappings = (each.get("source") or "" for each in root.iter(f"{ZEEBE}input") if each.get("target") == "form")
    return tuple(found[1] for source in mappings if (found := LITERAL.fullmatch(source.strip())))


def _form_id(path: str, content: bytes) -> str:
    """Return the form's id; a form that cannot be read is known by its file name, so that the check can say what is wrong."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        data = None
    form_id = data.get("id") if isinstance(data, dict) else None
    return form_id if isinstance(form_id, str) and form_id else PurePosixPath(path).stem


@dataclass(frozen=True)
class Index:
    """Where each id is defined: the council's own files win over shared ones, else the first path in order."""

    processes: Mapping[str, str]
    decisions: Mapping[str, str]
    forms: Mapping[str, str]
    templates: Mapping[str, str]


def index(files: Mapping[str, bytes], *, council: str) -> Index:
    """Return the index of the files that lie in the council's or the shared folders."""
    places: tuple[dict[str, str], dict[str, str], dict[str, str]] = ({}, {}, {})
    named: dict[str, str] = {}
    for folder in (council, SHARED):
        for path in sorted(files):
            if owner_of(path) != folder:
                continue
            if PurePosixPath(path).parent.name == DOCUMENTS:
                named.setdefault(PurePosixPath(path).name, path)
                continue
            found = contents(path, files[path])
            for place, ids in zip(places, (found.processes, found.decisions, found.forms), strict=True):
                for name in ids:
                    place.setdefault(name, path)
    return Index(*places, named)


def reached(files: Mapping[str, bytes], *, council: str, procedure_id: str) -> frozenset[str]:
    """Return the paths that a procedure needs, directly or through what it calls, with the council's pack and the invariants; empty when no
    readable file defines the procedure. What is needed and not there is left to the checks."""
    known = index(files, council=council)
    if procedure_id not in known.processes:
        return frozenset()
    waiting, paths = [known.processes[procedure_id]], set[str]()
    while waiting:
        path = waiting.pop()
        if path in paths:
            continue
        paths.add(path)
        found = contents(path, files[path])
        for place, ids in (
            (known.processes, found.needs_processes),
            (known.decisions, found.needs_decisions),
            (known.forms, found.needs_forms),
        ):
            waiting.extend(place[name] for name in ids if name in place)
        family = (twin(name, ending) for name in found.needs_templates for ending in ("typ", "docx", "json"))
        waiting.extend(known.templates[name] for name in family if name in known.templates)
    return frozenset(paths | ({pack_path(council), *invariants_paths(council)} & files.keys()))
