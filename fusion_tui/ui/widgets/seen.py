"""How far down a text has been in view, whatever width it had then."""

from __future__ import annotations

from collections.abc import Hashable


class Seen:
    """The lowest line that was ever painted; scrolling back forgets nothing."""

    def __init__(self) -> None:
        """Nothing was in view yet."""
        self._lines = 0
        self._total = 0
        self._shape: Hashable = None
        self._end = False

    def note(self, shape: Hashable, bottom: int, total: int, *, whole: bool) -> None:
        """Lines above `bottom` of `total` are in view; another `shape` breaks the text into other lines."""
        if shape != self._shape:
            self._lines = round(self._lines * total / max(self._total, 1))
            self._shape = shape
        self._total = total
        self._lines = max(self._lines, min(bottom, total))
        # Lines above that were only estimated may turn out to be more; the end stays the end.
        self._end = whole and (self._end or bottom >= total > 0)

    def share(self, total: int) -> float:
        """The part of so many lines, from 0 to 1."""
        return 1.0 if self._end else round(min(self._lines / max(total, 1), 1.0), 2)
