"""Documents made from a case and kept as evidence: from a template file an accessible PDF or a Word file, from a template in plain text a
page. Everything filled in is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Protocol

from connectors.parameters import context, optional_text, text
from connectors.protocol import Broken, Call, Operation

TEMPLATE_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.(?:typ|docx)")
BLANK = re.compile(r"\{\{\s*([A-Za-z_][\w.]*)\s*\}\}")
SECTION = re.compile(r"\{\{#\s*([\w.]+)\s*\}\}(.*?)\{\{/\s*\1\s*\}\}", re.DOTALL)
HEADING = re.compile(r"(#{1,4})\s+(.*)")
FRAME = (
    '<!doctype html>\n<html lang="en-GB">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
    "<body>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
)


class Keep(Protocol):
    """Keeps a made document with the case; the same key keeps once."""

    def __call__(self, case_id: str, *, council: str, key: str, name: str, media_type: str, content: bytes) -> str:
        """Return the document's id."""
        ...


@dataclass(frozen=True)
class Printed:
    """A document made from a template file."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be made. ``template`` is the name of a file of the procedure's version; ``format`` is pdf, docx or html, '' for what
    the template is made for."""

    template: str
    format: str
    title: str
    data: Mapping[str, Any]


def no_press(order: Order, call: Call) -> Printed:
    """Raises Broken: nothing here makes documents from files."""
    raise Broken(f"Nothing here makes documents from template files such as “{order.template}”")


class Documents:
    """The connector ``documents``. ``press`` makes a document from a template file, or raises Broken."""

    name = "documents"

    def __init__(self, keep: Keep, press: Callable[[Order, Call], Printed] = no_press) -> None:
        self._keep = keep
        self._press = press

    def operations(self) -> tuple[Operation, ...]:
        """Return ``documents.render``."""
        made = Operation(
            name="documents.render",
            summary="Make a document from a template and data, and keep it with the case",
            required=("template", "title", "data"),
            optional=("format",),
            gives=("documentId", "documentName"),
            run=self.render,
        )
        return (made,)

    def render(self, call: Call) -> Mapping[str, Any]:
        """Make and keep one document. Raises Broken when the template names something the data do not have."""
        order = Order(
            template=text(call, "template"),
            format=optional_text(call, "format") or "",
            title=text(call, "title"),
            data=context(call, "data"),
        )
        made = self._press(order, call) if TEMPLATE_FILE.fullmatch(order.template) else page(order, call)
        document_id = self._keep(
            str(call.case["caseId"]),
            council=str(call.case["council"]),
            key=call.key,
            name=made.name,
            media_type=made.media_type,
            content=made.content,
        )
        return {"documentId": document_id, "documentName": made.name}


def page(order: Order, call: Call) -> Printed:
    """Return a page made from a template in plain text. Raises Broken when another format is asked for."""
    if order.format not in ("", "html"):
        raise Broken(f"A template in plain text makes html only, not {order.format}: name a template file")
    content = FRAME.format(title=escape(order.title), body=as_html(filled(order.template, order.data)))
    return Printed(f"{call.case['number']} {order.title}.html", "text/html", content.encode())


def filled(template: str, data: Mapping[str, Any]) -> str:
    """Return the template with ``{{name}}`` replaced and ``{{#list}}…{{/list}}`` repeated for each of a list. One line of the
    data stays one line, so that no value can begin a heading or a list of its own."""

    def section(match: re.Match[str]) -> str:
        items = value_of(match[1], data)
        rows = items if isinstance(items, list) else [items] if items else []
        return "".join(filled(match[2], {**data, **(row if isinstance(row, Mapping) else {"item": row})}) for row in rows)

    return BLANK.sub(lambda match: in_words(value_of(match[1], data)), SECTION.sub(section, template))


def value_of(path: str, data: Mapping[str, Any]) -> Any:
    """Return what a dotted path leads to. Raises Broken when it leads nowhere."""
    value: Any = data
    for name in path.split("."):
        if not isinstance(value, Mapping) or name not in value:
            raise Broken(f"The template names “{path}”, which the data do not have")
        value = value[name]
    return value


def in_words(value: Any) -> str:
    """Return a value as a reader sees it, on one line."""
    if value is None:
        return "not given"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(in_words(item) for item in value) or "none"
    return " ".join(str(value).split())


def as_html(plain: str) -> str:
    """Return text with ``#`` headings, ``-`` lists and blank lines between paragraphs as HTML, escaped throughout."""
    return "\n".join(block for lines in paragraphs(plain) for block in blocks(lines))


def paragraphs(plain: str) -> Iterator[list[str]]:
    """Yield the lines of each paragraph."""
    for part in re.split(r"\n\s*\n", plain.strip()):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if lines:
            yield lines


def blocks(lines: list[str]) -> Iterator[str]:
    """Yield the HTML blocks of one paragraph. A heading of the text stands one level below the page's own."""
    heading = HEADING.fullmatch(lines[0])
    if heading:
        level = len(heading[1]) + 1
        yield f"<h{level}>{escape(heading[2])}</h{level}>"
        lines = lines[1:]
    if lines and all(line.startswith("- ") for line in lines):
        yield "<ul>\n" + "\n".join(f"<li>{escape(line[2:])}</li>" for line in lines) + "\n</ul>"
    elif lines:
        yield f"<p>{'<br>'.join(escape(line) for line in lines)}</p>"
