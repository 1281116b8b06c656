"""The interval that a share of a few answers lies in, and that of the difference of two shares."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054
"""Standard normal quantile of 97.5 %: intervals are of 95 %."""


@dataclass(frozen=True)
class Share:
    """``part`` of ``whole``; ``value``, ``low`` and ``high`` are None where there is nothing to take a share of."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Return part / whole."""
        return round(self.part / self.whole, 4) if self.whole else None

    def interval(self) -> tuple[float, float] | None:
        """Return the Wilson score interval: ``(p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)`` (Wilson 1927). Unlike p ± z·s it
        never leaves 0 to 1 and is right for few answers."""
        if not self.whole:
            return None
        p, n = self.part / self.whole, self.whole
        centre, half = p + Z * Z / (2 * n), Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        scale = 1 + Z * Z / n
        return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def difference(now: Share, before: Share) -> tuple[float, float, float] | None:
    """Return ``p₁ − p₂`` with Newcombe's interval, which is made of the two Wilson intervals: ``d − √((p₁−l₁)² + (u₂−p₂)²)`` to
    ``d + √((u₁−p₁)² + (p₂−l₂)²)`` (Newcombe 1998, method 10). None where one has no answers."""
    first, second = now.interval(), before.interval()
    if first is None or second is None:
        return None
    p, q = now.part / now.whole, before.part / before.whole
    low = p - q - sqrt((p - first[0]) ** 2 + (second[1] - q) ** 2)
    high = p - q + sqrt((first[1] - p) ** 2 + (q - second[0]) ** 2)
    return p - q, low, high
