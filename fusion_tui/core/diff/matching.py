"""difflib with a bound: repeated lines make it quadratic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

Opcode = tuple[str, int, int, int, int]

_PAIRS = 2_000_000
"""Pairs of equal elements up to which every one is looked at; more would take seconds."""


def opcodes(one: Sequence[str], other: Sequence[str]) -> tuple[list[Opcode], bool]:
    """How to get from one sequence to the other, and whether only a coarse look was possible.

    Where too much repeats, what both have at the start and at the end is matched and the rest, when it
    still repeats too much, without what is common everywhere.
    """
    start = _shared(one, other)
    end = _shared(one[start:][::-1], other[start:][::-1])
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    first, second = Counter(left), Counter(right)
    coarse = sum(count * second[element] for element, count in first.items()) > _PAIRS
    matcher = SequenceMatcher(None, left, right, autojunk=coarse)
    middle = [(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in matcher.get_opcodes()]
    before: list[Opcode] = [("equal", 0, start, 0, start)] if start else []
    after: list[Opcode] = [("equal", len(one) - end, len(one), len(other) - end, len(other))] if end else []
    return [*before, *middle, *after], coarse


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
