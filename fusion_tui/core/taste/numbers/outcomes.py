"""Everything that may be decided on one ballot: how probable each outcome is, and its first two moments.

An outcome is a set of options: one is a winner, several a tie (Davidson 1970; for more than two the mean
of their utilities), none is "none good". A set is a bit mask, so one sum runs over all of them.

A ballot has *places*: its k options, then the tie sizes 2 … k where ties are offered, then "none good"
where that is offered. The exponent of an outcome adds up its places, an option in a tie of t by one t-th.
Pairs of places are flat: the lower half of a matrix, row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import inf
from operator import add, itemgetter, mul

Getter = Callable[[Sequence[float]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Of a ballot with this many options and no ties: every place is an outcome."""

    options: int
    none: bool

    @property
    def count(self) -> int:
        """How many there are."""
        return self.options + self.none

    def averages(self, column: Sequence[float]) -> Sequence[float]:
        """A value by outcome, from values by option; "none good" has none of it."""
        return (*column, 0.0) if self.none else column

    def exponents(self, places: Sequence[float]) -> Sequence[float]:
        """The log weight of every outcome, from the exponents of places."""
        return places

    def first(self, values: Sequence[float]) -> Sequence[float]:
        """By place, the sum over outcomes of a value times how much of the place is chosen."""
        return values

    def second(self, values: Sequence[float]) -> Sequence[float]:
        """By pair of places, the sum over outcomes of a value times how much of both is chosen."""
        return [x for place, value in enumerate(values) for x in (*(0.0,) * place, value)]


@dataclass(frozen=True, slots=True)
class TiedOutcomes(Outcomes):
    """Of a ballot that offers ties of every size."""

    inverse: tuple[float, ...]
    """By outcome, one over its size; the empty set counts as one."""
    size: Getter
    """By outcome, from values by size."""
    having: tuple[Getter, ...]
    having_both: tuple[Getter, ...]
    of_size: tuple[Getter, ...]
    """Of 2 … k options."""
    having_of_size: tuple[tuple[Getter, ...], ...]

    @property
    def count(self) -> int:
        """How many sets there are; the empty one is impossible where "none good" is not offered."""
        return len(self.inverse)

    def averages(self, column: Sequence[float]) -> Sequence[float]:
        """A value by outcome, from values by option: the mean over those that tie."""
        sums = [0.0]
        for value in column:
            sums += [total + value for total in sums]
        return list(map(mul, sums, self.inverse))

    def exponents(self, places: Sequence[float]) -> Sequence[float]:
        """The log weight of every outcome, from the exponents of places."""
        ties = places[self.options : 2 * self.options - 1]
        bonuses = self.size((places[-1] if self.none else -inf, 0.0, *ties))
        return list(map(add, self.averages(places[: self.options]), bonuses))

    def first(self, values: Sequence[float]) -> Sequence[float]:
        """By place, the sum over outcomes of a value times how much of the place is chosen."""
        shares = list(map(mul, values, self.inverse))
        places = [sum(get(shares)) for get in self.having]
        places += [sum(get(values)) for get in self.of_size]
        return [*places, values[0]] if self.none else places

    def second(self, values: Sequence[float]) -> Sequence[float]:
        """By pair of places, the sum over outcomes of a value times how much of both is chosen."""
        shares = list(map(mul, values, self.inverse))
        squares = list(map(mul, shares, self.inverse))
        pairs = [sum(get(squares)) for get in self.having_both]
        for number, getters in enumerate(self.having_of_size):
            pairs += [sum(get(shares)) for get in getters]
            pairs += [0.0] * number
            pairs.append(sum(self.of_size[number](values)))
        if self.none:
            pairs += [0.0] * (2 * self.options - 1)
            pairs.append(values[0])
        return pairs


@cache
def outcomes(options: int, ties: bool, none: bool) -> Outcomes:
    """What may be decided on such a ballot; made once for each kind."""
    if not ties:
        return Outcomes(options, none)
    sets, sizes = range(1 << options), range(2, options + 1)
    size = [mask.bit_count() for mask in sets]
    has = [[mask for mask in sets if mask >> a & 1] for a in range(options)]
    both = [[mask for mask in has[a] if mask >> b & 1] for a in range(options) for b in range(a + 1)]
    sized = [[[mask for mask in masks if size[mask] == s] for masks in (sets, *has)] for s in sizes]
    return TiedOutcomes(
        options,
        none,
        inverse=tuple(1 / max(1, s) for s in size),
        size=getter(size),
        having=tuple(map(getter, has)),
        having_both=tuple(map(getter, both)),
        of_size=tuple(getter(masks[0]) for masks in sized),
        having_of_size=tuple(tuple(map(getter, masks[1:])) for masks in sized),
    )


@cache
def pairs(places: int) -> tuple[Getter, Getter]:
    """From values by place, the first and the second of every pair."""
    lower = [(i, j) for i in range(places) for j in range(i + 1)]
    return getter([i for i, _ in lower]), getter([j for _, j in lower])


def getter(places: Sequence[int]) -> Getter:
    """What stands at these places, always as a sequence."""
    if len(places) == 1:
        only = places[0]
        return lambda values: (values[only],)
    return itemgetter(*places)
