"""Drawn rows read back: what was wrapped is one line of text again, and every character knows its cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rich.cells import cell_len

from fusion_tui.ui.widgets.markdown.wrap import CUT, END, FIRST, GAP, START, Line


@dataclass(frozen=True, slots=True)
class Span:
    """Some cells of one row."""

    row: int
    first: int
    last: int
    """The cell after it."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one row shows of a stretch."""

    start: int
    """Characters of the stretch before it."""
    row: int
    cell: int
    """Where it begins in the row."""
    text: str


@dataclass(slots=True)
class Stretch:
    """One line of text as it was before it was wrapped."""

    text: str = ""
    shares: list[Share] = field(default_factory=list)

    def spans(self, first: int, last: int) -> tuple[Span, ...]:
        """Where characters `first` to `last` (excluded) stand."""
        found = []
        for share in self.shares:
            start = max(first - share.start, 0)
            stop = min(last - share.start, len(share.text))
            if start < stop:
                before = share.cell + cell_len(share.text[:start])
                found.append(Span(share.row, before, before + cell_len(share.text[start:stop])))
        return tuple(found)


def stretches(rows: Iterable[Line]) -> Iterator[Stretch]:
    """The text of some rows."""
    stretch = Stretch()
    for number, row in enumerate(rows):
        joint, cell, text = _read(row)
        if joint is None and stretch.shares:
            yield stretch
            stretch = Stretch()
        stretch.text += joint or ""
        stretch.shares.append(Share(len(stretch.text), number, cell, text))
        stretch.text += text
    if stretch.shares:
        yield stretch


def _read(row: Line) -> tuple[str | None, int, str]:
    """What joins a row to the one before (`None` when nothing does), where its text begins, and the text."""
    joint: str | None = None
    cell = 0
    text: list[str] = []
    for segment in row:
        if segment.text:
            text.append(segment.text)
        elif segment is END:
            break
        elif segment is GAP or segment is CUT or segment is START or segment is FIRST:
            joint = " " if segment is GAP else "" if segment is CUT else joint
            cell += cell_len("".join(text))
            text.clear()
    return joint, cell, "".join(text)
