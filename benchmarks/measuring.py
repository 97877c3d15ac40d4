"""Runs that several goals look at: each is made once, and forgotten before everything is measured again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

from benchmarks.terminal import Program

SMALL, LARGE = 5_000, 100_000
"""Characters of a short and a long answer."""


def sizes(quick: bool) -> tuple[int, int]:
    """Both sizes; a quick run has no time for long answers."""
    return (1_000, 6_000) if quick else (SMALL, LARGE)


@cache
def arena(chars: int, seconds: float, world: bool = False, stalls: bool = False) -> dict[str, Any]:
    """Eight answers of this size that go on streaming at 100 tokens a second each."""
    with Program.of("arena", chars=chars, seconds=seconds, world=world, stalls=stalls) as program:
        return program.hear("result")


@cache
def widget(name: str, chars: int, seconds: float, world: bool = False) -> dict[str, Any]:
    """One answer in one widget, streaming at 100 tokens a second."""
    with Program.of("widgets", widget=name, chars=chars, seconds=seconds, world=world) as program:
        return program.hear("result")


@cache
def paging(chars: int, presses: int) -> dict[str, Any]:
    """Eight stored answers of this size, paged through."""
    with Program.of("stored", what="paging", large=chars, times=presses) as program:
        return program.hear("result")


def per_token(result: dict[str, Any]) -> float:
    """CPU seconds a token that was shown."""
    return float(result["cpu"]) / max(float(result["tokens"]), 1)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so many of all do not exceed; `share` is from 0 to 1."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


def forget() -> None:
    """Make every run anew."""
    from benchmarks import network

    for run in (arena, widget, paging, network.fusion, network.llm):
        run.cache_clear()
