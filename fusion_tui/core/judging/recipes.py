"""Recipes: what a judge is to weigh, in the person's own words, with criteria and axes; Markdown files.

Text stands above; a list under the heading "Criteria" is answered with pass or fail, one under "Axes" with a
sentence, each for every text and with a quote. Under "Step" stands what the text is worded for, where it does
not fit every step.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from fusion_tui.errors import UsageError

MOST = 12
"""Criteria and axes together: each is answered for each text."""

_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(?P<text>.*?)[\s#]*$")
_ITEM = re.compile(r"^(?:[-*+]|\d{1,3}[.)])\s+(?P<text>.*\S)\s*$")
_LISTS = ("criteria", "axes", "step")

For = Literal["compare", "rank", "synthesis"]
"""A step that a recipe can be worded for; a guided synthesis is one."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a judge is asked to do besides the shape of its reply."""

    name: str = ""
    """Empty for the usual wording, or for one that was edited and not saved."""
    text: str = ""
    """What stands in place of the usual wording; empty keeps that."""
    criteria: tuple[str, ...] = ()
    """Passed or failed, one line each."""
    axes: tuple[str, ...] = ()
    """Such as fit or honesty, one line each; no number is asked for."""
    step: For | None = None
    """What the text is worded for; `None` fits every step."""

    def fits(self, step: For) -> bool:
        """Whether it can be used there."""
        return self.step in (None, step)

    @property
    def called(self) -> str:
        """What a verdict is marked with."""
        edited = self.text.strip() or self.criteria or self.axes
        return self.name or ("edited" if edited else "")


def read_recipe(text: str, name: str, where: str) -> Recipe:
    """A recipe from Markdown; raises `UsageError`, which names `where` and the line.

    Other headings belong to the text. What stands under Criteria or Axes has to be a list.
    """
    prose: list[str] = []
    found: dict[str, list[str]] = {part: [] for part in _LISTS}
    part = ""
    for number, line in enumerate(text.splitlines(), start=1):
        heading = _HEADING.match(line)
        if heading:
            part = heading["text"].strip().casefold()
            part = part if part in _LISTS else ""
            prose += [] if part else [line]
        elif not part:
            prose.append(line)
        elif line.strip():
            _add(found[part], line, f"{where}, line {number}")
    criteria, axes, steps = (tuple(found[part]) for part in _LISTS)
    recipe = Recipe(name, "\n".join(prose).strip(), criteria, axes, _step(steps, where))
    _check(recipe, where)
    return recipe


def _step(steps: Sequence[str], where: str) -> For | None:
    known = get_args(For)
    if len(steps) > 1 or not set(steps) <= set(known):
        raise UsageError(f"{where}: under Step stands one of {', '.join(known)}; found {', '.join(steps)}.")
    return cast("For", steps[0]) if steps else None


def recipe_text(recipe: Recipe) -> str:
    """The same as Markdown, to be saved."""
    parts = [recipe.text.strip()] if recipe.text.strip() else []
    steps = (recipe.step,) if recipe.step else ()
    for heading, items in (("Criteria", recipe.criteria), ("Axes", recipe.axes), ("Step", steps)):
        if items:
            parts.append(f"## {heading}\n\n" + "\n".join(f"- {item}" for item in items))
    return "\n\n".join(parts) + "\n"


def _add(items: list[str], line: str, at: str) -> None:
    item = _ITEM.match(line)
    if item:
        items.append(" ".join(item["text"].split()))
    elif items and line[0].isspace():
        items[-1] = f"{items[-1]} {' '.join(line.split())}"
    else:
        raise UsageError(f"{at}: expected a list item; what else a judge is told stands above.")


def _check(recipe: Recipe, where: str) -> None:
    items = (*recipe.criteria, *recipe.axes)
    if not recipe.text and not items:
        raise UsageError(f"{where}: this recipe is empty.")
    if len(items) > MOST:
        raise UsageError(f"{where}: a recipe holds at most {MOST} criteria and axes.")
    if len(set(items)) < len(items):
        raise UsageError(f"{where}: a criterion or axis stands there twice.")
