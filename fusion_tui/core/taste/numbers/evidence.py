"""When enough is known: evidence that stays valid however often somebody looks at it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, exp, lgamma, log
from operator import add, sub
from statistics import quantiles

CONCLUDED = 20.0
"""The e-value from which a badge says so: by chance at most one person in 20 ever sees it."""

MOST_MORE = 500
"""Picks that are simulated ahead; what takes longer is called that."""

_LARGEST_LOG = 700.0


@dataclass(frozen=True, slots=True)
class Stratum:
    """Decisions that have one chance in common."""

    wins: int
    n: int
    chance: float = 0.5
    """Of a win when nothing but luck decides."""


def strata_of(decisions: Iterable[tuple[bool, float]]) -> tuple[Stratum, ...]:
    """From whether each decision was a win, and the chance that luck gave it: one for each chance."""
    counts = Counter(decisions)
    chances = dict.fromkeys(chance for _, chance in counts)
    return tuple(Stratum(won := counts[True, c], won + counts[False, c], c) for c in chances)


@dataclass(frozen=True, slots=True)
class More:
    """How many more picks until the evidence is enough; `None` is more than `MOST_MORE`."""

    median: int | None
    low: int | None
    """One person in ten needs no more than this."""
    high: int | None
    """Nine in ten need no more than this."""

    @property
    def text(self) -> str:
        """In a few words."""
        if self.median == 0:
            return "enough"
        if self.median is None:
            return f">{MOST_MORE} more"
        high = f">{MOST_MORE}" if self.high is None else self.high
        return f"about {self.median} more ({self.low} to {high})"


def log_e_value(wins: int, n: int, chance: float = 0.5) -> float:
    """The log of `B(wins + 1, n - wins + 1) / (chance^wins (1 - chance)^(n - wins))`.

    All win rates are believed alike beforehand. Against a chance of one half this is
    `2^n wins! (n - wins)! / (n + 1)!`.
    """
    losses = n - wins
    beta = lgamma(wins + 1) + lgamma(losses + 1) - lgamma(n + 2)
    return beta - wins * log(chance) - losses * log(1 - chance)


def e_value(strata: Sequence[Stratum]) -> float:
    """How many times better the record is explained by a preference than by luck; strata multiply."""
    return exp(min(_LARGEST_LOG, sum(log_e_value(s.wins, s.n, s.chance) for s in strata)))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a record proves, and how much is missing."""

    e: float
    """The e-value, divided by the number of things that were looked at to find this one."""
    more: More

    @property
    def concluded(self) -> bool:
        """Whether a badge may say so."""
        return self.e >= CONCLUDED


def evidence(strata: Sequence[Stratum], rng: random.Random, looked_at: int = 1) -> Evidence:
    """The e-value and how many more picks it takes.

    Who picks the most striking of several questions after looking at all of them has looked
    `looked_at` times: the e-value is shared out among them.
    """
    e = e_value(strata) / looked_at
    return Evidence(e, more_picks(strata, rng, CONCLUDED * looked_at))


def more_picks(
    strata: Sequence[Stratum], rng: random.Random, needed: float = CONCLUDED, people: int = 400
) -> More:
    """How many more picks it takes until the e-value reaches `needed`.

    Win rates are what the record allows. With one stratum every course of the picks is added up; with
    several that would be too many, so `people` are simulated, who meet them as often as they were met so far.
    """
    strata = strata or (Stratum(0, 0),)
    start = e_value(strata) / needed
    if start >= 1:
        return More(0, 0, 0)
    if len(strata) == 1:
        return _all_courses(strata[0], needed)
    cuts = quantiles([_ahead(strata, rng, start) for _ in range(people)], n=10, method="inclusive")
    return More(*(None if cut > MOST_MORE else ceil(cut) for cut in (cuts[4], cuts[0], cuts[8])))


@lru_cache(maxsize=64)
def _all_courses(stratum: Stratum, needed: float) -> More:
    """Pick by pick, how probable each number of further wins is while the evidence is not enough.

    Any win rate being alike at first, the next pick is a win with `(wins + 1) / (n + 2)`.
    """
    waiting, fewest, enough = [1.0], stratum.wins, log(needed)
    cuts: list[int | None] = [None, None, None]
    for ahead in range(1, MOST_MORE + 1):
        n = stratum.n + ahead
        won = [p * (fewest + 1 + more) / (n + 1) for more, p in enumerate(waiting)]
        lost = map(sub, waiting, won)
        waiting = list(map(add, [*lost, 0.0], [0.0, *won]))
        while waiting and log_e_value(fewest + len(waiting) - 1, n, stratum.chance) >= enough:
            waiting.pop()
        while waiting and log_e_value(fewest, n, stratum.chance) >= enough:
            fewest += 1
            del waiting[0]
        left = sum(waiting)
        for i, share in enumerate((0.5, 0.9, 0.1)):
            if cuts[i] is None and left <= share:
                cuts[i] = ahead
        if left <= 0.1:
            break
    return More(*cuts)


def _ahead(strata: Sequence[Stratum], rng: random.Random, grown: float) -> int:
    """The picks of one simulated person."""
    rates = [rng.betavariate(s.wins + 1, s.n - s.wins + 1) for s in strata]
    tallies = [[s.n - s.wins + 1, s.wins + 1] for s in strata]
    chances = [(1 - s.chance, s.chance) for s in strata]
    met = rng.choices(range(len(strata)), [s.n + 1 for s in strata], k=MOST_MORE)
    totals = [s.n + 2 for s in strata]
    for pick, stratum in enumerate(met, 1):
        tally, won = tallies[stratum], rng.random() < rates[stratum]
        grown *= tally[won] / (totals[stratum] * chances[stratum][won])
        tally[won] += 1
        totals[stratum] += 1
        if grown >= 1:
            return pick
    return MOST_MORE + 1
