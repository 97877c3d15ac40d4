"""What was dragged over with the mouse: cells of drawn rows, and the text they stand for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from rich.cells import cell_len

from fusion_tui.ui.widgets.markdown.flow import Flow
from fusion_tui.ui.widgets.markdown.stretch import Share, stretches


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A cell of a document; it stays true while other pieces are drawn or more text arrives."""

    piece: int
    row: int
    cell: int

    @classmethod
    def at(cls, flow: Flow, line: int, cell: int) -> Point:
        """The point under a cell of a line; lines outside count as the first or last."""
        line = min(max(line, 0), max(flow.line_count - 1, 0))
        index = flow.index_at(line)
        return cls(index, line - flow.top_of(index), max(cell, 0))


@dataclass(frozen=True, slots=True)
class Selection:
    """From one cell to another, both included, in whichever order they were dragged."""

    anchor: Point
    head: Point

    def on_line(self, flow: Flow, line: int) -> tuple[int, int] | None:
        """First cell and the one after the last on a drawn line, or `None`."""
        point, row = Point.at(flow, line, 0), flow.row_at(line)
        cells = self._cells(point.piece, point.row)
        if cells is None or row is None:
            return None
        edges = _edges("".join(segment.text for segment in row.segments))
        if cells[0] >= edges[-1]:
            return None
        # Half a wide character cannot be painted otherwise than the other half.
        first = edges[bisect_right(edges, cells[0]) - 1]
        return first, edges[min(bisect_left(edges, cells[1]), len(edges) - 1)]

    def text(self, flow: Flow) -> str:
        """The text as it was before it was wrapped, without indents, bars and marks of wraps."""
        first, last = sorted((self.anchor, self.head))
        lines = []
        for index in range(first.piece, min(last.piece, len(flow.pieces) - 1) + 1):
            flow.draw(index)
            for stretch in stretches(row.segments for row in flow.pieces[index].rows or ()):
                taken = [
                    (share.start + _first(share, cells[0]), share.start + _after(share, cells[1]))
                    for share in stretch.shares
                    if (cells := self._cells(index, share.row))
                ]
                if taken:
                    lines.append(stretch.text[taken[0][0] : taken[-1][1]])
        return "\n".join(lines).strip("\n")

    def _cells(self, piece: int, row: int) -> tuple[int, int] | None:
        first, last = sorted((self.anchor, self.head))
        here = (piece, row)
        if not (first.piece, first.row) <= here <= (last.piece, last.row):
            return None
        start = first.cell if here == (first.piece, first.row) else 0
        stop = last.cell + 1 if here == (last.piece, last.row) else 1 << 30
        return start, stop


def _first(share: Share, cell: int) -> int:
    """Characters of a row's text before the one in this cell."""
    return bisect_right(_edges(share.text), cell - share.cell) - 1 if cell > share.cell else 0


def _after(share: Share, cell: int) -> int:
    """Characters of a row's text that begin before this cell, with what is joined to them."""
    edges = _edges(share.text)
    place = bisect_left(edges, cell - share.cell)
    return bisect_right(edges, edges[place]) - 1 if place < len(edges) else len(share.text)


def _edges(text: str) -> list[int]:
    """Cells before every character of a row, and of the whole row."""
    if text.isascii():
        return list(range(len(text) + 1))
    # Joined emoji are narrower than the sum of their characters.
    return [cell_len(text[:stop]) for stop in range(len(text) + 1)]
