"""A document as pieces stacked on each other: parsed and drawn when they are looked at, then kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain, islice

from textual.color import Color
from textual.strip import Strip

from fusion_tui.ui.widgets.markdown.parse import Block, Env, blocks, has_references
from fusion_tui.ui.widgets.markdown.parts import Part, cut, cut_raw
from fusion_tui.ui.widgets.markdown.render import heading_text, render
from fusion_tui.ui.widgets.markdown.style import AnswerStyle
from fusion_tui.ui.widgets.markdown.wrap import END, FIRST, Line

WINDOW = 3000
"""Characters that are parsed at a time of a document that is opened."""
AT_ONCE = 16_000
"""Characters of new text that are drawn in one go; more is drawn when it is looked at."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a document."""

    level: int
    text: str
    line: int
    """Right as soon as everything above it was drawn; always right to scroll to."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader is, whatever the width: a piece by its place in the source, and how far down in it."""

    offset: int
    line: int
    height: int
    """Of the piece when the place was taken; another width gives it another."""


@dataclass(slots=True)
class Row:
    """One line, and the strip it was last painted as."""

    segments: Line
    ground: Color | None = None
    """The background it was painted on."""
    strip: Strip | None = None


@dataclass(slots=True)
class Piece:
    """A part of the document, drawn or not."""

    part: Part
    height: int
    rows: list[Row] | None = None


