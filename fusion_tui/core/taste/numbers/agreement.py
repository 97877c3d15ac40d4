"""How far two people, or a person and a judge, decide alike, and what luck would have done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh

from fusion_tui.core.taste.numbers.intervals import Number, Share, Z, paired_difference

FEWEST_ARMS = 6
"""Rank correlations below this say nothing: with four arms one in 24 orders agrees by luck alone."""


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> Number | None:
    """Cohen's kappa; its limits are Wilson's of the agreement, mapped through the observed chance.

    `None` without pairs, or when both always say the same one thing.
    """
    n = len(pairs)
    left, right = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(count * right[label] for label, count in left.items()) / n**2 if n else 1.0
    if chance == 1.0:
        return None
    return _above(Share(sum(a == b for a, b in pairs), n), chance)


def agreement_above_chance(agreed: int, sizes: Sequence[int]) -> Number | None:
    """`(agreed - sum 1/k) / (n - sum 1/k)` over cases with k candidates each: 0 is luck, 1 is always.

    Limits are Wilson's of the agreement, mapped the same way; `None` without cases of two or more.
    """
    n = len(sizes)
    chance = sum(1 / k for k in sizes) / n if n else 1.0
    return None if chance >= 1.0 else _above(Share(agreed, n), chance)


def _above(share: Share, chance: float) -> Number:
    scale = 1 / (1 - chance)
    return Number(share.count / share.n, share.low, share.high).mapped(scale, -chance * scale)


@dataclass(frozen=True, slots=True)
class Position:
    """What a judge does when the same candidates come in both orders."""

    n: int
    first: int
    """Cases in which it took what stood first, both times."""
    last: int
    """Cases in which it took what stood last, both times."""

    @property
    def consistency(self) -> Share:
        """How often the order made no such difference: `1 - (first + last) / n`."""
        return Share(self.n - self.first - self.last, self.n)

    @property
    def bias(self) -> Number | None:
        """`(first - last) / n`: above 0 it favours what comes first."""
        return paired_difference(self.first, self.last, self.n)


def rank_correlation(left: Sequence[float], right: Sequence[float]) -> Number | None:
    """Spearman's, with Fisher's interval (variance 1.06/(n - 3): Fieller, Hartley and Pearson 1957).

    `None` below six arms, or when one side has them all equal.
    """
    n = len(left)
    if n < FEWEST_ARMS:
        return None
    a, b = _centred_ranks(left), _centred_ranks(right)
    spread = sqrt(sum(x * x for x in a) * sum(y * y for y in b))
    if not spread:
        return None
    rho = sum(x * y for x, y in zip(a, b, strict=True)) / spread
    middle, half = atanh(max(-0.999999, min(0.999999, rho))), Z * sqrt(1.06 / (n - 3))
    return Number(rho, tanh(middle - half), tanh(middle + half))


def _centred_ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1 on, equal values sharing theirs, less their mean."""
    places: dict[float, list[int]] = {}
    for rank, value in enumerate(sorted(values), 1):
        places.setdefault(value, []).append(rank)
    middle = (len(values) + 1) / 2
    return [sum(places[v]) / len(places[v]) - middle for v in values]
