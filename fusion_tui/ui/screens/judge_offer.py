"""What the judge's dialog is opened with, and what the person wants when it closes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fusion_tui.core.budget import Estimate
from fusion_tui.core.judging import Judge, Recipe, Way, Wish
from fusion_tui.core.models import Price


@dataclass(frozen=True, slots=True)
class Offer:
    """What the dialog is opened with."""

    judges: tuple[Judge, ...]
    fallbacks: tuple[Judge, ...]
    """Who is asked where the chosen one fails, in order."""
    recipes: tuple[Recipe, ...]
    prices: Mapping[str, Price]
    contexts: Mapping[str, int]
    """Tokens by model, as far as they are known."""
    judged: bool
    """Whether there is something to see of judges that were asked before."""
    keep: Callable[[Recipe], None]
    """Writes a recipe; raises `ExportError`, also where one has the name."""


@dataclass(frozen=True, slots=True)
class JudgeChoice:
    """What the person wants of a judge; without a wish, to see the verdicts that are there."""

    wish: Wish | None = None
    way: Way | None = None
    """Of a synthesis."""
    known: Estimate | None = None
