"""Measures what users wait for, on this machine, through the same door as pages and API."""
