"""Figures of a list of times."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

Figures: TypeAlias = dict[str, Any]


def timed_ms(action: Callable[[], Any]) -> float:
    """Return how long an action takes in milliseconds."""
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


def repeated_ms(action: Callable[[], Any], times: int) -> list[float]:
    """Return the milliseconds of each of several runs, after one that does not count."""
    action()
    gc.collect()
    return [timed_ms(action) for _ in range(times)]


def percentile(times_ms: Sequence[float], share: float) -> float:
    """Return the value below which a share (0 to 1) of the times lies."""
    ordered = sorted(times_ms)
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)], 2)


def summary(times_ms: Sequence[float]) -> Figures:
    """Return median, 95th and 99th percentile in milliseconds."""
    return {"p50": percentile(times_ms, 0.5), "p95": percentile(times_ms, 0.95), "p99": percentile(times_ms, 0.99)}
