"""Versions opened once per process: compiled, with their forms and policy pack read. A version never changes, so nothing here is ever dropped."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from service import form_schemas
from service.domain.bundle import Bundle
from service.domain.errors import NotFound
from service.domain.pack import Pack
from service.domain.ports import Versions
from service.engine import Procedure, compile_procedure
from service.form_schemas import Form
from service.policy import pack as packs
from service.policy.invariants.guards import Guards, guards_of


@dataclass(frozen=True)
class OpenedVersion:
    """A version ready to run. ``pack`` is the policy pack as it was when the version was deployed."""

    version_id: str
    bundle: Bundle
    procedure: Procedure
    pack: Pack

    @cached_property
    def forms(self) -> Mapping[str, Form]:
        """The forms of the version by form id."""
        loaded = [
            form_schemas.load(content, file=path) for path, content in sorted(self.bundle.files.items()) if path.endswith(".form")
        ]
        return {form.form_id: form for form in loaded}

    @cached_property
    def guards(self) -> Guards:
        """What must hold as its tasks are taken and completed and its activities begin."""
        return guards_of(self.bundle, self.procedure.description)

    @cached_property
    def guarded(self) -> frozenset[str]:
        """The elements that the engine asks about as they begin."""
        return self.guards.starting(self.procedure.description)

    @cached_property
    def property_of(self) -> Mapping[str, str]:
        """The process's own settings (``numberPrefix``, ``caseTitle`` …)."""
        return self.procedure.description.properties

    def form(self, form_id: str) -> Form:
        """Return a form. Raises NotFound, which a deployed version never does: the checks looked."""
        if form_id not in self.forms:
            raise NotFound(f"The version has no form “{form_id}”")
        return self.forms[form_id]

    def form_content(self, form_id: str) -> bytes:
        """Return the bytes of a form's file. Raises NotFound."""
        return self.bundle.files[self.form(form_id).file]

    def name_of(self, element_id: str) -> str:
        """Return an element's name, or its id when it has none."""
        element = self.procedure.description.element(element_id)
        return (element.name if element else "") or element_id


def open_bundle(bundle: Bundle, *, version_id: str = "") -> OpenedVersion:
    """Compile a bundle. Raises Unfit when it cannot run."""
    policy = next((path for path in sorted(bundle.files) if path.endswith("/policy.toml")), None)
    pack = (
        packs.load(bundle.files[policy], file=policy)
        if policy
        else Pack(council=bundle.council, name=bundle.council, parameters={}, roles=())
    )
    return OpenedVersion(version_id, bundle, compile_procedure(bundle), pack)


class Shelf:
    """Every version this process has opened so far. Safe with several threads; the database is asked once per version."""

    def __init__(self) -> None:
        self._opened: dict[str, OpenedVersion] = {}
        self._lock = threading.Lock()

    def take(self, version_id: str, versions: Versions) -> OpenedVersion:
        """Return the opened version, reading and compiling it the first time. Raises NotFound."""
        with self._lock:
            opened = self._opened.get(version_id)
        if opened is None:
            opened = open_bundle(versions.bundle(version_id), version_id=version_id)
            with self._lock:
                opened = self._opened.setdefault(version_id, opened)
        return opened
