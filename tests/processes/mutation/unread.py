"""What a walk can do without: the drawing, what diagrams say to readers, the templates, and what letters and documents are filled with.
No step reads any of it, so walks leave it out, and what was walked stays true when only that changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

from lxml import etree

from service.domain.bundle import Bundle
from service.policy import pack
from tests.processes.mutation.drawn import BPMN, ZEEBE

TO_PAPER = frozenset({"documents.render", "email.send"})
PACK = "policy.toml"
READ = (".bpmn", ".dmn", ".form", PACK)
_PARAMETER = re.compile(rb"\bpack\.(\w+)")
_SAID = (f"{BPMN}documentation", "{http://www.omg.org/spec/BPMN/20100524/DI}BPMNDiagram")


def without(bundle: Bundle) -> Bundle:
    """Return a bundle with what the engine runs of it, and nothing else."""
    kept = {
        path: _lean(content) if path.endswith(".bpmn") else content
        for path, content in bundle.files.items()
        if path.endswith(READ)
    }
    return Bundle(council=bundle.council, procedure_id=bundle.procedure_id, files=kept)


def hash_of(files: Mapping[str, bytes]) -> str:
    """Return the hash of what the engine runs: of the council's policy pack only the parameters that are read."""
    named = sorted({name for content in files.values() for name in _PARAMETER.findall(content)})
    digest = sha256()
    for path, content in sorted(files.items()):
        if path.endswith(PACK):
            parameters = pack.load(content, file=path).parameters
            content = repr([(name, parameters.get(name.decode())) for name in named]).encode()
        digest.update(path.encode() + content)
    return digest.hexdigest()


@lru_cache(maxsize=512)
def _lean(content: bytes) -> bytes:
    root = etree.fromstring(content)
    unread = [*root.iter(*_SAID)]
    for task in root.iter(f"{BPMN}serviceTask", f"{BPMN}sendTask"):
        if any(each.get("type") in TO_PAPER for each in task.iter(f"{ZEEBE}taskDefinition")):
            unread += task.iter(f"{ZEEBE}input")
    for each in unread:
        parent = each.getparent()
        if parent is not None:
            parent.remove(each)
    return etree.tostring(root)
