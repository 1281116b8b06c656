"""Judging for those who cannot wait: a page asks, and asks again, while a bundle is judged in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from service.domain.bundle import Bundle
from service.policy.assurance import Judgement

UNDER_WAY = 8


class Aside:
    """Has bundles judged one after the other, a bounded number of them waiting. Safe with several threads."""

    def __init__(self, judge: Callable[[Bundle], Judgement]) -> None:
        self._judge = judge
        self._lock = threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="judge")
        self._under_way: dict[str, Future[Judgement]] = {}

    def within(self, bundle: Bundle, *, seconds: float) -> Judgement | None:
        """Return the judgement on this content if it is made within so long. Otherwise return None: it goes on being made, for whoever
        asks again."""
        with self._lock:
            self._under_way = {key: made for key, made in self._under_way.items() if not made.done()}
            made = self._under_way.get(bundle.content_hash)
            if made is None and len(self._under_way) < UNDER_WAY:
                made = self._under_way[bundle.content_hash] = self._thread.submit(self._judge, bundle)
        try:
            return made.result(timeout=seconds) if made else None
        except TimeoutError:
            return None
