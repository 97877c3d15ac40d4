"""Two texts beside or below each other, with every change marked by signs as well as by colour."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from fusion_tui.core.clean import clean, clean_line
from fusion_tui.core.diff import Change, Diff, Piece
from fusion_tui.ui.widgets.markdown.wrap import Line, Run, width_of, wrap

_SIGN = 2
"""Cells of the sign before a line."""
_EDGES = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DiffStyle:
    """Colours as `#rrggbb`."""

    text: str
    dim: str
    faint: str
    removed: str
    added: str


@dataclass(frozen=True, slots=True)
class Look:
    """How a diff is shown."""

    beside: bool
    """In two columns, not one below the other."""
    words: bool
    """Changed paragraphs once, with words marked; else both versions whole."""
    left: str
    """The first text's letter."""
    right: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A diff as lines of a width."""

    lines: tuple[Line, ...]
    starts: tuple[int, ...]
    """The first line of each change."""


class DiffView(ScrollView, can_focus=False):
    """Shows drawn lines; what they are is told from outside."""

    DEFAULT_CSS = """
    DiffView { height: 1fr; width: 1fr; margin: 1 1 0 1; background: $background; scrollbar-size: 0 0; }
    """

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self._drawn = Drawn((), ())
        self.change = 0
        """The change a person is at, counted from 1; 0 before the first."""

    def show(self, drawn: Drawn) -> None:
        """Draw these lines from now on, at the change they were at."""
        self._drawn = drawn
        self.virtual_size = Size(self.size.width, len(drawn.lines))
        self.change = min(self.change, len(drawn.starts))
        self._to(drawn.starts[self.change - 1] - self._lead if self.change else 0)

    @property
    def count(self) -> int:
        """How many changes there are."""
        return len(self._drawn.starts)

    @property
    def _lead(self) -> int:
        """Lines kept above a change that was gone to."""
        return min(2, max(self.size.height // 4, 0))

    def go(self, direction: int) -> bool:
        """To the next change (1) or the one before (-1); whether there is one."""
        wanted = self.change + direction
        if not 1 <= wanted <= len(self._drawn.starts):
            return False
        self.change = wanted
        self._to(self._drawn.starts[wanted - 1] - self._lead)
        return True

    def scroll_lines(self, lines: int) -> None:
        """Down by some lines, up when negative; the change follows to the last one above."""
        self._to(self.scroll_offset.y + lines)
        self.change = bisect_right(self._drawn.starts, self.scroll_offset.y + self._lead)

    def _to(self, line: int) -> None:
        self.scroll_to(y=max(line, 0), animate=False)
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in view."""
        offset, width = self.scroll_offset.y, self.size.width
        ground = Style(bgcolor=self.background_colors[1].rich_color)
        here = self._drawn.starts[self.change - 1] if self.change else -1
        strips = []
        for number in range(offset + crop.y, offset + crop.bottom):
            line = self._drawn.lines[number] if number < len(self._drawn.lines) else []
            look = ground + Style(bold=True, reverse=True) if number == here else ground
            strip = Strip(line).adjust_cell_length(width).apply_style(look)
            for line_filter in self.get_line_filters():
                strip = strip.apply_filter(line_filter, self.background_colors[1])
            strips.append(strip)
        return [strip.crop(*crop.column_span) for strip in strips]


def draw(found: Diff, width: int, look: Look, style: DiffStyle) -> Drawn:
    """Every block of a diff as lines of at most `width` cells; model text is made safe here."""
    drawing = _Drawing(max(width, 8), look, style)
    lines: list[Line] = []
    starts: list[int] = []
    for change in found.changes:
        if change.kind != "same":
            starts.append(len(lines))
        lines += drawing.block(change)
    return Drawn(tuple(lines), tuple(starts))


