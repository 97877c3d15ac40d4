"""Full garbage collections while nobody waits: with eight long answers on the screen one takes 0.2 s."""

from __future__ import annotations

import gc
import resource
import time
from abc import abstractmethod
from collections.abc import Callable, Sequence

from textual import events
from textual.app import App

from fusion_tui.ui.widgets.drawing_clock import clock_of

IDLE_S = 2.0
"""Seconds without a key after which what is new is collected: a few milliseconds."""
LONG_IDLE_S = 30.0
"""Seconds without a key after which everything is: nobody is at it, and one longer pause is not felt."""
WORTH = 10
"""Collections of the middle generation since the last full one that make another one worth while."""
OVERDUE = 3
"""Times the memory of the last full collection that make another one happen in any case."""
_NEVER = 1_000_000


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class IdleCollector:
    """Takes the full collections over from Python, which makes them in the middle of whatever happens."""

    def __init__(self, clock: Callable[[], float], peak: Callable[[], int] = _peak) -> None:
        """`clock` counts seconds, `peak` is the most memory that was ever held, in any unit."""
        self._clock = clock
        self._peak = peak
        self._touched = clock()
        self._threshold = gc.get_threshold()
        self._held = peak()
        self._thorough = False
        """Whether everything was collected since the last key."""

    def start(self) -> None:
        """From now on full collections happen in `rest` alone; the small ones go on as before, or begin."""
        gc.enable()
        gc.set_threshold(*self._threshold[:2], _NEVER)
        self._held = self._peak()

    def stop(self) -> None:
        """Leave everything to Python again."""
        gc.unfreeze()
        gc.set_threshold(*self._threshold)

    def touch(self) -> None:
        """The person did something."""
        self._touched = self._clock()
        self._thorough = False

    def rest(self, *, busy: bool) -> None:
        """To be called about once a second; collects when it is worth while and nobody is at it."""
        idle = 0.0 if busy else self._clock() - self._touched
        if self._peak() >= OVERDUE * self._held or (idle >= LONG_IDLE_S and not self._thorough):
            gc.unfreeze()
            self._thorough = True
            self._collect()
        elif idle >= IDLE_S and gc.get_count()[2] >= WORTH:
            self._collect()

    def _collect(self) -> None:
        """What outlives this is not looked at again before the next thorough collection."""
        gc.collect()
        gc.freeze()
        self._held = self._peak()


class IdleCollectingApp(App[None]):
    """A program whose full collections wait for a pause."""

    def __init__(self) -> None:
        """Nothing changes before it runs."""
        super().__init__()
        self._collector = IdleCollector(time.monotonic)

    @property
    @abstractmethod
    def live_runs(self) -> Sequence[object]:
        """What moves on the screen without a key."""

    async def on_mount(self) -> None:
        """Take over, and look for a pause once a second."""
        self._collector.start()
        self.set_interval(1.0, lambda: self._collector.rest(busy=bool(self.live_runs)))

    async def on_unmount(self) -> None:
        """Leave the collections as they were."""
        self._collector.stop()

    async def on_event(self, event: events.Event) -> None:
        """A key, the mouse or another size of the window puts the next pause off, and goes before drawing."""
        if isinstance(event, events.InputEvent | events.Resize):
            self._collector.touch()
            clock_of(self).hold()
        await super().on_event(event)
