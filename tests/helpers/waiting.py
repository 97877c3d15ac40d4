"""Waiting for conditions, never for time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot


async def until(pilot: Pilot[Any], condition: Callable[[], bool], seconds: float = 10) -> None:
    """Let the program run until a condition holds; fails with what is on the screen."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition():
        if asyncio.get_running_loop().time() > deadline:
            pytest.fail(f"waited {seconds} s in vain; the screen says:\n{screen_text(pilot)}")
        await pilot.pause(0.02)


async def steady(pilot: Pilot[Any]) -> None:
    """Let the program run until its screen stays as it is for ten looks in a row."""
    same, before = 0, ""
    while same < 10:
        await pilot.pause(0.02)
        now = screen_text(pilot)
        same = same + 1 if now == before else 0
        before = now


def screen_text(pilot: Pilot[Any]) -> str:
    """What is on the screen, row by row."""
    app = pilot.app
    width, height = app.size
    rows = [[" "] * width for _ in range(height)]
    strips = app.screen._compositor.render_strips(app.size)  # the only way to read a screen back
    for y, strip in enumerate(strips[:height]):
        rows[y] = list(strip.text[:width])
    return "\n".join("".join(row).rstrip() for row in rows)
