"""Connectors: what a service or send task asks the world to do. This package never imports service."""
