"""How often one address may ask, remembered for a minute in memory and never written down. Each process counts for itself."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Lock

MOST_ADDRESSES = 10_000


class Limiter:
    """Lets an address ask ``limit`` times in ``per_s`` seconds."""

    def __init__(self, *, limit: int, per_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._per_s = per_s
        self._clock = clock
        self._lock = Lock()
        self._asked: dict[str, deque[float]] = {}

    def admits(self, address: str) -> bool:
        """Count a request of an address and say whether it is within the limit; what is refused does not count."""
        now = self._clock()
        with self._lock:
            if len(self._asked) >= MOST_ADDRESSES:
                self._asked = {who: times for who, times in self._asked.items() if times[-1] > now - self._per_s}
            times = self._asked.setdefault(address, deque())
            while times and times[0] <= now - self._per_s:
                times.popleft()
            if len(times) >= self._limit:
                return False
            times.append(now)
            return True
