"""Published data sets as choices; `tests/data/taste/manifest.json` says where each comes from."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.choices import ChoiceSet, Option

FOLDER = Path(__file__).parents[2] / "data" / "taste"


@cache
def manifest() -> dict[str, dict[str, Any]]:
    """What is expected of each set, by its id."""
    return {entry["id"]: entry for entry in json.loads((FOLDER / "manifest.json").read_text())["sets"]}


def rows(name: str) -> list[dict[str, str]]:
    """The lines of a table."""
    with (FOLDER / name).open(newline="") as file:
        return list(csv.DictReader(file))


def choices(
    *options: str, groups: tuple[tuple[int, ...], ...], times: str, ties: bool = False
) -> list[ChoiceSet]:
    """The same decision so many times."""
    return [ChoiceSet(tuple(Option(Arm(name)) for name in options), groups, ties)] * int(times)


@cache
def baseball() -> tuple[ChoiceSet, ...]:
    """Every game; the home team stands first."""
    return tuple(_games())


def _games() -> Iterator[ChoiceSet]:
    for row in rows("baseball.csv"):
        yield from choices(row["home"], row["away"], groups=((0,),), times=row["home_wins"])
        yield from choices(row["home"], row["away"], groups=((1,),), times=row["away_wins"])


@cache
def citations() -> tuple[ChoiceSet, ...]:
    """Every citation of another journal: the cited one wins."""
    return tuple(_citations())


def _citations() -> Iterator[ChoiceSet]:
    for row in rows("citations.csv"):
        if row["cited"] != row["citing"]:
            yield from choices(row["cited"], row["citing"], groups=((0,),), times=row["count"])


@cache
def puddings() -> tuple[ChoiceSet, ...]:
    """Every tasting of two brands; ties are allowed."""
    return tuple(_tastings())


def _tastings() -> Iterator[ChoiceSet]:
    for row in rows("pudding.csv"):
        for groups, column in ((((0,),), "wins_i"), (((1,),), "wins_j"), (((0, 1),), "ties")):
            yield from choices(row["i"], row["j"], groups=groups, times=row[column], ties=True)
