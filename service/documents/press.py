"""Makes one document: picks the template, puts the frame round it, and hands the work to a process of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from service.documents import apart
from service.documents.model import STANDING_NOTICE, BrokenTemplate, Look, Made, Paper
from service.documents.templates import FOREIGN, twin
from service.documents.words import moment, readable

FORMATS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
}
FRAME = "paper.typ"
MAIN = '#import "/paper.typ": framed\n#show: framed\n#include "/{template}"\n'
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
UNFIT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')


def make(
    template: str,
    files: Mapping[str, bytes],
    data: Mapping[str, Any],
    *,
    paper: Paper,
    look: Look,
    format_: str = "",
) -> Made:
    """Return a document from ``template``, one of ``files`` (by bare name). ``format_`` is a key of FORMATS; '' takes what the
    template is made for: PDF of Typst, Word of Word. For the other kind the twin of the same name is taken.

    Raises:
        BrokenTemplate: there is no such template, or it is faulty, or takes too long or too much.
    """
    wanted = format_ or ("docx" if template.endswith(".docx") else "pdf")
    if wanted not in FORMATS:
        raise BrokenTemplate(where=template, what=f"There is no format “{wanted}”", remedy=f"Choose {', '.join(FORMATS)}")
    name = twin(template, "docx" if wanted == "docx" else "typ")
    if name not in files:
        raise BrokenTemplate(where=name, what="There is no such template", remedy="Put it into the council's folder documents")
    content = apart.run(_job(wanted, data, paper=paper, look=look), _files(name, files, wanted), template=name)[0]
    if wanted == "html":
        content = content.replace(b'<html lang="en">', b'<html lang="en-GB">', 1)
    return Made(content=content, media_type=FORMATS[wanted], ending=wanted)


def pictures(template: str, files: Mapping[str, bytes], data: Mapping[str, Any], *, paper: Paper, look: Look) -> list[bytes]:
    """Return the pages of a Typst template as PNG, for people who look at templates."""
    return apart.run(_job("png", data, paper=paper, look=look), _files(template, files, "png"), template=template)


def handbook(data: Mapping[str, Any], *, paper: Paper, look: Look) -> Made:
    """Return a policy handbook as PDF from what ``service.queries.catalogue`` tells of each procedure."""
    own = {"handbook.typ": Path(__file__).with_name("handbook.typ").read_bytes()}
    return make("handbook.typ", own, data, paper=paper, look=look)


def readable_name(paper: Paper, ending: str) -> str:
    """Return a file name that says what it is: the case's number and the title, nothing else."""
    words = " ".join(UNFIT_IN_NAMES.sub(" ", f"{paper.number} {paper.title}").split())
    return f"{words[:150]}.{ending}"


def _job(wanted: str, data: Mapping[str, Any], *, paper: Paper, look: Look) -> dict[str, Any]:
    printed = {
        "title": paper.title,
        "number": paper.number,
        "made": moment(paper.made_at),
        "council": look.council,
        "colour": look.colour if COLOUR.fullmatch(look.colour) else "#14463f",
        "at": int(paper.made_at.timestamp()),
        "format": "html" if wanted == "html" else "pdf",
    }
    return {"format": wanted, "data": readable(data), "paper": printed, "notice": STANDING_NOTICE, "at": printed["at"]}


def _files(template: str, files: Mapping[str, bytes], wanted: str) -> dict[str, bytes]:
    if wanted == "docx":
        return {template: files[template]}
    own = {name: content for name, content in files.items() if PurePosixPath(name).suffix == ".typ"}
    for name, content in own.items():
        if FOREIGN.search(content.decode("utf-8", "replace")):
            remedy = "Write what you need into a file of the folder documents: packages would come from the network"
            raise BrokenTemplate(where=name, what="It asks for a package", remedy=remedy)
    frame = Path(__file__).with_name(FRAME).read_bytes()
    return {**own, FRAME: frame, "main.typ": MAIN.format(template=template).encode()}
