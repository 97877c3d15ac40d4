"""The conditional logit with a Gaussian prior, fitted by Newton's method: the one model behind every rating.

The utility of a candidate is the rating of its arm, plus what its tags, the first place and its style
add. On a ballot each single winner weighs `exp(utility)`, a tie of t candidates `exp(tie_t + mean utility)`
and "none good" `exp(none)`; only outcomes that the screen offered are in the denominator.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import comb, log

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.choices import ChoiceSet
from fusion_tui.core.taste.numbers.design import AS_SHOWN, PRIORS, Layout, Parameter, Priors, Terms
from fusion_tui.core.taste.numbers.likelihood import Likelihood, curvature, likelihood
from fusion_tui.core.taste.numbers.linear import cholesky, dot, forward, solve
from fusion_tui.core.taste.numbers.situations import Data, prepare

DECREMENT = 1e-9
"""Newton stops when a step promises less; how long it is means nothing along the common level of ratings."""

_CLOSE = 1e-6
"""A step that gained no more was 0.0014 standard errors long: the curvature is still the same."""

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
    choices: Sequence[ChoiceSet], terms: Terms = AS_SHOWN, priors: Priors = PRIORS, arms: Iterable[Arm] = ()
) -> Fit:
    """The most probable parameters; `arms` without a pick are rated by the prior alone."""
    if terms.style:
        return both_fits(choices, terms, priors, arms)[1]
    layout = Layout.of(choices, terms, arms)
    return _fitted(layout, _Posterior(prepare(choices, layout), layout, priors))


def both_fits(
    choices: Sequence[ChoiceSet], terms: Terms = AS_SHOWN, priors: Priors = PRIORS, arms: Iterable[Arm] = ()
) -> tuple[Fit, Fit]:
    """As shown, and at equal length, which begins where the first one ends; `terms` need not say so."""
    known = tuple(arms)
    shown, equal = (Layout.of(choices, replace(terms, style=style), known) for style in (False, True))
    posterior = _Posterior(prepare(choices, equal), equal, priors)
    as_shown = _fitted(shown, posterior.as_shown(shown, priors))
    return as_shown, _fitted(equal, posterior, as_shown.values)


def _fitted(layout: Layout, posterior: _Posterior, start: Sequence[float] = ()) -> Fit:
    """The top, looked for from where the first parameters are given, the others a guess."""
    at = [*start, *posterior.guess()[len(start) :]]
    top, factor, steps = _climb(posterior, at)
    return Fit(layout, tuple(top), tuple(map(tuple, factor)), steps)


def _climb(posterior: _Posterior, at: Sequence[float]) -> tuple[Sequence[float], list[list[float]], int]:
    """The parameters at the top, the factor of the curvature there, and how many steps it took."""
    here, steps = posterior.at(at), 0
    factor = cholesky(posterior.curvature(here))
    while True:
        step = solve(factor, here.slope)
        gain = dot(here.slope, step)
        if gain < DECREMENT or steps == _MOST_STEPS:
            return at, factor, steps
        at, here = _uphill(posterior, at, here, step)
        steps += 1
        if gain > _CLOSE:
            factor = cholesky(posterior.curvature(here))


class _Posterior:
    """The log posterior of one fit as a function of its parameters."""

    def __init__(self, data: Data, layout: Layout, priors: Priors) -> None:
        self._data = data
        self._layout = layout
        beliefs = [priors.of(parameter.kind) for parameter in layout.parameters]
        self._means = [belief.mean for belief in beliefs]
        self._precisions = [1 / belief.sd**2 for belief in beliefs]

    def as_shown(self, layout: Layout, priors: Priors) -> _Posterior:
        """Without the covariates."""
        return _Posterior(self._data.as_shown(layout.plain), layout, priors)

    def guess(self) -> list[float]:
        """A place near the top: the prior means, but for ties and "none good" what equal options would give.

        Where nobody ties the top is far from the prior mean, and Newton's method takes a step a logit.
        """
        chosen, parameters = self._data.chosen, self._layout.parameters
        singles = sum(n for n, p in zip(chosen, parameters, strict=True) if p.kind == "arm") + 0.5
        seats = max((shape.outcomes.options for shape in self._data.shapes), default=1)
        at = list(self._means)
        for i, parameter in enumerate(parameters):
            if parameter.kind in ("tie", "none"):
                ways = comb(seats, int(parameter.name)) if parameter.kind == "tie" else 1
                at[i] = log((chosen[i] + 0.5) / singles * seats / max(ways, 1))
        return at

    def at(self, at: Sequence[float]) -> Likelihood:
        """Its height and slope at these parameters."""
        found = likelihood(self._data, at, self._layout.plain)
        away = [x - mean for x, mean in zip(at, self._means, strict=True)]
        pull = [x * p for x, p in zip(away, self._precisions, strict=True)]
        slope = [s - x for s, x in zip(found.slope, pull, strict=True)]
        return Likelihood(found.height - dot(away, pull) / 2, slope, found.chances)

    def curvature(self, found: Likelihood) -> list[list[float]]:
        """Its negative Hessian where `found` was computed."""
        matrix = curvature(self._data, found, self._layout.plain)
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
