"""Diagrams as pictures made by the server: a plane of a BPMN file as SVG, with a way through it pointed out."""

from __future__ import annotations

from service.policy.drawing.marks import Marks
from service.policy.drawing.sheet import planes, svg

__all__ = ["Marks", "planes", "svg"]
