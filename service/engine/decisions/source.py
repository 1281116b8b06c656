"""One DMN file while it is read: its elements by local name, and the findings against it."""

from __future__ import annotations

import re

from lxml import etree

from service.domain.errors import Unfit
from service.domain.findings import Finding
from service.engine import xml

_NAMESPACE = re.compile(r"(https://www\.omg\.org/spec/DMN/\d{8}/MODEL/|http://www\.omg\.org/spec/DMN/\d{8}/(MODEL/|dmn\.xsd))")
_FEEL = re.compile(r"(|feel|https?://www\.omg\.org/spec/(DMN|FEEL)/.*)", re.IGNORECASE)


class Source:
    """The tree of a file. ``key`` turns a reference into the id that the whole model knows: own elements by their id alone,
    those of an imported file by its namespace before it."""

    def __init__(self, content: bytes, *, file: str, imported: bool = False) -> None:
        self.root = xml.parse(content, file=file)
        self.file = file
        self.findings: list[Finding] = []
        name = etree.QName(self.root)
        if name.localname != "definitions" or not _NAMESPACE.fullmatch(name.namespace or ""):
            self.refuse("decision-model", "This is not a DMN file of version 1.1 to 1.5")
            self.stop_if_refused()
        self.prefix = f"{{{name.namespace}}}"
        self.namespace = self.root.get("namespace", "")
        self.imported = imported

    def key(self, href: str, *, home: str) -> str:
        """Return the id of what a reference means; ``home`` is the namespace of the file that was asked for."""
        space, _, element_id = href.rpartition("#")
        space = space or self.namespace
        return element_id if space == home else f"{space}#{element_id}"

    def own_key(self, element: etree._Element) -> str:
        """Return the id that the whole model knows an element of this file by; its name where it has no id."""
        own = element.get("id") or element.get("name", "")
        return f"{self.namespace}#{own}" if self.imported else str(own)

    def alias(self, href: str) -> str:
        """Return the name under which this file imports what a reference means, '' for its own elements."""
        space = href.rpartition("#")[0]
        if not space or space == self.namespace:
            return ""
        return next(
            (str(each.get("name", "")) for each in self.children(self.root, "import") if each.get("namespace") == space), ""
        )

    def children(self, element: etree._Element, name: str) -> list[etree._Element]:
        return element.findall(f"{self.prefix}{name}")

    def child(self, element: etree._Element, name: str) -> etree._Element | None:
        return element.find(f"{self.prefix}{name}")

    def local(self, element: etree._Element) -> str:
        """Return the local name of an element of DMN, '' for one of another language."""
        name = etree.QName(element)
        return name.localname if f"{{{name.namespace}}}" == self.prefix else ""

    def text(self, element: etree._Element | None) -> str:
        if element is None:
            return ""
        if element.tag == f"{self.prefix}description":
            return " ".join((element.text or "").split())
        text = self.child(element, "text")
        return "" if text is None else (text.text or "").strip()

    def type_of(self, element: etree._Element | None) -> str:
        """Return the type an element names: as an attribute, as in DMN 1.1 as an element, '' for any."""
        if element is None:
            return ""
        named = self.child(element, "typeRef")
        return str(element.get("typeRef", "")) or ("" if named is None else (named.text or "").strip())

    def require_feel(self, element: etree._Element, element_id: str) -> None:
        language = element.get("expressionLanguage", self.root.get("expressionLanguage", ""))
        if not _FEEL.fullmatch(language):
            self.refuse("expression-language", f"Expressions are FEEL; “{language}” is not run", element_id)

    def refuse(self, rule: str, message: str, element_id: str | None = None) -> None:
        self.findings.append(Finding(rule=rule, file=self.file, message=message, element_id=element_id or None))

    def stop_if_refused(self) -> None:
        if self.findings:
            raise Unfit(f"{self.file}: {self.findings[0].message}", findings=self.findings)
