"""How probable each decision is on the ballots of one shape, and how decisions vary together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log

from fusion_tui.core.taste.numbers.linear import dot
from fusion_tui.core.taste.numbers.outcomes import Column, product, summed
from fusion_tui.core.taste.numbers.situations import Shape


@dataclass(frozen=True, slots=True)
class Chances:
    """At one place of the parameters; every column is by case, or by situation where cases are alike."""

    shape: Shape
    """Its cases are those of the columns."""
    height: float
    """The sum over cases of the log of the denominator."""
    shares: Sequence[Column]
    """By set of options, how probable it is, and how much of it one of its options is, but for `part`."""
    part: Column
    """One over the denominator."""
    means: Sequence[Column]
    """By option, how much of it is picked."""
    others: Sequence[Column]
    """By size of tie, then for "none good", how probable it is."""

    def among_options(self) -> Iterator[tuple[int, int, Column]]:
        """For each option and option up to it, the covariance of how much of both is picked."""
        sets = self.shape.outcomes
        squares = [_divided(share, size) for share, size in zip(self.shares, sets.sizes, strict=True)]
        for a, mean in enumerate(self.means):
            for b, both in enumerate(sets.having_both[a]):
                # Without ties nobody picks two options.
                joint = summed([squares[s] for s in both]) if both else [0.0] * len(mean)
                rows = zip(joint, self.part, mean, self.means[b], strict=True)
                yield a, b, [second * part - p * q for second, part, p, q in rows]

    def with_others(self) -> Iterator[tuple[int, int, Column]]:
        """For each option and tie size, or "none good", the covariance of both."""
        sets, ties = self.shape.outcomes, len(self.shape.ties)
        for a, mean in enumerate(self.means):
            for number, other in enumerate(self.others):
                if number == ties:
                    yield a, number, [-p * q for p, q in zip(mean, other, strict=True)]
                    continue
                joint = summed([self.shares[s] for s in sets.of_size(number + 2, sets.having[a])])
                rows = zip(joint, self.part, mean, other, strict=True)
                yield a, number, [second * part - p * q for second, part, p, q in rows]


def chances(shape: Shape, at: Sequence[float], effects: Sequence[float]) -> Chances:
    """At these parameters; `effects` multiply covariates."""
    if shape.covariates and not any(effects):
        shape = shape.as_shown()
    utilities, tops = _utilities(shape, at, effects)
    sets = shape.outcomes
    weights = sets.weights(utilities, [at[tie] for tie in shape.ties])
    none = [] if shape.none is None else [[exp(at[shape.none] - top) for top in tops]]
    total = summed([*weights, *none])
    part = [1 / value for value in total]
    height = dot(shape.times, tops) + dot(shape.times, list(map(log, total)))
    shares = [_divided(weight, size) for weight, size in zip(weights, sets.sizes, strict=True)]
    means = [product(summed([shares[s] for s in having]), part) for having in sets.having]
    tied = [summed([weights[s] for s in sets.of_size(n)]) for n in range(2, len(shape.ties) + 2)]
    others = [product(column, part) for column in (*tied, *none)]
    return Chances(shape, height, shares, part, means, others)


def _utilities(
    shape: Shape, at: Sequence[float], effects: Sequence[float]
) -> tuple[list[Column], list[float]]:
    """By option, less the greatest of each situation, so that `exp` cannot overflow; and these."""
    base = [[sum([at[i] for i in added]) for added in situation.places] for situation in shape.situations]
    tops = list(map(max, base))
    rows = [[value - top for value in row] for row, top in zip(base, tops, strict=True)]
    columns: list[Column] = [shape.spread(column) for column in zip(*rows, strict=True)]
    for effect, covariate in zip(effects, shape.covariates, strict=False):
        if effect:
            columns = [
                [value + effect * x for value, x in zip(column, values, strict=True)]
                for column, values in zip(columns, covariate, strict=True)
            ]
    return columns, shape.spread(tops)


def _divided(column: Column, size: int) -> Column:
    return column if size == 1 else [value / size for value in column]