@dataclass(slots=True)
class Flow:
    """One document at one width; its text is clean. It either opens whole (`load`) or arrives (`grow`)."""

    style: AnswerStyle
    width: int
    raw: bool = False
    """Shows the source instead."""
    pieces: list[Piece] = field(default_factory=list)
    _ends: list[int] = field(default_factory=list)
    """Running totals of heights."""
    _rest: str = ""
    """What is not parsed yet, or may still change with the next text."""
    _rest_offset: int = 0
    _rest_height: int = 0
    """A guess, while a document is opened."""
    _under: Sequence[Part] = ()
    _before: Part | None = None
    """The part that the rest goes on."""
    _settled: int = 0
    """Pieces that no later text can change."""
    _undrawn: int = 0
    """Pieces that were not drawn at this width."""
    _arriving: bool = False
    _env: Env = field(default_factory=dict)

    # Measures

    @property
    def line_count(self) -> int:
        """Lines of the document, without the blank one at its end; partly a guess until all is drawn."""
        height = self._ends[-1] if self._ends else 0
        if self.opening:
            return height + self._rest_height
        last = self.pieces[-1].rows if self.pieces else None
        return height - bool(last and not last[-1].segments)

    @property
    def opening(self) -> bool:
        """Whether a part of the document is not parsed yet."""
        return bool(self._rest) and not self._arriving

    def row_at(self, line: int) -> Row | None:
        """One drawn line, or `None` below the end and where nothing is drawn yet."""
        if line < 0 or not self._ends or line >= self._ends[-1]:
            return None
        index = bisect_right(self._ends, line)
        rows = self.pieces[index].rows
        return rows[line - self.top_of(index)] if rows is not None else None

    def place(self, line: int) -> Place:
        """The place of a line."""
        if not self.pieces or line <= 0:
            return Place(0, 0, 1)
        index = self.index_at(line)
        piece = self.pieces[index]
        return Place(piece.part.offset, line - self.top_of(index), max(piece.height, 1))

    def line_of(self, place: Place) -> int:
        """The line of a place, in this document as it is now."""
        if place == Place(0, 0, 1):
            return 0
        while self.opening and self._rest_offset <= place.offset:
            self.advance()
        if not self.pieces:
            return 0
        index = max(bisect_right(self.pieces, place.offset, key=lambda piece: piece.part.offset) - 1, 0)
        self.draw(index)
        height = self.pieces[index].height
        inside = place.line if height == place.height else round(place.line * height / place.height)
        return self.top_of(index) + min(inside, max(height - 1, 0))

    # Opening

    def load(self, text: str, under: Sequence[Part] = ()) -> None:
        """Take a whole document; little of it is parsed and nothing drawn before it is looked at.

        `under` stands under the text and is no part of it.
        """
        self._rest = text
        self._under = under
        self._rest_height = self._guess_rest()
        if not text:
            self._append(under)
        elif self.raw or has_references(text):
            self.parse_all()

    def parse_all(self) -> None:
        """Parse what is not parsed yet."""
        while self.opening:
            self.advance()

    def rewidth(self, width: int) -> None:
        """Forget every drawing and guess heights for another width."""
        self.width = width
        for piece in self.pieces:
            piece.rows = None
            piece.height = self._guess(piece.part.source)
        self._undrawn = len(self.pieces)
        self._rest_height = self._guess_rest()
        self.measure()

    def ensure(self, first: int, height: int) -> bool:
        """Draw everything from one line on for `height` lines; whether any height changed."""
        changed = self._parse_down_to(first + height)
        index = self.index_at(first)
        while index < len(self.pieces) and self.top_of(index) < first + height:
            changed = self.draw(index) or changed
            changed = self._parse_down_to(first + height) or changed
            index += 1
        return changed

    def ensure_above(self, line: int, height: int) -> int:
        """Draw the `height` lines above one line; returns where that line is then."""
        self._parse_down_to(line)
        if not self.pieces or line <= 0:
            return max(line, 0)
        anchor = index = self.index_at(line - 1)
        inside = line - self.top_of(index)
        at_end = inside == self.pieces[index].height
        self.draw(index)
        inside = self.pieces[index].height if at_end else min(inside, self.pieces[index].height)
        missing = height - inside
        while missing > 0 and index > 0:
            index -= 1
            self.draw(index)
            missing -= self.pieces[index].height
        return self.top_of(anchor) + inside

    def fill(self, line: int, enough: Callable[[], bool]) -> None:
        """Draw piece after piece, from a line on and then above it, until it is enough or all is drawn."""
        while self.opening and not enough():
            self.advance()
        start = self.index_at(line)
        for index in chain(range(start, len(self.pieces)), range(start)):
            if enough():
                break
            self.draw(index, measure=False)
        self.measure()

    @property
    def complete(self) -> bool:
        """Whether everything is parsed and drawn."""
        return not self.opening and not self._undrawn

    # Arriving

    def grow(self, text: str) -> int:
        """Add text that arrived at the end; returns the first line that changed.

        Only the part that may still change is parsed and drawn again; lines that came out the same stay.
        """
        self._arriving = True
        start = self._settled
        old = [row for piece in self.pieces[start:] for row in piece.rows or ()]
        self._undrawn -= sum(piece.rows is None for piece in self.pieces[start:])
        del self.pieces[start:], self._ends[start:]
        self._rest += text
        settled, live = self._sorted(self._parse(self._rest))
        self._append(settled)
        self._settled = len(self.pieces)
        self._append(live)
        if live:
            self._continue_at(live[0])
        for index in range(start if len(text) <= AT_ONCE else self._settled, len(self.pieces)):
            self.draw(index, measure=False)
        self.measure(start)
        return self.top_of(start) + self._keep_same(old, start)

    def _sorted(self, parts: list[Part]) -> tuple[list[Part], list[Part]]:
        """Parts that stay as they are, and those that more text can change.

        The last one can, and the one before when the last is only the beginning of a line.
        """
        unsure = 2 if parts and "\n" not in parts[-1].source else 1
        return parts[:-unsure], parts[-unsure:]

    def _continue_at(self, part: Part) -> None:
        self._rest = self._rest[part.offset - self._rest_offset :]
        self._rest_offset = part.offset
        self._before = part if part.continues else None

    def _keep_same(self, old: list[Row], start: int) -> int:
        """Put rows that did not change back, with their strips; returns how many at the top."""
        count = 0
        for piece in self.pieces[start:]:
            if piece.rows is None:
                return count
            for place, row in enumerate(piece.rows):
                if count == len(old) or old[count].segments != row.segments:
                    return count
                piece.rows[place] = old[count]
                count += 1
        return count

    # Finding

    def code_at(self, first: int, last: int) -> int | None:
        """Which code block of the document the first line of code between two lines belongs to."""
        for line in range(first, min(last, self.line_count)):
            row = self.row_at(line)
            if row and any(segment is END for segment in row.segments):
                return self._code_of(self.index_at(line), line)
        return None

    def _code_of(self, index: int, line: int) -> int:
        piece = self.pieces[index]
        before = sum(other.part.code_blocks for other in self.pieces[:index])
        if piece.part.code:
            return before - piece.part.continues
        rows = (piece.rows or [])[: line - self.top_of(index) + 1]
        return before - 1 + sum(segment is FIRST for row in rows for segment in row.segments)

    def under_line(self) -> int | None:
        """The first line of what stands under the text, if anything does."""
        self.parse_all()
        index = next((i for i, piece in enumerate(self.pieces) if piece.part.kind != "text"), None)
        return None if index is None else self.top_of(index)

    def headings(self) -> list[Heading]:
        """Every heading outside of lists and quotes."""
        self.parse_all()
        return [
            Heading(
                int(part.tokens[0].tag[1:]), heading_text(part, self.style, self._env), self.top_of(index)
            )
            for index, part in enumerate(piece.part for piece in self.pieces)
            if part.tokens and part.tokens[0].type == "heading_open"
        ]

    # Pieces

    def _parse(self, source: str) -> list[Part]:
        """The parts of some of the rest, at their place in the document."""
        if self.raw:
            found, base = cut_raw(source), self._rest_offset
        else:
            prefix = self._before.prefix if self._before else ""
            # What a growing line defines is not what it will define when it is whole.
            env: Env = {} if self._arriving else self._env
            parsed = blocks(prefix + source, env)
            befores = [self._before, *[None] * len(parsed)]
            found = [p for b, before in zip(parsed, befores, strict=False) for p in self._cut(b, before)]
            base = self._rest_offset - len(prefix)
        return [replace(part, offset=base + part.offset) for part in found]

    def _cut(self, block: Block, before: Part | None) -> list[Part]:
        return cut(block, self._env, self.style, before)

    def advance(self) -> None:
        """Parse another window of the rest; its last block may go on, so it stays in the rest."""
        size = WINDOW
        while True:
            window = self._rest[: self._rest.find("\n", size) + 1 or None]
            parts = self._parse(window)
            if len(window) == len(self._rest):
                self._append([*parts, *self._under])
                self._rest = ""
                return
            last = max((i for i, part in enumerate(parts) if not part.continues), default=0)
            if not last and parts and parts[-1].past_table_end:
                last = len(parts) - 1
            if last:
                before = self._rest_offset
                self._append(parts[:last])
                self._continue_at(parts[last])
                self._rest_height -= self._guess(window[: self._rest_offset - before])
                return
            size *= 2

    def _parse_down_to(self, line: int) -> bool:
        """Parse until this line is known; whether anything was."""
        count = len(self.pieces)
        while self.opening and (not self._ends or self._ends[-1] < line):
            self.advance()
        return len(self.pieces) != count

    def _append(self, parts: Iterable[Part]) -> None:
        for part in parts:
            self.pieces.append(Piece(part, self._guess(part.source)))
            self._undrawn += 1
            self._ends.append((self._ends[-1] if self._ends else 0) + self.pieces[-1].height)

    def draw(self, index: int, *, measure: bool = True) -> bool:
        """Draw one piece unless it is drawn; whether its height is another now."""
        piece = self.pieces[index]
        if piece.rows is not None:
            return False
        piece.rows = [Row(line) for line in render(piece.part, self.width, self.style, self._env)]
        self._undrawn -= 1
        changed = piece.height != len(piece.rows)
        piece.height = len(piece.rows)
        if changed and measure:
            self.measure(index)
        return changed

    def measure(self, first: int = 0) -> None:
        """Take heights over after pieces from `first` on were drawn without doing so."""
        del self._ends[first:]
        heights = (piece.height for piece in self.pieces[first:])
        self._ends += islice(accumulate(heights, initial=self._ends[-1] if first else 0), 1, None)

    def top_of(self, index: int) -> int:
        """The first line of a piece."""
        return self._ends[index - 1] if index else 0

    def index_at(self, line: int) -> int:
        """The piece that a line stands in; the last one for lines below."""
        return min(bisect_right(self._ends, line), max(len(self.pieces) - 1, 0))

    def _guess_rest(self) -> int:
        return sum(self._guess(source) for source in (self._rest, *(part.source for part in self._under)))

    def _guess(self, source: str) -> int:
        """About how many lines a source takes."""
        width = max(min(self.width, self.style.prose_width), 1)
        return sum(1 + len(line) // width for line in source.removesuffix("\n").split("\n"))
