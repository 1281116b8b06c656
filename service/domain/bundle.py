"""A version: one procedure and everything it reaches, immutable and known by the hash of its content."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """The files of one procedure. Paths are as in the repository: ``processes/ashdale/x.bpmn``,
    ``processes/shared/y.dmn``, ``forms/ashdale/z.form``, ``processes/ashdale/policy.toml``."""

    council: str
    procedure_id: str
    files: Mapping[str, bytes]

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 in hex over council, procedure id, and paths and bytes in order of path."""
        digest = hashlib.sha256(f"{self.council}\0{self.procedure_id}\0".encode())
        for path in sorted(self.files):
            digest.update(f"{path}\0{len(self.files[path])}\0".encode())
            digest.update(self.files[path])
        return digest.hexdigest()

    def __hash__(self) -> int:
        return hash(self.content_hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bundle) and other.content_hash == self.content_hash


@dataclass(frozen=True, kw_only=True)
class Version:
    """A deployed bundle. ``number`` counts from 1 per council and procedure; ``live`` is True for the one new cases take."""

    version_id: str
    council: str
    procedure_id: str
    name: str
    number: int
    content_hash: str
    deployed_at: datetime
    deployed_by: str
    note: str
    live: bool
