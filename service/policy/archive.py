"""A bundle as a ZIP file, out and in. Refuses what a hostile archive may hold: odd paths, links, bombs, too many files."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping

from service.domain.bundle import Bundle
from service.domain.errors import Invalid

MAX_ARCHIVE_BYTES = 20 * 1024 * 1024
MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_TOTAL_BYTES = 20 * 1024 * 1024
MAX_FILES = 200
SAFE_PATH = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.-]*/)*[A-Za-z0-9_][A-Za-z0-9_.-]*\.(bpmn|dmn|form|toml|typ|docx|json)")
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def pack(bundle: Bundle) -> bytes:
    """Return the files of a bundle as a ZIP; equal bundles give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(bundle.files):
            archive.writestr(zipfile.ZipInfo(path, FIRST_DAY), bundle.files[path], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpack(content: bytes) -> Mapping[str, bytes]:
    """Return the files of a ZIP by path. Nothing is written to disk.

    Raises:
        Invalid: it is no ZIP, too large in any measure, encrypted, or has a path that no bundle has.
    """
    if len(content) > MAX_ARCHIVE_BYTES:
        raise Invalid("The file is too large: a bundle has at most 20 MB")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, zlib.error) as error:
        raise Invalid("The file is not a ZIP file that can be read") from error


def _read(archive: zipfile.ZipFile) -> Mapping[str, bytes]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MAX_FILES:
        raise Invalid(f"The ZIP file has more than {MAX_FILES} files")
    files: dict[str, bytes] = {}
    room = MAX_TOTAL_BYTES
    for member in members:
        _judge(member, files)
        with archive.open(member) as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
        room -= len(data)
        if len(data) > MAX_FILE_BYTES or room < 0:
            raise Invalid(f"{member.filename} is too large: a file has at most 5 MB, all files together 20 MB")
        files[member.filename] = data
    return files


def _judge(member: zipfile.ZipInfo, files: Mapping[str, bytes]) -> None:
    if not SAFE_PATH.fullmatch(member.filename):
        raise Invalid(f"The ZIP file has a path that no bundle has: {member.filename[:80]!r}")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Invalid(f"The ZIP file has a link instead of a file: {member.filename!r}")
    if member.flag_bits & 0x1:
        raise Invalid("The ZIP file is encrypted")
    if member.filename in files:
        raise Invalid(f"The ZIP file has {member.filename!r} twice")
