"""Keep a file of a case: encrypted bytes in the evidence store, a row with its hash beside the case."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import PurePath

from service.commands.gate import Context
from service.domain.calendar import LONDON
from service.domain.errors import Invalid
from service.domain.records import CaseRecord, DocumentRecord

LONGEST_NAME = 120
LARGEST_BYTES = 30 * 1024 * 1024
SIGNATURES = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (b"PK\x03\x04",),
    "text/plain": (b"",),
    "text/html": (b"",),
    "message/rfc822": (b"",),
    "application/zip": (b"PK\x03\x04",),
}
"""Media types that are kept, each with the first bytes that a file of it must have."""
BY_ENDING = {
    ".bpmn": "text/plain",
    ".dmn": "text/plain",
    ".form": "text/plain",
    ".toml": "text/plain",
    ".zip": "application/zip",
}


def keep(
    context: Context, case: CaseRecord, *, document_id: str, name: str, media_type: str, content: bytes, why: str
) -> DocumentRecord:
    """Keep a file and return its row; ``why`` begins its chain of custody. Bytes that may not be used in one case of
    the council may not in another, under whatever name.

    Raises: Invalid for an empty or too large file, a media type that is not kept, or bytes that are not of that type.
    """
    media_type = known_type(name, media_type)
    require_acceptable(media_type, content)
    sha256 = hashlib.sha256(content).hexdigest()
    context.resources.evidence.put(document_id, content)
    document = DocumentRecord(
        document_id=document_id,
        case_id=case.case_id,
        name=safe_name(name),
        media_type=media_type,
        size=len(content),
        sha256=sha256,
        added_at=context.now,
        added_by=context.actor_id,
        custody=(f"{why} by {context.who.actor.name}, {in_words(context.now)}",),
        evidential_status=context.unit.registers.standing_of(council=case.council, sha256=sha256),
    )
    context.unit.documents.add(document)
    context.audit(
        case=case, object_id=document_id, facts={"sha256": document.sha256, "size": document.size, "media_type": media_type}
    )
    return document


def known_type(name: str, media_type: str) -> str:
    """Return the media type of a file that browsers disagree about by its name, of any other as it was sent."""
    return BY_ENDING.get(PurePath(name).suffix.lower(), media_type)


def require_acceptable(media_type: str, content: bytes) -> None:
    """Raises: Invalid when the file may not be kept."""
    if not content:
        raise Invalid("The file is empty")
    if len(content) > LARGEST_BYTES:
        raise Invalid(f"The file must be smaller than {LARGEST_BYTES // 1024 // 1024} MB")
    if media_type not in SIGNATURES or not content.startswith(SIGNATURES[media_type]):
        raise Invalid("The file must be a PDF, PNG, JPEG, Word document, e-mail, ZIP or plain text")


def safe_name(name: str) -> str:
    """Return the last part of a file name, printable and of bounded length."""
    last = PurePath(name.replace("\\", "/")).name
    cleaned = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*').strip(". ")
    return cleaned[-LONGEST_NAME:] or "file"


def in_words(moment: datetime) -> str:
    """Return a time as people read it in the council's zone: ``20 March 2026 at 2:02pm``."""
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%B %Y} at {local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
