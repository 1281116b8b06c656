"""Templates and data become documents: an accessible PDF, a Word file or a page. Data are never code; a template reads nothing but
its own files, has no network, and is stopped when it takes too long or too much."""

from __future__ import annotations

from service.documents.model import BrokenTemplate, Look, Made, Paper
from service.documents.press import FORMATS, handbook, make, readable_name
from service.documents.templates import TEMPLATE_NAME, imported_by, named_in, sample, twin

__all__ = [
    "FORMATS",
    "TEMPLATE_NAME",
    "BrokenTemplate",
    "Look",
    "Made",
    "Paper",
    "handbook",
    "imported_by",
    "make",
    "named_in",
    "readable_name",
    "sample",
    "twin",
]
