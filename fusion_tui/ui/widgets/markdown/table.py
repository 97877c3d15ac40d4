"""Tables: columns where they fit, `key: value` lists where they do not."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.tree import SyntaxTreeNode
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from fusion_tui.ui.widgets.markdown.inline import inline, segments
from fusion_tui.ui.widgets.markdown.style import AnswerStyle

MAX_COLUMNS = 12
MAX_ROWS = 200
"""More are counted, not shown; the raw source has them."""
NARROW = 50
"""Columns of the pane below which a table becomes a list."""
GAP = 2

Line = list[Segment]


def table_lines(node: SyntaxTreeNode, width: int, style: AnswerStyle, console: Console) -> list[Line]:
    """A table as lines no wider than `width`."""
    rows = [list(row.children) for part in node.children for row in part.children]
    head, body = rows[0], rows[1:]
    columns = min(len(head), MAX_COLUMNS)
    titles = [_cell(cell, style, style.quiet + Style(bold=True)) for cell in head[:columns]]
    cells = [[_cell(cell, style, style.body) for cell in row[:columns]] for row in body[:MAX_ROWS]]
    widths = _widths([titles, *cells], columns, width)
    if widths is None or (width < NARROW and sum(widths) + GAP * (columns - 1) > width):
        lines = _as_list(titles, cells, width, style, console)
    else:
        lines = _row(titles, widths, console)
        total = min(sum(widths) + GAP * (columns - 1), width)
        lines.append([Segment(("-" if style.ascii else "─") * total, style.rule)])
        for row in cells:
            lines += _row(row, widths, console)
    left_out = _left_out(len(head) - columns, len(body) - len(cells), style)
    if left_out:
        lines += [segments(part, console) for part in left_out.wrap(console, width)]
    return lines


def _cell(node: SyntaxTreeNode, style: AnswerStyle, base: Style) -> Text:
    tokens = node.children[0].token.children if node.children and node.children[0].token else None
    return inline(tokens, style, base)


def _widths(rows: Sequence[Sequence[Text]], columns: int, width: int) -> list[int] | None:
    """A width for each column, or `None` when they cannot stand side by side."""
    wanted = [max(max(cell_len(row[i].plain), 1) for row in rows if i < len(row)) for i in range(columns)]
    room = width - GAP * (columns - 1)
    if sum(wanted) <= room:
        return wanted
    if width < NARROW or room < columns * 8:
        return None
    # The widest columns give way first, until all fit.
    while sum(wanted) > room:
        widest = max(wanted)
        second = max((w for w in wanted if w < widest), default=8)
        many = wanted.count(widest)
        lower = max(second, widest - -(-(sum(wanted) - room) // many), 8)
        if lower == widest:
            return None
        wanted = [lower if w == widest else w for w in wanted]
    return wanted


def _row(cells: Sequence[Text], widths: Sequence[int], console: Console) -> list[Line]:
    wrapped = [
        [segments(part, console) for part in cell.wrap(console, width)]
        for cell, width in zip(cells, widths, strict=False)
    ]
    lines: list[Line] = []
    for index in range(max((len(parts) for parts in wrapped), default=0)):
        line: Line = []
        for place, parts in enumerate(wrapped):
            piece = parts[index] if index < len(parts) else []
            line += piece
            if place < len(wrapped) - 1:
                used = sum(cell_len(segment.text) for segment in piece)
                line.append(Segment(" " * (widths[place] - used + GAP)))
        lines.append(line)
    return lines


def _as_list(
    titles: Sequence[Text], rows: Sequence[Sequence[Text]], width: int, style: AnswerStyle, console: Console
) -> list[Line]:
    lines: list[Line] = []
    for number, row in enumerate(rows):
        if number:
            lines.append([])
        for title, cell in zip(titles, row, strict=False):
            text = Text(end="").append_text(title).append(": ", style.quiet).append_text(cell)
            for place, part in enumerate(text.wrap(console, max(width - 2, 4))):
                lines.append([Segment("  "), *segments(part, console)] if place else segments(part, console))
    return lines


def _left_out(columns: int, rows: int, style: AnswerStyle) -> Text:
    parts = [f"{n} more {what}" for n, what in ((columns, "columns"), (rows, "rows")) if n > 0]
    return Text(f"… {', '.join(parts)}; w shows the source" if parts else "", style.quiet, end="")
