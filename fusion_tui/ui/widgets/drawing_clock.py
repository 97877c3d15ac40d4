"""One clock for every view that draws: in turns, each of a few milliseconds, and after the keys.

With a timer of its own each view would draw when it likes, and a key waits for as many as happen to be due.
"""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Callable
from math import ceil
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from textual.app import App
from textual.timer import Timer

TURN_HZ = 30
"""Turns a second; a view that repaints 15 times takes every other one."""
SLICE_S = 0.008
"""Seconds of drawing in one turn."""
MAX_SHARE = 0.1
"""Of a core for one view; a text that is dear to draw (a huge list item) is drawn less often."""
LONGEST_S = 1.0
"""Seconds that text waits at most for that: what made one drawing long may have been a busy machine."""


class Drawable(Protocol):
    """What draws when it is its turn."""

    @property
    def hz(self) -> float:
        """Repaints a second, at most."""

    @property
    def is_on_screen(self) -> bool:
        """Whether a person can see it."""

    @abstractmethod
    def flush(self) -> None:
        """Draw what arrived."""

    @abstractmethod
    def fill(self, enough: Callable[[], bool]) -> bool:
        """Draw what is out of view until it is enough; whether nothing is left."""


class DrawingClock:
    """Hands out turns: text that arrived first, then what is out of view in the time that is left."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        """`now` counts seconds."""
        self._now = now
        self._arrived: dict[Drawable, float] = {}
        """Views with new text, and when each may draw; the one that waits longest comes first."""
        self._not_before: dict[Drawable, float] = {}
        self._unfinished: dict[Drawable, None] = {}
        self._timer: Timer | None = None
        self._held = False

    def start(self, app: App[Any]) -> None:
        """Begin to hand out turns."""
        self._timer = app.set_interval(1 / TURN_HZ, self.turn, name="drawing")

    def arrived(self, view: Drawable) -> None:
        """This view has text that is not drawn yet."""
        self._arrived.setdefault(view, self._not_before.get(view, 0.0))
        self._wake()

    def unfinished(self, view: Drawable) -> None:
        """This view has something out of view that is not drawn yet."""
        self._unfinished[view] = None
        self._wake()

    def forget(self, view: Drawable) -> None:
        """This view is gone."""
        for waiting in (self._arrived, self._not_before, self._unfinished):
            waiting.pop(view, None)

    def hold(self) -> None:
        """A person did something: what it changes is seen first. Keys without end put off one turn in two."""
        self._held = True

    def turn(self) -> None:
        """Draw for a few milliseconds."""
        if self._held:
            self._held = False
            return
        deadline = self._now() + SLICE_S
        self._draw_arrived(deadline)
        self._draw_rest(deadline)
        if self._timer and not self._arrived and not self._unfinished:
            self._timer.pause()

    def _draw_arrived(self, deadline: float) -> None:
        """As many views as keep everybody's pace, the one that waits longest first."""
        began = self._now()
        due = [view for view, when in self._arrived.items() if when <= began]
        for view in due[: ceil(sum(view.hz for view in self._arrived) / TURN_HZ)]:
            started = self._now()
            if started >= deadline:
                break
            del self._arrived[view]
            view.flush()
            pause = max((self._now() - started) / MAX_SHARE, 1 / view.hz - 1 / TURN_HZ / 2)
            self._not_before[view] = started + min(pause, LONGEST_S)

    def _draw_rest(self, deadline: float) -> None:
        """What is out of view, one view after the other; those that a person can see come first."""
        for view in sorted(self._unfinished, key=lambda view: not view.is_on_screen):
            if self._now() >= deadline:
                return
            if view.fill(lambda: self._now() >= deadline):
                del self._unfinished[view]

    def _wake(self) -> None:
        if self._timer:
            self._timer.resume()


_CLOCKS: WeakKeyDictionary[App[Any], DrawingClock] = WeakKeyDictionary()


def clock_of(app: App[Any]) -> DrawingClock:
    """The one clock of a program."""
    clock = _CLOCKS.get(app)
    if clock is None:
        clock = _CLOCKS[app] = DrawingClock()
        # As the program's own call, so that the timer holds on to no view.
        app.call_later(clock.start, app)
    return clock
