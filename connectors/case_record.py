"""The social care record: reads who is on a case and files documents under it. The shipped record is a folder laid out as one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from connectors.parameters import optional_text, text
from connectors.protocol import BpmnError, Broken, Call, Operation, TryAgain

SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,79}")


@dataclass(frozen=True)
class Filed:
    """One document to be filed, in plain bytes."""

    name: str
    content: bytes


class Record(Protocol):
    """A social care record system of one or more councils."""

    def read(self, council: str, reference: str) -> Mapping[str, Any] | None:
        """Return title, children and people of a case, or None when there is none. Raises TryAgain."""
        ...

    def file(self, council: str, reference: str, *, folder: str, document: Filed, key: str) -> str:
        """File a document and return the reference to it; the same key files once. Raises LookupError for an unknown case."""
        ...


class CaseRecord:
    """The connector ``case_record``. ``fetch`` returns a document of a case (by case id and document id) to be filed, and raises
    Broken for one that may not be used."""

    name = "case_record"

    def __init__(self, record: Record, *, fetch: Callable[[str, str], Filed]) -> None:
        self._record = record
        self._fetch = fetch

    def operations(self) -> tuple[Operation, ...]:
        """Return ``case_record.read`` and ``case_record.file``."""
        read = Operation(
            name="case_record.read",
            summary="Read who is on a case of the social care record",
            required=("reference",),
            gives=("record", "found"),
            run=self.read,
        )
        file = Operation(
            name="case_record.file",
            summary="File documents under a case of the social care record",
            required=("reference", "folder"),
            optional=("documents", "title", "text"),
            gives=("documentRefs",),
            errors=("RECORD_UNKNOWN",),
            run=self.file,
        )
        return (read, file)

    def read(self, call: Call) -> Mapping[str, Any]:
        """Return the case and whether there is one."""
        reference = text(call, "reference")
        found = self._record.read(str(call.case["council"]), reference)
        empty: Mapping[str, Any] = {"title": "", "children": [], "people": []}
        return {"record": {**empty, **(found or {}), "reference": reference}, "found": found is not None}

    def file(self, call: Call) -> Mapping[str, Any]:
        """File each document, and ``text`` as one more under ``title``. Raises BpmnError RECORD_UNKNOWN."""
        reference, folder = text(call, "reference"), text(call, "folder")
        if not SAFE.fullmatch(folder):
            raise Broken("The folder's name may have letters, digits, spaces and hyphens only")
        refs = []
        for index, document in enumerate(self.to_file(call)):
            try:
                ref = self._record.file(
                    str(call.case["council"]), reference, folder=folder, document=document, key=f"{call.key}/{index}"
                )
            except LookupError as error:
                raise BpmnError("RECORD_UNKNOWN", "The social care record has no such case") from error
            refs.append(ref)
        return {"documentRefs": refs}

    def to_file(self, call: Call) -> Sequence[Filed]:
        """Return what the call asks to be filed. Raises Broken when it is nothing."""
        documents = [self._fetch(str(call.case["caseId"]), document_id) for document_id in document_ids(call)]
        written = optional_text(call, "text")
        if written is not None:
            documents.append(Filed(f"{optional_text(call, 'title') or 'note'}.txt", written.encode()))
        if not documents:
            raise Broken("There is nothing to file: give documents or text")
        return documents


def document_ids(call: Call) -> list[str]:
    """Return the ids of ``documents``, a list of ids or of contexts with ``documentId`` or ``docId``."""
    given = call.parameters.get("documents") or []
    ids = []
    for item in given if isinstance(given, list) else [given]:
        found = (item.get("documentId") or item.get("docId")) if isinstance(item, Mapping) else item
        if not isinstance(found, str):
            raise Broken("Each of “documents” must be a document's id")
        ids.append(found)
    return list(dict.fromkeys(ids))


class FolderRecord:
    """A social care record as a folder: ``<council>/<reference>/case.json`` and one folder a kind of document."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, council: str, reference: str) -> Mapping[str, Any] | None:
        """Return the content of ``case.json``, or None."""
        path = self._case(council, reference)
        if path is None:
            return None
        try:
            content: Mapping[str, Any] = json.loads((path / "case.json").read_text("utf-8"))
        except OSError as error:
            raise TryAgain("The social care record does not answer") from error
        return content

    def write(self, council: str, reference: str, content: Mapping[str, Any]) -> None:
        """Create or replace a case: how demo and test cases come to be. Raises ValueError for an unusable reference."""
        if not SAFE.fullmatch(reference) or not SAFE.fullmatch(council):
            raise ValueError(f"{reference} cannot be a reference")
        folder = self._root / council / reference
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "case.json").write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")

    def file(self, council: str, reference: str, *, folder: str, document: Filed, key: str) -> str:
        """Write one file, named by the key, and return ``reference/folder/name``."""
        case = self._case(council, reference)
        if case is None:
            raise LookupError(reference)
        name = filed_name(document, key)
        try:
            (case / folder).mkdir(exist_ok=True)
            (case / folder / name).write_bytes(document.content)
        except OSError as error:
            raise TryAgain("The social care record cannot be written") from error
        return f"{reference}/{folder}/{name}"

    def _case(self, council: str, reference: str) -> Path | None:
        if not SAFE.fullmatch(reference) or not SAFE.fullmatch(council):
            return None
        folder = self._root / council / reference
        return folder if (folder / "case.json").is_file() else None


def filed_name(document: Filed, key: str) -> str:
    """Return the name a document is filed under: the same for every attempt, different for every document."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", document.name).strip("-.") or "document"
    return f"{hashlib.sha256(key.encode()).hexdigest()[:8]}-{plain[-80:]}"
