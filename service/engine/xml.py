"""The one XML parser of the product. Refuses document types, entities, oversized or overdeep files, and ids that are not unique names."""

from __future__ import annotations

import re

from lxml import etree

from service.domain.errors import Unfit
from service.domain.findings import Finding

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 200
_NCNAME = re.compile(r"[^\W\d][\w.\-·]*")


def parse(content: bytes, *, file: str) -> etree._Element:
    """Return the root of a BPMN or DMN file, without comments and processing instructions; nothing is ever fetched.

    Raises: Unfit with a finding of rule ``xml`` about ``file`` for everything that is refused.
    """
    if len(content) > MAX_BYTES:
        raise _unfit(file, f"The file is larger than {MAX_BYTES // 1024 // 1024} MB")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _unfit(file, f"The file is not well-formed XML: {str(error).partition(' (<string>')[0]}") from error
    _require_no_document_type(root, file)
    _require_depth(root, file)
    _require_ids(root, file)
    return root


def _require_no_document_type(root: etree._Element, file: str) -> None:
    # internalDTD is set for an external subset too; an unresolved entity stays in the tree as a node of its own.
    if root.getroottree().docinfo.internalDTD is not None or any(True for _ in root.iter(etree.Entity)):
        raise _unfit(file, "Document types and entities are not allowed")


def _require_depth(root: etree._Element, file: str) -> None:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise _unfit(file, f"Elements are nested deeper than {MAX_DEPTH}")


def _require_ids(root: etree._Element, file: str) -> None:
    seen: set[str] = set()
    findings = []
    for element in root.iter(etree.Element):
        name = element.get("id")
        if name is None or not _is_ours(element):
            continue
        if not _NCNAME.fullmatch(name):
            findings.append(
                _finding(file, f"“{name}” cannot be an id: ids begin with a letter and have no spaces or colons", name)
            )
        elif name in seen:
            findings.append(_finding(file, f"The id “{name}” stands twice", name))
        seen.add(name)
    if findings:
        raise Unfit(findings[0].message, findings=findings)


def _is_ours(element: etree._Element) -> bool:
    """Say whether an id is one that diagrams may refer to: what other tools add to a file has ids of its own making."""
    namespace = etree.QName(element).namespace or "omg.org"
    return "omg.org" in namespace or "camunda.org" in namespace


def _finding(file: str, message: str, element_id: str | None = None) -> Finding:
    return Finding(rule="xml", file=file, message=message, element_id=element_id)


def _unfit(file: str, message: str) -> Unfit:
    return Unfit(f"{file}: {message}", findings=[_finding(file, message)])
