"""Measures what users wait for, on this machine: over HTTP, inside one process, and beside it what bare libraries need."""
