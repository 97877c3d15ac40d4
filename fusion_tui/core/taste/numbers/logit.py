"""The conditional logit with a Gaussian prior, fitted by Newton's method: the one model behind every rating.

The utility of a candidate is the rating of its arm, plus what its tags, the first place and its style
add. On a ballot each single winner weighs `exp(utility)`, a tie of t candidates `exp(tie_t + mean utility)`
and "none good" `exp(none)`; only outcomes that the screen offered are in the denominator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.choices import ChoiceSet
from fusion_tui.core.taste.numbers.design import AS_SHOWN, PRIORS, Layout, Parameter, Prior, Priors, Terms
from fusion_tui.core.taste.numbers.likelihood import Likelihood, curvature, likelihood
from fusion_tui.core.taste.numbers.linear import cholesky, dot, forward, solve
from fusion_tui.core.taste.numbers.situations import Data, prepare

DECREMENT = 1e-9
"""Newton stops when a step promises less; how long it is means nothing along the common level of ratings."""

_ROUGH = 1.0
"""The same for the fit without covariates, where it is only the start of the fit with them."""

_CLOSE = 1e-5
"""A step that gained no more was 0.003 standard errors long: the curvature is still the same."""

_LONGEST_STEP = 4.0
"""Logits a parameter may move at once; keeps `exp` far from overflow while the fit is still rough."""

_MOST_STEPS = 200


@dataclass(frozen=True, slots=True)
class Fit:
    """The estimate, and the precision of it."""

    layout: Layout
    values: tuple[float, ...]
    """Logits, in the order of the layout."""
    factor: tuple[tuple[float, ...], ...]
    """The lower Cholesky factor of the negative Hessian."""
    steps: int
    """Newton steps it took."""

    @property
    def arms(self) -> tuple[Arm, ...]:
        """Every arm that has a rating."""
        return tuple(p.arm for p in self.layout.parameters if p.kind == "arm" and p.arm is not None)

    def value(self, parameter: Parameter) -> float:
        """The estimate of one parameter, in logits; raises `KeyError`."""
        return self.values[self.layout.index[parameter]]

    def covariance(
        self, rows: Sequence[Mapping[Parameter, float]]
    ) -> tuple[tuple[float, ...], tuple[tuple[float, ...], ...]]:
        """Estimates of sums of parameters (weight by parameter), and their covariance; raises `KeyError`."""
        index = self.layout.index
        dense = [[0.0] * len(self.values) for _ in rows]
        for line, row in zip(dense, rows, strict=True):
            for parameter, weight in row.items():
                line[index[parameter]] = weight
        halves = [forward(self.factor, row) for row in dense]
        means = tuple(dot(row, self.values) for row in dense)
        return means, tuple(tuple(dot(a, b) for b in halves) for a in halves)


def fit(
    choices: Sequence[ChoiceSet],
    terms: Terms = AS_SHOWN,
    priors: Priors = PRIORS,
    arms: Iterable[Arm] = (),
    start: Fit | None = None,
) -> Fit:
    """The most probable parameters given these choices; `arms` without a pick are rated by the prior alone.

    `start` is an earlier fit of much the same choices; it saves time and changes nothing.
    """
    layout = Layout.of(choices, terms, arms)
    known = dict(zip(start.layout.parameters, start.values, strict=True)) if start else {}
    at: list[float] = [known.get(p, priors.of(p.kind).mean) for p in layout.parameters]
    beliefs = [priors.of(p.kind) for p in layout.parameters]
    posterior = _Posterior(prepare(choices, layout), beliefs, layout.plain)
    if terms.style and not start:
        rough, _, _ = _climb(posterior.as_shown(), at[: posterior.plain], enough=_ROUGH)
        at[: posterior.plain] = rough
    top, factor, steps = _climb(posterior, at)
    return Fit(layout, tuple(top), tuple(map(tuple, factor)), steps)


def _climb(
    posterior: _Posterior, at: Sequence[float], enough: float = DECREMENT
) -> tuple[Sequence[float], list[list[float]], int]:
    """The parameters at the top, the factor of the curvature there, and how many steps it took."""
    here, steps = posterior.at(at), 0
    factor = cholesky(posterior.curvature(here))
    while True:
        step = solve(factor, here.slope)
        gain = dot(here.slope, step)
        if gain < enough or steps == _MOST_STEPS:
            return at, factor, steps
        at, here = _uphill(posterior, at, here, step)
        steps += 1
        if gain > _CLOSE:
            factor = cholesky(posterior.curvature(here))


class _Posterior:
    """The log posterior of one fit as a function of its parameters."""

    def __init__(self, data: Data, beliefs: Sequence[Prior], plain: int) -> None:
        self._data = data
        self._beliefs = beliefs
        self._means = [belief.mean for belief in beliefs]
        self._precisions = [1 / belief.sd**2 for belief in beliefs]
        self.plain = plain

    def as_shown(self) -> _Posterior:
        """Without the covariates."""
        return _Posterior(self._data.as_shown(self.plain), self._beliefs[: self.plain], self.plain)

    def at(self, at: Sequence[float]) -> Likelihood:
        """Its height and slope at these parameters."""
        found = likelihood(self._data, at, self.plain)
        away = [x - mean for x, mean in zip(at, self._means, strict=True)]
        pull = [x * p for x, p in zip(away, self._precisions, strict=True)]
        slope = [s - x for s, x in zip(found.slope, pull, strict=True)]
        return Likelihood(found.height - dot(away, pull) / 2, slope, found.chances, found.alike)

    def curvature(self, found: Likelihood) -> list[list[float]]:
        """Its negative Hessian where `found` was computed."""
        matrix = curvature(self._data, found, self.plain)
        for i, precision in enumerate(self._precisions):
            matrix[i][i] += precision
        return matrix


def _uphill(
    posterior: _Posterior, at: Sequence[float], here: Likelihood, step: Sequence[float]
) -> tuple[list[float], Likelihood]:
    """The point a whole step away, or half of it, or a quarter …, until it does not lie lower."""
    part = min(1.0, _LONGEST_STEP / max(map(abs, step)))
    while True:
        place = [x + part * s for x, s in zip(at, step, strict=True)]
        there = posterior.at(place)
        if there.height >= here.height - 1e-12 * abs(here.height):
            return place, there
        part /= 2
