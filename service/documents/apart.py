"""Runs one job in a process of its own, under limits. What is wrong with a template comes back as BrokenTemplate."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from service.documents.model import BrokenTemplate

CHILD = Path(__file__).with_name("child.py")
FONTS = Path(__file__).with_name("fonts")
CPU_SECONDS = 10
WALL_SECONDS = 20
MEMORY_BYTES = 2 * 1024**3
MOST_DATA = 5 * 1024**2
MOST_RESULT = 25 * 1024**2
PLACE = re.compile(r"┌─ (?P<file>[\w./-]+):(?P<line>\d+):(?P<column>\d+)")
NOWHERE = "http://127.0.0.1:9"
ENVIRONMENT = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"), NOWHERE)
"""All that the process sees of ours: no secret, and every way to the network leads into nothing."""

TOO_MUCH = "Look for a loop that never ends or a list that grows without end"


def run(job: Mapping[str, Any], files: Mapping[str, bytes], *, template: str, cpu_seconds: int = CPU_SECONDS) -> list[bytes]:
    """Return what the job gives: one file, or one per page for a picture.

    Raises:
        BrokenTemplate: the template is faulty, or takes too long or too much.
    """
    with tempfile.TemporaryDirectory() as folder:
        sent = {
            **job,
            "template": template,
            "files": {name: base64.b64encode(content).decode() for name, content in files.items()},
            "folder": folder,
            "fonts": str(FONTS),
            "cpu_seconds": cpu_seconds,
            "memory_bytes": MEMORY_BYTES,
        }
        asked = json.dumps(sent, ensure_ascii=True)
        if len(asked) > MOST_DATA + sum(len(content) * 2 for content in files.values()):
            raise BrokenTemplate(where=template, what="The data are too large", remedy="Give the template less than 5 MB")
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-X", "utf8", str(CHILD)],
                input=asked,
                capture_output=True,
                text=True,
                timeout=WALL_SECONDS,
                cwd=folder,
                env=ENVIRONMENT,
            )
        except subprocess.TimeoutExpired as error:
            raise BrokenTemplate(where=template, what="It takes too long", remedy=TOO_MUCH) from error
    return _read(done, template)


def _read(done: subprocess.CompletedProcess[str], template: str) -> list[bytes]:
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise BrokenTemplate(where=template, what="It takes too long or too much memory", remedy=TOO_MUCH) from error
    if "fault" in answer:
        raise _fault(answer, template)
    content = [base64.b64decode(page) for page in answer["content"]]
    if sum(map(len, content)) > MOST_RESULT:
        raise BrokenTemplate(where=template, what="The document is too large", remedy="Keep it under 25 MB")
    return content


def _fault(answer: Mapping[str, Any], template: str) -> BrokenTemplate:
    places = [match for match in PLACE.finditer(answer.get("diagnostic", "")) if match["file"] != "main.typ"]
    where = f"{Path(places[0]['file']).name}, line {places[0]['line']}" if places else template
    if answer.get("line"):
        where = f"{template}, line {answer['line']}"
    what = " ".join(str(answer["fault"]).split())
    if "package" in what or "not found (searched" in what or "escape the project" in what:
        what, hint = what.partition(" (")[0], "A template may use its own files in the folder documents only"
    else:
        hints = [str(hint)[:1].upper() + str(hint)[1:] for hint in answer.get("hints", ())]
        hint = ". ".join(hints) or "Mend the template and try it again with its example"
    return BrokenTemplate(where=where, what=what[:1].upper() + what[1:], remedy=hint)
