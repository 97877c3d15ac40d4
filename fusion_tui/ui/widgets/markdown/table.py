"""Tables: columns where they fit, `key: value` lists where they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from fusion_tui.ui.widgets.markdown.inline import inline, plain
from fusion_tui.ui.widgets.markdown.parse import Env, Node
from fusion_tui.ui.widgets.markdown.style import AnswerStyle
from fusion_tui.ui.widgets.markdown.wrap import Line, Run, unjoined, width_of, wrap

MAX_COLUMNS = 12
MAX_ROWS = 200
"""More are counted, not shown; the raw source has them."""
NARROW = 50
"""Cells below which a table that does not fit becomes a list."""
GAP = 2
MIN_COLUMN = 8

Cells = list[list[Run]]


@dataclass
class Table:
    """One table, its words parsed once and laid out for any width."""

    node: Node
    env: Env
    style: AnswerStyle
    lead: Table | None = None
    """The table this one goes on, whose columns it keeps."""
    rows_before: int = 0
    """Rows that `lead` and what followed it have shown."""

    @cached_property
    def _rows(self) -> list[list[Node]]:
        """The cells of every row, the head first."""
        return [row.children for part in self.node.children for row in part.children]

    @cached_property
    def _aligned_right(self) -> list[bool]:
        return [str(cell.token.attrs.get("style", "")).endswith("right") for cell in self._rows[0]]

    @cached_property
    def _columns(self) -> int:
        return min(len(self._rows[0]), MAX_COLUMNS)

    @cached_property
    def _head(self) -> Cells:
        return [self._cell(cell, self.style.table_head) for cell in self._rows[0][: self._columns]]

    @cached_property
    def _body(self) -> list[Cells]:
        shown = self._rows[1 : 1 + max(MAX_ROWS - self.rows_before, 0)]
        return [[self._cell(cell, self.style.body) for cell in row[: self._columns]] for row in shown]

    @cached_property
    def _wanted(self) -> list[int]:
        """The cells every column would like to have."""
        wanted = [1] * self._columns
        for row in [self._head, *self._body]:
            for place, runs in enumerate(row):
                wanted[place] = max(wanted[place], cell_len(plain(runs)))
        return wanted

    def lines(self, first: int, last: int, width: int) -> list[Line]:
        """Rows `first` to `last` (excluded, the head not counted) as lines of at most `width` cells.

        The head comes with the first row, the number of rows left out with the last.
        """
        widths = self._layout(width)
        lines: list[Line] = []
        if widths and first == 0 and self.lead is None:
            rule = ("-" if self.style.ascii else "─") * (sum(widths) + GAP * (len(widths) - 1))
            lines += [*self._row(self._head, widths), [Segment(rule, self.style.rule)]]
        if not widths and len(self._rows) == 1:
            lines += [line for title in self._head for line in wrap(title, width)]
        for number, row in enumerate(self._body[first:last], first + self.rows_before):
            if widths:
                lines += self._row(row, widths)
            else:
                lines += [[]] * (number > 0) + self._record(row, width)
        return lines + (self._left_out(width) if last >= len(self._rows) - 1 else [])

    def _layout(self, width: int) -> list[int] | None:
        """A width for each column, at least as wide as above; `None` for records."""
        if self.lead is None:
            return _widths(self._wanted, width)
        above = self.lead._wanted
        widths = _widths(above, width)
        return widths and (_widths(list(map(max, above, self._wanted)), width) or widths)

    def all_lines(self, width: int) -> list[Line]:
        """The whole table."""
        return self.lines(0, len(self._rows), width)

    def _cell(self, cell: Node, base: Style) -> list[Run]:
        return [run for child in cell.children for run in inline(child.token, self.env, self.style, base)]

    def _row(self, cells: Cells, widths: Sequence[int]) -> list[Line]:
        columns = [wrap(runs, width) for runs, width in zip(cells, widths, strict=False)]
        lines: list[Line] = []
        for index in range(max(map(len, columns), default=0)):
            line: Line = []
            space = 0
            for place, column in enumerate(columns):
                piece = column[index] if index < len(column) else []
                room = max(widths[place] - width_of(piece), 0)
                left = room if self._aligned_right[place] else 0
                line += [Segment(" " * (space + left)), *unjoined(piece)]
                space = room - left + GAP
            lines.append(line)
        return lines

    def _record(self, cells: Cells, width: int) -> list[Line]:
        """One row as a list of its cells with their column's name."""
        lines: list[Line] = []
        for title, cell in zip(self._head, cells, strict=False):
            if not plain(cell):
                continue
            name = [*title, (": ", self.style.quiet)] if plain(title) else []
            first, *rest = wrap([*name, *cell], width - 2)
            lines += [first, *([Segment("  "), *line] for line in rest)]
        return lines

    def _left_out(self, width: int) -> list[Line]:
        rows = self.rows_before + len(self._rows) - 1 - MAX_ROWS
        counts = ((len(self._rows[0]) - MAX_COLUMNS, "columns"), (rows, "rows"))
        parts = [f"{count} more {what}" for count, what in counts if count > 0]
        if not parts:
            return []
        dots = "..." if self.style.ascii else "…"
        return wrap([(f"{dots} {', '.join(parts)} (w shows the source)", self.style.quiet)], width)


def _widths(wanted: Sequence[int], width: int) -> list[int] | None:
    """A width for each column, or `None` when they cannot stand side by side."""
    room = width - GAP * (len(wanted) - 1)
    if sum(wanted) <= room:
        return list(wanted)
    if width < NARROW or room < len(wanted) * MIN_COLUMN:
        return None
    widths = list(wanted)
    # The widest columns give way first, all alike, until everything fits.
    while (excess := sum(widths) - room) > 0:
        widest = max(widths)
        wide = [place for place, size in enumerate(widths) if size == widest]
        below = max((size for size in widths if size < widest), default=MIN_COLUMN)
        lower = max(below, widest - -(-excess // len(wide)))
        for place in wide:
            widths[place] = lower
    return widths
