"""Which parameters a fit has, and what is believed of them before any pick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.choices import ChoiceSet
from fusion_tui.core.taste.style import NAMES

Kind = Literal["arm", "tag", "first", "style", "tie", "none"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number the fit estimates, in logits."""

    kind: Kind
    arm: Arm | None = None
    """Whose it is; of `arm` and `tag`."""
    name: str = ""
    """The tag, the covariate, or how many candidates tie."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of a parameter before any pick: a normal distribution."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Priors:
    """The belief about each kind of parameter."""

    arm: Prior = Prior(0.0, 1.5)
    tag: Prior = Prior(0.0, 0.5)
    first: Prior = Prior(0.0, 0.5)
    style: Prior = Prior(0.0, 0.5)
    tie: Prior = Prior(-1.0, 1.5)
    none: Prior = Prior(-1.0, 2.0)

    def widened(self, sd: float = 100.0) -> Priors:
        """The same beliefs, so weak that the fit is as good as maximum likelihood."""
        return Priors(**{kind.name: Prior(getattr(self, kind.name).mean, sd) for kind in fields(self)})

    def of(self, kind: Kind) -> Prior:
        """The belief about parameters of this kind."""
        prior: Prior = getattr(self, kind)
        return prior


PRIORS = Priors()
"""What ratings are shrunk towards."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a utility adds to the rating of its arm."""

    first: bool = True
    """The bonus of standing first."""
    style: bool = False
    """The covariates: with them ratings are at equal length and format, without them as shown."""
    tags: tuple[str, ...] = ()
    """Tags that move each arm's rating."""


AS_SHOWN = Terms()
"""Ratings as the candidates looked."""

EQUAL_LENGTH = Terms(style=True)
"""Ratings as if all candidates had been equally long and equally formatted."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The parameters of a fit in their order."""

    parameters: tuple[Parameter, ...]
    index: Mapping[Parameter, int]
    terms: Terms

    @classmethod
    def of(cls, choices: Sequence[ChoiceSet], terms: Terms, arms: Iterable[Arm] = ()) -> Layout:
        """All that these choices can speak of; `arms` that never stood on a ballot get a place too."""
        known = sorted({option.arm for choice in choices for option in choice.options} | set(arms))
        largest = max((len(c.options) for c in choices if c.ties), default=1)
        parameters = [Parameter("arm", arm) for arm in known]
        parameters += [Parameter("tag", arm, tag) for tag in terms.tags for arm in known]
        parameters += [Parameter("first")] if terms.first else []
        parameters += [Parameter("tie", name=str(size)) for size in range(2, largest + 1)]
        parameters += [Parameter("none")] if any(c.none for c in choices) else []
        parameters += [Parameter("style", name=name) for name in NAMES] if terms.style else []
        return cls(tuple(parameters), {p: i for i, p in enumerate(parameters)}, terms)

    @property
    def plain(self) -> int:
        """How many parameters are added up; the rest multiply covariates and stand last."""
        return sum(p.kind != "style" for p in self.parameters)
