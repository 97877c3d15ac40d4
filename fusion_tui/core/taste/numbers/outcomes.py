"""Everything that may be decided on one kind of ballot, as columns: one number for each case of it.

An outcome is a set of options: one is a winner, several a tie (Davidson 1970; for more than two the mean
of their utilities). "None good" stands beside them. Each line of arithmetic runs over all cases at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from operator import add, mul

Column = Sequence[float]
"""A number for each case."""
_FEW = 4
"""Columns that are added up faster one after the other than row by row: 48 ns a row, not 69 (Python 3.11)."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """The sets of options that may be picked: all single ones, and where ties are offered all others."""

    options: int
    sizes: tuple[int, ...]
    """By set, how many options it has."""
    having: tuple[tuple[int, ...], ...]
    """By option, the sets it is in."""
    having_both: tuple[tuple[tuple[int, ...], ...], ...]
    """By option and option up to it, the sets both are in."""

    def of_size(self, size: int, sets: Sequence[int] | None = None) -> list[int]:
        """Those of the sets, of all by default, that have so many options."""
        return [s for s in (range(len(self.sizes)) if sets is None else sets) if self.sizes[s] == size]

    def weights(self, utilities: Sequence[Column], bonuses: Sequence[float]) -> list[Column]:
        """By set, `exp` of the mean utility and of what its size adds; `bonuses` begins with size 2."""
        if len(self.sizes) == self.options:
            return [list(map(exp, column)) for column in utilities]
        sums: list[Column] = []
        for column in utilities:
            sums += [column, *(list(map(add, total, column)) for total in sums)]
        return [_weights(total, n, bonuses) for total, n in zip(sums, self.sizes, strict=True)]


def _weights(sums: Column, size: int, bonuses: Sequence[float]) -> Column:
    if size == 1:
        return list(map(exp, sums))
    part, bonus = 1 / size, bonuses[size - 2]
    return [exp(total * part + bonus) for total in sums]


@cache
def outcomes(options: int, ties: bool) -> Outcomes:
    """What may be picked on such a ballot; made once for each kind."""
    sets = [{a} for a in range(options)]
    if ties:
        # In the order in which `weights` adds up: with the last option alone, then with all before it.
        sets = [{a for a in range(options) if mask >> a & 1} for mask in range(1, 1 << options)]
    having = [tuple(i for i, s in enumerate(sets) if a in s) for a in range(options)]
    both = [tuple(tuple(i for i in having[a] if b in sets[i]) for b in range(a + 1)) for a in range(options)]
    return Outcomes(options, tuple(map(len, sets)), tuple(having), tuple(both))


def summed(columns: Sequence[Column]) -> Column:
    """Case by case, the sum of these columns; there is at least one."""
    if len(columns) > _FEW:
        return list(map(sum, zip(*columns, strict=True)))
    total: Iterable[float] = columns[0]
    for column in columns[1:]:
        total = map(add, total, column)
    return list(total)


def product(left: Column, right: Column) -> Column:
    """Case by case."""
    return list(map(mul, left, right))
