"""Triangulate: councils' procedures run from their diagrams."""

__version__ = "0.1.0"
