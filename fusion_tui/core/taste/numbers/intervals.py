"""Shares and differences with intervals that keep their promise when there are few cases."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)
"""Standard deviations on either side of a 95% interval."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its 95% interval."""

    value: float
    low: float
    high: float

    def mapped(self, scale: float, shift: float = 0.0) -> Number:
        """The same on another scale: `shift + scale * x`."""
        low, high = sorted((shift + scale * self.low, shift + scale * self.high))
        return Number(shift + scale * self.value, low, high)


@dataclass(frozen=True, slots=True)
class Share:
    """How often something happened, with its 95% interval by Wilson."""

    count: float
    """May be broken: a shared win is part of one."""
    n: int

    @property
    def value(self) -> float | None:
        """Between 0 and 1; `None` without cases."""
        return self.count / self.n if self.n else None

    @property
    def low(self) -> float:
        """The lower limit."""
        return wilson(self.count, self.n)[0]

    @property
    def high(self) -> float:
        """The upper limit."""
        return wilson(self.count, self.n)[1]


def wilson(count: float, n: int, z: float = Z) -> tuple[float, float]:
    """The limits of a share (Wilson 1927); everything is possible without cases."""
    if not n:
        return 0.0, 1.0
    p, spread = count / n, z * z / n
    middle = (p + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(p * (1 - p) / n + spread / (4 * n))
    return (max(0.0, middle - half) if count else 0.0), (min(1.0, middle + half) if count < n else 1.0)


def paired_difference(more: int, less: int, n: int) -> Number | None:
    """`(more - less) / n` for pairs that go one way, the other way or neither (Agresti and Min 2005).

    Half a case is added to each of the four cells of the table; `None` without cases.
    """
    if not n:
        return None
    total, up, down = n + 2, more + 0.5, less + 0.5
    middle = (up - down) / total
    half = Z * sqrt(up + down - (up - down) ** 2 / total) / total
    return Number((more - less) / n, max(-1.0, middle - half), min(1.0, middle + half))
