"""Evidence: encrypted bytes in a folder, one file per document, written once. AES-256-GCM; the document's id is bound as
associated data, so that a file put in another's place is refused; the header names the key, so that keys can change."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.domain.errors import Conflict, Invalid, NotFound

MAGIC = b"TRI1"
KEY_ID_BYTES = 8
NONCE_BYTES = 12
HEADER_BYTES = len(MAGIC) + KEY_ID_BYTES + NONCE_BYTES

CHANGED = "This file was changed after it was stored, or its key is missing. It cannot be shown or relied on."


class FolderEvidence:
    """Evidence below ``folder``, made when missing. ``key`` has 32 bytes and encrypts; ``old_keys`` only decrypt."""

    def __init__(self, folder: Path | str, key: bytes, *, old_keys: Sequence[bytes] = ()) -> None:
        if any(len(one) != 32 for one in (key, *old_keys)):
            raise ValueError("an evidence key has 32 bytes")
        self._folder = Path(folder)
        self._key = key
        self._keys = {_key_id(one): one for one in (key, *old_keys)}

    def put(self, document_id: str, content: bytes) -> None:
        """Encrypt and keep bytes, durably and all or nothing. The same bytes again are success. Raises Conflict when other bytes
        stand under this id."""
        path = self._path(document_id)
        if path.exists():
            if self.get(document_id) != content:
                raise Conflict("Another file is stored under this id. Evidence is never overwritten.")
            return
        header = MAGIC + _key_id(self._key) + os.urandom(NONCE_BYTES)
        sealed = AESGCM(self._key).encrypt(header[-NONCE_BYTES:], content, _bound(header, document_id))
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(path, header + sealed)

    def get(self, document_id: str) -> bytes:
        """Return the plain bytes. Raises NotFound; raises Invalid when they were changed or their key is missing."""
        try:
            stored = self._path(document_id).read_bytes()
        except FileNotFoundError as error:
            raise NotFound("There is no such file.") from error
        header, sealed = stored[:HEADER_BYTES], stored[HEADER_BYTES:]
        key = self._keys.get(header[len(MAGIC) : -NONCE_BYTES])
        if len(header) < HEADER_BYTES or key is None:
            raise Invalid(CHANGED)
        try:
            return AESGCM(key).decrypt(header[-NONCE_BYTES:], sealed, _bound(header, document_id))
        except InvalidTag as error:
            raise Invalid(CHANGED) from error

    def _path(self, document_id: str) -> Path:
        name = hashlib.sha256(document_id.encode()).hexdigest()
        return self._folder / name[:2] / name


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"evidence key\0" + key).digest()[:KEY_ID_BYTES]


def _bound(header: bytes, document_id: str) -> bytes:
    return header[:-NONCE_BYTES] + document_id.encode()


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, whatever stops the process: temporary file, sync, rename."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)  # only there still when something failed
