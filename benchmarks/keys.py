"""Keys whose effect can be told from everything else that is painted meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable

from benchmarks.terminal import Program

Press = Callable[[Program], float]

_BETWEEN = rb"(?:\x1b\[[0-9;]*m|\s)*"
"""Styles and blanks."""
_POINTER = "▸".encode()
_TO_THE_COUNT = ".{0,600}?↓ ([0-9]+)[^0-9]".encode()
_BELOW = re.compile(_POINTER + _TO_THE_COUNT, re.DOTALL)
"""The head of the pane in focus: how many lines are below what it shows."""
FEWER = 5
"""Lines that half a page is at least; text that arrives meanwhile only adds some."""


def focus(place: int) -> Press:
    """The digit of a pane; its pointer is drawn beside its letter, and the rest of its head."""
    letter = b"ABCDEFGH"[place : place + 1]
    pointed = re.compile(_POINTER + _BETWEEN + letter + rb"\b" + _TO_THE_COUNT, re.DOTALL)

    def shows(written: bytes) -> bool:
        return pointed.search(written) is not None

    return lambda program: program.press(str(place + 1), shows)


def half_page(program: Program) -> float:
    """Half a page down: far fewer lines are below than before."""
    before = int(_BELOW.findall(program.recent)[-1])

    def shows(written: bytes) -> bool:
        return any(int(count) <= before - FEWER for count in _BELOW.findall(written))

    return program.press("\x04", shows)
