"""Measurements of the hot paths: each module has ``lines()``, what it measured in words."""
