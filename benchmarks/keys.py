"""Keys whose effect can be told from everything else that is painted meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from benchmarks.terminal import Program

Press = Callable[[Program], float]

_BETWEEN = rb"(?:\x1b\[[0-9;]*m|\s)*"
"""Styles and blanks."""
_POINTER = "▸".encode()
_TO_THE_COUNT = ".{0,600}?↓ ([0-9]+)[^0-9]".encode()
_BELOW = re.compile(_POINTER + _TO_THE_COUNT, re.DOTALL)
"""The head of the pane in focus: how many lines are below what it shows."""
FEWER = 3
"""Lines that half a page takes away at least, even when a late frame brings new ones with it."""


def focus(place: int) -> Press:
    """The digit of a pane; its pointer is drawn beside its letter, and the rest of its head."""
    letter = b"ABCDEFGH"[place : place + 1]
    pointed = re.compile(_POINTER + _BETWEEN + letter + rb"\b" + _TO_THE_COUNT, re.DOTALL)

    def shows(written: bytes) -> bool:
        return pointed.search(written) is not None

    return lambda program: program.press(str(place + 1), shows)


def half_page(program: Program) -> float:
    """Half a page down: fewer lines are below than a moment before, while text only adds some."""
    before = int(_BELOW.findall(program.recent)[-1])

    def shows(written: bytes) -> bool:
        counts = [before, *map(int, _BELOW.findall(written))]
        return any(later <= earlier - FEWER for earlier, later in pairwise(counts))

    return program.press("\x04", shows)
