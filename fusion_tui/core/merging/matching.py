"""Two sequences set beside each other so that what belongs together meets and both keep their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Left = TypeVar("Left")
Right = TypeVar("Right")
Pair = tuple[Left | None, Right | None]
"""At most one of the two is missing."""

_PAIRS = 4_000
"""Pairs of elements that are looked at in one go."""

_STRETCH = 40
"""Elements of longer sequences that are matched at a time, those that stand about equally far down."""


def matched(
    one: Sequence[Left], other: Sequence[Right], score: Callable[[Left, Right], float]
) -> list[Pair[Left, Right]]:
    """The pairs with the greatest sum of scores; a score of 0 is no pair, and stands alone."""
    if len(one) * len(other) <= _PAIRS:
        return _matched(one, other, score)
    count = max(len(one), len(other)) // _STRETCH + 1
    pairs: list[Pair[Left, Right]] = []
    for n in range(count):
        ours, theirs = (slice(n * len(s) // count, (n + 1) * len(s) // count) for s in (one, other))
        stretch = _matched(one[ours], other[theirs], score)
        pairs += stretch
    return pairs


def _matched(
    one: Sequence[Left], other: Sequence[Right], score: Callable[[Left, Right], float]
) -> list[Pair[Left, Right]]:
    scores = [[score(left, right) for right in other] for left in one]
    best = [[0.0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) - 1, -1, -1):
        for j in range(len(other) - 1, -1, -1):
            together = scores[i][j] + best[i + 1][j + 1] if scores[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    pairs: list[Pair[Left, Right]] = []
    i = j = 0
    while i < len(one) and j < len(other):
        if scores[i][j] and best[i][j] == scores[i][j] + best[i + 1][j + 1]:
            pairs.append((one[i], other[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((one[i], None))
            i += 1
        else:
            pairs.append((None, other[j]))
            j += 1
    return [*pairs, *((left, None) for left in one[i:]), *((None, right) for right in other[j:])]