class _Drawing:
    def __init__(self, width: int, look: Look, style: DiffStyle) -> None:
        self._width = width
        self._look = look
        self._plain = Style(color=style.text)
        self._dim = Style(color=style.dim)
        self._removed = Style(color=style.removed)
        self._added = Style(color=style.added)
        self._rule = Style(color=style.faint)

    def block(self, change: Change) -> Iterator[Line]:
        """The lines of one block, and the blank one that follows it in the text."""
        if change.only:
            letter = self._look.left if change.kind == "removed" else self._look.right
            yield [Segment(f"@ heading “{clean_line(change.only)}” · {letter} only", self._dim)]
        yield from self._beside(change) if self._look.beside else self._below(change)
        if "\n\n" in (change.left or change.right)[-3:].replace("\r", ""):
            yield self._blank()

    def _blank(self) -> Line:
        return [Segment(" " * self._column), Segment(" │ ", self._rule)] if self._look.beside else []

    @property
    def _column(self) -> int:
        return (self._width - 3) // 2

    def _below(self, change: Change) -> Iterator[Line]:
        match change.kind:
            case "same":
                yield from self._signed(" ", self._dim, self._text(change.left, self._plain), self._width)
            case "removed":
                yield from self._signed(
                    "-", self._removed, self._text(change.left, self._removed), self._width
                )
            case "added":
                yield from self._signed("+", self._added, self._text(change.right, self._added), self._width)
            case _ if self._look.words:
                yield from self._signed("~", self._dim, self._marked(change.pieces), self._width)
            case _:
                yield from self._signed(
                    "-", self._removed, self._text(change.left, self._removed), self._width
                )
                yield from self._signed("+", self._added, self._text(change.right, self._added), self._width)

    def _beside(self, change: Change) -> Iterator[Line]:
        column = self._column
        left, right = self._text(change.left, self._plain), self._text(change.right, self._plain)
        signs = (" ", " ")
        if change.kind == "changed" and self._look.words:
            left = self._marked([p for p in change.pieces if p.kind != "added"])
            right = self._marked([p for p in change.pieces if p.kind != "removed"])
            signs = ("-", "+")
        elif change.kind != "same":
            left, right = self._text(change.left, self._removed), self._text(change.right, self._added)
            signs = ("-" if change.left else " ", "+" if change.right else " ")
        one = list(self._signed(signs[0], self._removed, left, column)) if change.left else []
        other = list(self._signed(signs[1], self._added, right, column)) if change.right else []
        for number in range(max(len(one), len(other))):
            here = one[number] if number < len(one) else []
            there = other[number] if number < len(other) else []
            gap = Segment(" " * (column - width_of(here)))
            yield [*here, gap, Segment(" │ ", self._rule), *there]

    def _signed(self, sign: str, style: Style, runs: Sequence[Run], width: int) -> Iterator[Line]:
        """Wrapped lines, the sign before each: a line that goes on is still removed or added."""
        for line in wrap(runs, max(width - _SIGN, 1)):
            yield [Segment(f"{sign} ", style), *line]

    def _text(self, text: str, style: Style) -> list[Run]:
        return [(clean(text.rstrip()), style)]

    def _marked(self, pieces: Iterable[Piece]) -> list[Run]:
        """Words with their marks; space at the edges of a mark stays outside, and space alone needs none."""
        runs: list[Run] = []
        for piece in pieces:
            before, words, after = _EDGES.findall(piece.text)[0]
            if piece.kind == "same" or not words:
                runs.append((clean(piece.text), self._plain))
                continue
            opened, closed = ("[-", "-]") if piece.kind == "removed" else ("{+", "+}")
            style = self._removed if piece.kind == "removed" else self._added
            runs += [(before, self._plain), (f"{opened}{clean(words)}{closed}", style), (after, self._plain)]
        return _stripped(runs)


def _stripped(runs: list[Run]) -> list[Run]:
    """Runs without the space at their end."""
    while runs and not runs[-1][0].strip():
        runs.pop()
    return [*runs[:-1], (runs[-1][0].rstrip(), runs[-1][1])] if runs else []
