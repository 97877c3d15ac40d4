"""The log likelihood of choices with its slope and curvature, summed over what stood on the ballots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fusion_tui.core.taste.numbers.chances import Chances, chances
from fusion_tui.core.taste.numbers.linear import dot
from fusion_tui.core.taste.numbers.outcomes import Column, product, summed
from fusion_tui.core.taste.numbers.situations import Data, Shape


@dataclass(frozen=True, slots=True)
class Likelihood:
    """The log likelihood at one place."""

    height: float
    slope: list[float]
    chances: list[Chances]
    """By shape."""


def likelihood(data: Data, at: Sequence[float], plain: int) -> Likelihood:
    """At these parameters, of which the first `plain` are added up and the others multiply covariates."""
    height, slope = dot(data.chosen, at), list(data.chosen)
    kept = []
    for shape in data.shapes:
        found = chances(shape, at, at[plain:])
        kept.append(found)
        height -= found.height
        for option, mean in enumerate(found.means):
            _descend(slope, shape, found, option, mean, plain)
        for index, other in zip(_others(shape), found.others, strict=True):
            slope[index] -= dot(found.shape.times, other)
    return Likelihood(height, slope, kept)


def _descend(slope: list[float], shape: Shape, found: Chances, option: int, mean: Column, plain: int) -> None:
    """Take away what was expected of one option."""
    totals = found.shape.totals(found.shape.counted(mean))
    for situation, value in zip(shape.situations, totals, strict=True):
        for index in situation.places[option]:
            slope[index] -= value
    if shape.covariates:
        by_case = _by_case(shape, found, mean)
        for index, covariate in enumerate(shape.covariates, plain):
            slope[index] -= dot(by_case, covariate[option])


def _by_case(shape: Shape, found: Chances, column: Column) -> Column:
    """A column as often as each case came, whether or not cases are alike."""
    return shape.counted(column if found.shape is shape else shape.spread(column))


def _others(shape: Shape) -> tuple[int, ...]:
    """The parameters of tie sizes and of "none good"."""
    return shape.ties if shape.none is None else (*shape.ties, shape.none)


def curvature(data: Data, found: Likelihood, plain: int) -> list[list[float]]:
    """The negative Hessian where `found` was computed."""
    size = len(found.slope)
    # Each pair is added once and each place with itself by half; mirroring makes it whole.
    halves = [[0.0] * size for _ in range(size)]
    for shape, chances_of in zip(data.shapes, found.chances, strict=True):
        _add_options(halves, shape, chances_of, plain)
        _add_others(halves, shape, chances_of, plain)
    return [[halves[a][b] + halves[b][a] for b in range(size)] for a in range(size)]


def _add_options(halves: list[list[float]], shape: Shape, found: Chances, plain: int) -> None:
    """What options share with each other, and what covariates do."""
    options = range(shape.outcomes.options)
    spread: list[list[Column]] = [[()] * len(options) for _ in options]
    for a, b, covariance in found.among_options():
        totals = found.shape.totals(found.shape.counted(covariance))
        for situation, value in zip(shape.situations, totals, strict=True):
            part = value if a != b else value / 2
            for i in situation.places[a]:
                for j in situation.places[b]:
                    halves[i][j] += part
        if shape.covariates:
            spread[a][b] = spread[b][a] = _by_case(shape, found, covariance)
    along = []
    for number, covariate in enumerate(shape.covariates):
        along.append([_weighted(covariate, row) for row in spread])
        for b, column in enumerate(along[-1]):
            for situation, value in zip(shape.situations, shape.totals(column), strict=True):
                for i in situation.places[b]:
                    halves[plain + number][i] += value
        for other in range(number + 1):
            value = sum(map(dot, along[-1], shape.covariates[other]))
            halves[plain + number][plain + other] += value if other != number else value / 2


def _weighted(weights: Sequence[Column], columns: Sequence[Column]) -> Column:
    """Case by case, the sum of the columns, each times its weight."""
    return summed([product(weight, column) for weight, column in zip(weights, columns, strict=True)])


def _add_others(halves: list[list[float]], shape: Shape, found: Chances, plain: int) -> None:
    """What tie sizes and "none good" share with each other, with options and with covariates."""
    indices = _others(shape)
    for a, number, covariance in found.with_others():
        totals = found.shape.totals(found.shape.counted(covariance))
        for situation, value in zip(shape.situations, totals, strict=True):
            for i in situation.places[a]:
                halves[i][indices[number]] += value
        if shape.covariates:
            by_case = _by_case(shape, found, covariance)
            for index, covariate in enumerate(shape.covariates, plain):
                halves[index][indices[number]] += dot(by_case, covariate[a])
    for number, other in enumerate(found.others):
        weighted = found.shape.counted(other)
        halves[indices[number]][indices[number]] += (sum(weighted) - dot(weighted, other)) / 2
        for before in range(number):
            halves[indices[number]][indices[before]] -= dot(weighted, found.others[before])
