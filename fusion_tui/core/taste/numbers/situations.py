"""Choices sorted by what stood on the ballot, so that arithmetic can run over many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import fsum

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.choices import ChoiceSet
from fusion_tui.core.taste.numbers.design import Layout, Parameter
from fusion_tui.core.taste.numbers.outcomes import Column, Outcomes, outcomes, product

Rows = tuple[tuple[float, ...], ...]
"""Each covariate over the options of a ballot, centred on it; empty where the fit has none."""

Places = tuple[tuple[int, ...], ...]
"""For each option of a ballot the parameters that are added up there."""

_Option = tuple[tuple[int, ...], tuple[float, ...]]
"""The parameters an option adds up, and its covariates."""

_Key = tuple[bool, bool, Places]
"""Whether ties and "none good" are offered, and what the options are."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Ballots that offer the same arms; they differ in the covariates alone."""

    places: Places
    cases: int
    """How many stand in a row; equal ballots are one case, counted."""


@dataclass(frozen=True, slots=True)
class Shape:
    """All ballots with as many options on which as much is offered, situation after situation."""

    outcomes: Outcomes
    ties: tuple[int, ...]
    """Parameters of ties of 2, 3 …; empty where none is offered."""
    none: int | None
    """The parameter of "none good", where it is offered."""
    situations: tuple[Situation, ...]
    times: tuple[int, ...]
    """By case, how often it came."""
    covariates: tuple[tuple[Column, ...], ...]
    """Each covariate by option; empty where the fit has none."""

    def as_shown(self) -> Shape:
        """The same for a fit without covariates, where all cases of a situation are alike."""
        merged = tuple(replace(situation, cases=1) for situation in self.situations)
        return replace(self, situations=merged, times=tuple(map(int, self.totals(self.times))), covariates=())

    def totals(self, column: Column) -> list[float]:
        """The sum over the cases of each situation."""
        if len(column) == len(self.situations):
            return list(column)
        return [sum(column[start:end]) for start, end in self._ranges()]

    def counted(self, column: Column) -> Column:
        """The same as often as each case came."""
        return column if len(self.times) == sum(self.times) else product(column, self.times)

    def spread(self, values: Sequence[float]) -> list[float]:
        """From a value for each situation, the same for all of its cases."""
        counted = zip(self.situations, values, strict=True)
        return [value for situation, value in counted for _ in range(situation.cases)]

    def _ranges(self) -> Iterator[tuple[int, int]]:
        start = 0
        for situation in self.situations:
            yield start, start + situation.cases
            start += situation.cases


@dataclass(frozen=True, slots=True)
class Data:
    """All that a fit needs to know of the choices; in which order they were made is gone."""

    shapes: tuple[Shape, ...]
    chosen: tuple[float, ...]
    """By parameter, how much of it was chosen."""

    def as_shown(self, plain: int) -> Data:
        """The same choices for a fit without covariates, which follow the first `plain` parameters."""
        return Data(tuple(shape.as_shown() for shape in self.shapes), self.chosen[:plain])


def prepare(choices: Iterable[ChoiceSet], layout: Layout) -> Data:
    """Every stage of every choice, equal ones counted."""
    lookup = _Lookup.of(layout)
    found: dict[_Key, Counter[Rows]] = {}
    chosen: list[list[float]] = [[] for _ in layout.parameters]
    for choice in choices:
        options = lookup.options(choice)
        for number, (left, taken) in enumerate(choice.stages()):
            standing = sorted([options[i] for i in left])
            key = choice.ties and not number, choice.none and not number, tuple([a for a, _ in standing])
            found.setdefault(key, Counter())[tuple(zip(*[row for _, row in standing], strict=True))] += 1
            lookup.take(chosen, [options[i] for i in taken])
    kinds = groupby(sorted(found, key=lambda key: (_kind_of(key), key)), key=_kind_of)
    # `fsum` is exact, so that the order of picks cannot show even in the last digit.
    return Data(
        tuple(_shape([(key, found[key]) for key in keys], lookup) for _, keys in kinds),
        tuple(map(fsum, chosen)),
    )


def _kind_of(key: _Key) -> tuple[int, bool, bool]:
    ties, none, options = key
    return len(options), ties, none


def _shape(found: Sequence[tuple[_Key, Counter[Rows]]], lookup: _Lookup) -> Shape:
    ties, none, options = found[0][0]
    cases = [(rows, counted[rows]) for _, counted in found for rows in sorted(counted)]
    return Shape(
        outcomes(len(options), ties),
        lookup.ties[: len(options) - 1] if ties else (),
        lookup.none[0] if none else None,
        tuple(Situation(places, len(counted)) for (_, _, places), counted in found),
        tuple(times for _, times in cases),
        tuple(
            tuple(zip(*covariate, strict=True))
            for covariate in zip(*[rows for rows, _ in cases], strict=True)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Lookup:
    """Where the parameters of a layout stand, by what an option knows of itself."""

    arms: Mapping[Arm, int]
    tags: Mapping[str, Mapping[Arm, int]]
    first: tuple[int, ...]
    ties: tuple[int, ...]
    none: tuple[int, ...]
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
            sole["tie"],
            sole["none"],
            sole["style"],
        )

    def options(self, choice: ChoiceSet) -> list[_Option]:
        """What the options of a choice add up."""
        tags = [self.tags[tag] for tag in choice.tags if tag in self.tags]
        rows = _centred(choice) if self.style else [()] * len(choice.options)
        added = [(self.arms[o.arm], *(tag[o.arm] for tag in tags)) for o in choice.options]
        added[0] += self.first if choice.placed else ()
        return list(zip(added, rows, strict=True))

    def take(self, chosen: Sequence[list[float]], options: Sequence[_Option]) -> None:
        """Note what was chosen: one option, several that tie, or none."""
        if not options:
            chosen[self.none[0]].append(1.0)
        if len(options) > 1:
            chosen[self.ties[len(options) - 2]].append(1.0)
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
