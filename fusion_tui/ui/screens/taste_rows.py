"""The dashboard's panels as rows of text for a width: bars with their numbers beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from rich.cells import cell_len, set_cell_size
from rich.style import Style

from fusion_tui.core.clean import clean_line
from fusion_tui.core.taste.arms import Grouping
from fusion_tui.core.taste.panel import Bar, Panel, Said
from fusion_tui.ui.widgets.line import Span
from fusion_tui.ui.widgets.markdown.wrap import wrap

T = TypeVar("T")

Row = tuple[Span, ...]
"""One line, no wider than it was asked to be."""

DAYS: tuple[int | None, ...] = (None, 365, 90, 30, 7)
"""How far back the days key looks, in turn; `None` is everything."""

_LEFT = ("so_far", "leaderboard", "answers", "next", "drop")
"""Panels of the left column, where there are two."""
_TWO_COLUMNS = 150
"""Cells from which two columns stand side by side."""

_INDENT, _GAP = 2, 2
_SHORTEST, _LONGEST = 8, 32
"""Cells of a bar."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person wants to see."""

    days: int | None = None
    panel: str | None = None
    tag: str | None = None
    knowing: bool = False
    by: Grouping = "member"
    """What is rated."""

    @property
    def words(self) -> str:
        """In one row."""
        return " · ".join(
            (
                "all time" if self.days is None else f"asked in the last {self.days} days",
                "those made knowing names beside" if self.knowing else "blind only",
                "all tags" if self.tag is None else f"#{clean_line(self.tag)}",
                "all panels" if self.panel is None else f"panel {clean_line(self.panel)}",
                *(() if self.by == "member" else (f"by {self.by}",)),
            )
        )


def after(value: T, choices: Sequence[T]) -> T:
    """The next choice in turn; the first one after a value that is no choice any more."""
    place = choices.index(value) if value in choices else -1
    return choices[(place + 1) % len(choices)]


def columns(panels: Sequence[Panel], width: int) -> tuple[tuple[Panel, ...], ...]:
    """The panels in one column, or in two where they fit: what they say of arms, then everything else."""
    if width < _TWO_COLUMNS:
        return (tuple(panels),)
    left = tuple(panel for panel in panels if panel.name in _LEFT)
    right = tuple(panel for panel in panels if panel.name not in _LEFT)
    return (left, right) if left and right else (tuple(panels),)


def panel_rows(panel: Panel, width: int, *, focused: bool = False, ascii_only: bool = False) -> list[Row]:
    """A title with its n, the answer in a sentence, then bars and sentences."""
    pointer = (">" if ascii_only else "▸") if focused else " "
    counted = "" if panel.n is None else f"  n={panel.n:,}"
    title = (Span(f"{pointer} ", "bold $ink"), Span(panel.title, "bold $ink"), Span(counted, "$dim"))
    rows = [title, *_sentence(panel.meaning, width, "$ink")]
    shape = _Shape.of([row for row in panel.rows if isinstance(row, Bar)], width)
    for row in panel.rows:
        if isinstance(row, Said):
            rows += _sentence(row.text, width, "$dim" if row.quiet else "$ink")
        else:
            rows += shape.rows(row, width, ascii_only)
    return rows


def _sentence(text: str, width: int, style: str, indent: int = _INDENT) -> list[Row]:
    if not text:
        return []
    lines = wrap([(clean_line(text), Style())], width - indent)
    return [(Span(" " * indent + "".join(part.text for part in line), style),) for line in lines]


@dataclass(frozen=True, slots=True)
class _Shape:
    """How wide the columns of a panel are, so that its bars stand under each other."""

    label: int
    bar: int
    figure: int
    beside: bool
    """Whether notes fit beside the figures; else they stand below."""
    reach: tuple[float, float]
    """What the first and the last cell of an interval stand for; the middle of all is between them."""

    @classmethod
    def of(cls, bars: Sequence[Bar], width: int) -> _Shape:
        """As wide as the bars need, and as the panel allows."""
        label = min(max((cell_len(clean_line(bar.label)) for bar in bars), default=0), max(width // 4, 12))
        figure = max((cell_len(bar.figure) for bar in bars), default=0)
        note = max((cell_len(bar.note) for bar in bars), default=0)
        room = width - _INDENT - label - figure - 2 * _GAP
        with_note = room - note - _GAP
        beside = with_note >= _SHORTEST or not note
        bar = min(with_note if beside and note else room, _LONGEST)
        limits = [limit for drawn in bars if drawn.limits for limit in drawn.limits]
        return cls(label, max(bar, 1), figure, beside, (min((0.5, *limits)), max((0.5, *limits))))

    def rows(self, bar: Bar, width: int, ascii_only: bool) -> Iterator[Row]:
        """Label, bar, number, note."""
        gap = " " * _GAP
        note = f"{gap}{bar.note}" if self.beside and bar.note else ""
        yield (
            Span(" " * _INDENT + _fitted(clean_line(bar.label), self.label) + gap, "$ink"),
            *drawn(bar, self.bar, self.reach, ascii_only),
            Span(f"{gap}{bar.figure:<{self.figure}}", "$ink"),
            Span(note, "$dim"),
        )
        if bar.note and not self.beside:
            yield from _sentence(bar.note, width, "$dim", _INDENT + self.label + _GAP)


def _fitted(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


def drawn(
    bar: Bar, width: int, reach: tuple[float, float] = (0.0, 1.0), ascii_only: bool = False
) -> tuple[Span, ...]:
    """The bar itself: an interval around its value where it has limits, else a length from 0."""
    if bar.value is None:
        return (Span(" " * width),)
    if bar.limits is not None:
        first, at, last, middle = (
            _cell(x, width, reach) for x in (bar.limits[0], bar.value, bar.limits[1], 0.5)
        )
        return _interval(first, at, last, middle, width, ascii_only)
    halves = round(min(max(bar.value, 0.0), 1.0) * width * 2)
    # What is not nothing is seen, however little it is.
    halves = max(halves, 1) if bar.value > 0 else 0
    line = "#" * ((halves + 1) // 2) if ascii_only else "━" * (halves // 2) + "╸" * (halves % 2)
    return (Span(f"{line:<{width}}", "$dim"),)


def _cell(value: float, width: int, reach: tuple[float, float]) -> int:
    first, last = reach
    return round((value - first) / (last - first) * (width - 1)) if last > first else 0


def _interval(first: int, at: int, last: int, middle: int, width: int, ascii_only: bool) -> tuple[Span, ...]:
    """Between two cells, with a mark where the average arm stands."""
    start, end, line, here, mark = ("|", "|", "-", "o", ":") if ascii_only else ("├", "┤", "─", "●", "┊")
    cells = [(" ", "")] * width
    cells[middle] = (mark, "$faint")
    cells[first : last + 1] = [(line, "$dim")] * (last + 1 - first)
    cells[first], cells[last] = (start, "$dim"), (end, "$dim")
    cells[at] = (here, "bold $ink")
    return tuple(Span(text, style) for text, style in cells)
