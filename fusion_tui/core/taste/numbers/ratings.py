"""What a fit says of arms: contrasts with their errors, on scales that people can read."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.design import Parameter
from fusion_tui.core.taste.numbers.intervals import Number, Z
from fusion_tui.core.taste.numbers.linear import cholesky, dot
from fusion_tui.core.taste.numbers.logit import Fit

DRAWS = 2000
"""Draws from the posterior behind each probability."""

CENTRE = 1000.0
"""The score of the average arm."""

POINTS = 400 / log(10)
"""Points of score in one logit: 400 points are odds of ten to one."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One arm against the average of all arms."""

    arm: Arm
    effect: Number
    """Logits above the average arm."""
    error: float
    """The standard error of the effect."""
    best: float
    """The probability that no arm is better."""

    @property
    def score(self) -> Number:
        """The effect in points; the average arm has 1000."""
        return self.effect.mapped(POINTS, CENTRE)

    @property
    def share(self) -> Number:
        """How often it would be picked over the average arm, between 0 and 1."""
        return Number(*map(logistic, (self.effect.value, self.effect.low, self.effect.high)))


@dataclass(frozen=True, slots=True)
class Ratings:
    """The ratings of all arms of a fit, for one tag or for all picks, with what ties them together."""

    arms: tuple[Arm, ...]
    means: tuple[float, ...]
    """Logits; their common level means nothing."""
    covariance: tuple[tuple[float, ...], ...]

    @classmethod
    def of(cls, fit: Fit, tag: str | None = None) -> Ratings:
        """Of a fit; with a tag, of the picks that have it. Raises `KeyError` for an unknown tag."""
        rows = [{Parameter("arm", arm): 1.0} for arm in fit.arms]
        if tag is not None:
            rows = [row | {Parameter("tag", arm, tag): 1.0} for arm, row in zip(fit.arms, rows, strict=True)]
        return cls(fit.arms, *fit.covariance(rows))

    def contrast(self, weights: Sequence[float]) -> tuple[Number, float]:
        """A sum of ratings whose weights add up to 0, and its standard error."""
        value = dot(weights, self.means)
        variance = dot(weights, [dot(row, weights) for row in self.covariance])
        error = sqrt(max(0.0, variance))
        return Number(value, value - Z * error, value + Z * error), error

    def against_average(self, arm: Arm) -> tuple[Number, float]:
        """How far an arm is above the mean of all, in logits, and its standard error."""
        part = 1 / len(self.arms)
        return self.contrast([(other == arm) - part for other in self.arms])

    def against(self, arm: Arm, other: Arm) -> tuple[Number, float]:
        """How far an arm is above another, in logits, and its standard error."""
        return self.contrast([float(a == arm) - float(a == other) for a in self.arms])

    def draws(self, rng: random.Random, count: int = DRAWS) -> Iterator[list[float]]:
        """Ratings as they may really be: draws from the posterior, in the order of `arms`."""
        factor = cholesky(self.covariance)
        for _ in range(count):
            noise = [rng.gauss(0.0, 1.0) for _ in factor]
            yield [mean + dot(row, noise) for mean, row in zip(self.means, factor, strict=True)]

    def best(self, rng: random.Random, count: int = DRAWS) -> dict[Arm, float]:
        """For each arm the probability that it is on top."""
        wins = dict.fromkeys(self.arms, 0)
        for draw in self.draws(rng, count):
            wins[self.arms[draw.index(max(draw))]] += 1
        return {arm: won / count for arm, won in wins.items()}

    def table(self, rng: random.Random) -> tuple[Rating, ...]:
        """Every arm against the average, best first."""
        best = self.best(rng) if self.arms else {}
        rated = [Rating(arm, *self.against_average(arm), best[arm]) for arm in self.arms]
        return tuple(sorted(rated, key=lambda r: (-r.effect.value, r.arm)))


def good_enough(fit: Fit, arm: Arm, tag: str | None = None) -> Number | None:
    """How often an arm's answer, standing alone, would be taken rather than "none good"; between 0 and 1.

    `None` where no screen has offered "none good".
    """
    none = Parameter("none")
    if none not in fit.layout.index:
        return None
    row = {Parameter("arm", arm): 1.0, none: -1.0}
    if tag is not None:
        row[Parameter("tag", arm, tag)] = 1.0
    (value,), ((variance,),) = fit.covariance([row])
    half = Z * sqrt(variance)
    return Number(*map(logistic, (value, value - half, value + half)))


def logistic(logits: float) -> float:
    """The probability that belongs to log odds."""
    return 1 / (1 + exp(-logits)) if logits >= 0 else 1 - 1 / (1 + exp(logits))
