"""Choices sorted into situations: ballots that offer the same arms in the same way are handled as one."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import fsum

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.choices import ChoiceSet
from fusion_tui.core.taste.numbers.design import Layout, Parameter
from fusion_tui.core.taste.numbers.outcomes import Outcomes, outcomes

Columns = tuple[tuple[float, ...], ...]
"""Each covariate over the options of a ballot, centred on it; empty where the fit has none."""

Places = tuple[tuple[int, ...], ...]
"""For each place of a ballot the parameters that are added up there."""

_Option = tuple[tuple[int, ...], tuple[float, ...]]
"""The parameters an option adds up, and its covariates."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Ballots that differ in the covariates alone; those that do not differ at all are one case, counted."""

    places: Places
    outcomes: Outcomes
    times: tuple[int, ...]
    """By case, how often it came."""
    averages: tuple[Sequence[float], ...]
    """Each covariate by outcome, case after case."""
    columns: tuple[tuple[tuple[float, ...], ...], ...] = ()
    """For each covariate and option of it, by case; empty where the fit has none."""


@dataclass(frozen=True, slots=True)
class Data:
    """All that a fit needs to know of the choices; in which order they were made is gone."""

    situations: tuple[Situation, ...]
    chosen: tuple[float, ...]
    """By parameter, how much of it was chosen."""

    def as_shown(self, plain: int) -> Data:
        """The same choices for a fit without covariates, which follow the first `plain` parameters."""
        merged = (Situation(s.places, s.outcomes, (sum(s.times),), ()) for s in self.situations)
        return Data(tuple(merged), self.chosen[:plain])


def prepare(choices: Iterable[ChoiceSet], layout: Layout) -> Data:
    """Every stage of every choice, equal ones counted."""
    lookup = _Lookup.of(layout)
    found: dict[tuple[Places, bool, bool], Counter[Columns]] = {}
    chosen: list[list[float]] = [[] for _ in layout.parameters]
    for choice in choices:
        options = lookup.options(choice)
        for number, (left, taken) in enumerate(choice.stages()):
            standing = sorted([options[i] for i in left])
            key = tuple([a for a, _ in standing]), choice.ties and not number, choice.none and not number
            found.setdefault(key, Counter())[tuple(zip(*[row for _, row in standing], strict=True))] += 1
            lookup.take(chosen, [options[i] for i in taken])
    # `fsum` is exact, so that the order of picks cannot show even in the last digit.
    situations = (_situation(key, found[key], lookup) for key in sorted(found))
    return Data(tuple(situations), tuple(map(fsum, chosen)))


def _situation(key: tuple[Places, bool, bool], cases: Counter[Columns], lookup: _Lookup) -> Situation:
    options, ties, none = key
    kind = outcomes(len(options), ties, none)
    places = options + (lookup.ties[: len(options) - 1] if ties else ()) + (lookup.none if none else ())
    ordered = sorted(cases)
    averages = tuple(
        array("d", chain.from_iterable(map(kind.averages, columns))) for columns in zip(*ordered, strict=True)
    )
    columns = tuple(tuple(zip(*covariate, strict=True)) for covariate in zip(*ordered, strict=True))
    return Situation(places, kind, tuple(cases[rows] for rows in ordered), averages, columns)


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Where the parameters of a layout stand, by what an option knows of itself."""

    arms: Mapping[Arm, int]
    tags: Mapping[str, Mapping[Arm, int]]
    first: tuple[int, ...]
    ties: Places
    none: Places
    style: tuple[int, ...]

    @classmethod
    def of(cls, layout: Layout) -> _Lookup:
        """For this layout."""
        index = layout.index
        arms = [p.arm for p in layout.parameters if p.kind == "arm" and p.arm is not None]
        sole = {
            kind: tuple(index[p] for p in layout.parameters if p.kind == kind)
            for kind in ("first", "tie", "none", "style")
        }
        return cls(
            {arm: index[Parameter("arm", arm)] for arm in arms},
            {tag: {arm: index[Parameter("tag", arm, tag)] for arm in arms} for tag in layout.terms.tags},
            sole["first"],
            tuple((i,) for i in sole["tie"]),
            tuple((i,) for i in sole["none"]),
            sole["style"],
        )

    def options(self, choice: ChoiceSet) -> list[_Option]:
        """What the options of a choice add up."""
        tags = [self.tags[tag] for tag in choice.tags if tag in self.tags]
        rows = _centred(choice) if self.style else [()] * len(choice.options)
        added = [(self.arms[o.arm], *(tag[o.arm] for tag in tags)) for o in choice.options]
        added[0] += self.first
        return list(zip(added, rows, strict=True))

    def take(self, chosen: Sequence[list[float]], options: Sequence[_Option]) -> None:
        """Note what was chosen: one option, several that tie, or none."""
        if not options:
            chosen[self.none[0][0]].append(1.0)
        if len(options) > 1:
            chosen[self.ties[len(options) - 2][0]].append(1.0)
        for added, row in options:
            for index in added:
                chosen[index].append(1 / len(options))
            for index, value in zip(self.style, row, strict=True):
                chosen[index].append(value / len(options))


def _centred(choice: ChoiceSet) -> list[tuple[float, ...]]:
    columns = []
    for column in zip(*[option.style.doublings for option in choice.options], strict=True):
        mean = sum(column) / len(column)
        columns.append([value - mean for value in column])
    return list(zip(*columns, strict=True))
