"""A document as pieces stacked on each other: parsed and rendered when they are looked at, then kept."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from textual.strip import Strip

from fusion_tui.ui.widgets.markdown.parse import Block, parse, references, sections
from fusion_tui.ui.widgets.markdown.render import heading_text, raw_lines, render
from fusion_tui.ui.widgets.markdown.style import AnswerStyle

BIG = 3000
"""Characters of a live block beyond which its finished part is cut off and kept."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a document."""

    level: int
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader is: a piece by its place in the source, and how far down in it."""

    offset: int
    line: int
    height: int
    """Of the piece when the place was taken; another width gives it another."""


@dataclass(slots=True)
class Piece:
    """A section that is not parsed yet, or one block; `strips` end with a blank line once rendered."""

    source: str
    offset: int
    """Characters of the document before it."""
    height: int
    block: Block | None = None
    strips: list[Strip] | None = None


@dataclass(slots=True)
class Flow:
    """The pieces of one document at one width."""

    style: AnswerStyle
    width: int = 0
    pieces: list[Piece] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    """Running totals of heights."""
    env: dict[str, object] = field(default_factory=dict)

    @property
    def line_count(self) -> int:
        """Lines of the document, without the blank one at its end."""
        return max(self.ends[-1] - 1, 0) if self.ends else 0

    def load(self, text: str) -> None:
        """Take a whole document; nothing is parsed yet."""
        self.env = references(text)
        offset, self.pieces = 0, []
        for source in sections(text):
            self.pieces.append(self._piece(source, offset))
            offset += len(source)
        self.measure()

    def load_raw(self, text: str) -> None:
        """Take a document as lines of source."""
        strips = [Strip(line) for line in raw_lines(text, self.width, self.style)]
        strips.append(Strip([]))
        self.pieces = [Piece(text, 0, len(strips), strips=strips)]
        self.measure()

    def rewidth(self, width: int) -> None:
        """Forget every rendering and guess heights for another width."""
        self.width = width
        for piece in self.pieces:
            piece.strips = None
            piece.height = self._guess(piece.source)
        self.measure()

    def measure(self) -> None:
        """Count the heights again."""
        self.ends = list(accumulate(piece.height for piece in self.pieces))

    def top(self, index: int) -> int:
        """The first line of a piece."""
        return self.ends[index - 1] if index else 0

    def index_at(self, line: int) -> int:
        """The piece that has this line."""
        return min(bisect_right(self.ends, line), max(len(self.pieces) - 1, 0))

    def strip_at(self, line: int) -> Strip | None:
        """One rendered line, or `None` below the end."""
        if not self.ends or line >= self.ends[-1] or line < 0:
            return None
        index = bisect_right(self.ends, line)
        strips = self.pieces[index].strips
        place = line - self.top(index)
        return strips[place] if strips is not None and place < len(strips) else None

    # Making pieces real

    def ensure(self, first: int, height: int) -> bool:
        """Render everything from one line on for `height` lines; whether any height changed."""
        changed = False
        index = self.index_at(first)
        while index < len(self.pieces) and self.top(index) < first + height:
            if self.pieces[index].strips is None:
                self.realise(index)
                self.measure()
                changed = True
            else:
                index += 1
        return changed

    def realise(self, index: int) -> None:
        """Parse a section into its blocks, or render a block; the caller measures."""
        piece = self.pieces[index]
        if piece.block is None:
            blocks = parse(piece.source, self.env)
            self.pieces[index : index + 1] = [
                self._piece(block.source, piece.offset + block.offset, block) for block in blocks
            ]
        else:
            self.render(piece)

    def render(self, piece: Piece) -> None:
        """Render one block."""
        if piece.block is not None:
            lines = render(piece.block.tokens, self.width, self.style)
            piece.strips = [Strip(line) for line in lines] + [Strip([])]
            piece.height = len(piece.strips)

    def unrendered(self) -> int | None:
        """The first piece that is not rendered yet."""
        return next((i for i, piece in enumerate(self.pieces) if piece.strips is None), None)

    # Streaming

    def grow(self, text: str) -> int:
        """Add text that arrived at the end; returns the first line that may have changed.

        Finished blocks stay as they are; only the last one, still growing, is parsed and rendered again.
        """
        tail = self.pieces.pop() if self.pieces else Piece("", 0, 0)
        first = len(self.pieces)
        source = tail.source + text
        blocks = parse(source)
        for place, block in enumerate(blocks):
            self._freeze(block, tail.offset, live=place == len(blocks) - 1)
        if not blocks:
            self.pieces.append(Piece(source, tail.offset, 0, strips=[]))
        del self.ends[first:]
        top = self.ends[-1] if self.ends else 0
        self.ends += list(accumulate((piece.height for piece in self.pieces[first:]), initial=top))[1:]
        return top

    def _freeze(self, block: Block, base: int, *, live: bool) -> None:
        parts = _split(block) if live and len(block.source) > BIG else [block]
        for number, part in enumerate(parts):
            piece = self._piece(part.source, base + part.offset, part)
            self.render(piece)
            if number:
                self._join(self.pieces[-1])
            self.pieces.append(piece)

    def _join(self, above: Piece) -> None:
        """Drop the blank line between two parts of one block."""
        if above.strips and not above.strips[-1].cell_length:
            above.strips.pop()
            above.height -= 1

    # Finding

    def headings(self) -> list[Heading]:
        """Every heading with its line; renders what is not rendered yet, so that the lines are right."""
        index = 0
        found = []
        while index < len(self.pieces):
            piece = self.pieces[index]
            if piece.strips is None and piece.source.strip():
                self.realise(index)
                continue
            if piece.block and piece.block.tokens[0].type == "heading_open":
                found.append((int(piece.block.tokens[0].tag[1:]), heading_text(piece.block.tokens), index))
            index += 1
        self.measure()
        return [Heading(level, text, self.top(place)) for level, text, place in found]

    def place(self, line: int) -> Place:
        """The place of a line."""
        if not self.pieces:
            return Place(0, 0, 1)
        index = self.index_at(line)
        piece = self.pieces[index]
        return Place(piece.offset, line - self.top(index), max(piece.height, 1))

    def line_of(self, place: Place) -> int:
        """The line of a place, in this document as it is now."""
        if not self.pieces or (place.offset == 0 and place.line == 0):
            return 0
        index = max(bisect_right(self.pieces, place.offset, key=lambda piece: piece.offset) - 1, 0)
        while self.pieces[index].strips is None:
            count = len(self.pieces)
            self.realise(index)
            if len(self.pieces) != count:
                index = max(bisect_right(self.pieces, place.offset, key=lambda p: p.offset) - 1, 0)
        self.measure()
        height = self.pieces[index].height
        inside = place.line if height == place.height else round(place.line * height / place.height)
        return self.top(index) + min(inside, max(height - 1, 0))

    def _piece(self, source: str, offset: int, block: Block | None = None) -> Piece:
        return Piece(source, offset, self._guess(source), block)

    def _guess(self, source: str) -> int:
        width = max(min(self.width, self.style.prose_width), 1)
        return sum(1 + len(line) // width for line in source.split("\n"))


def _split(block: Block) -> list[Block]:
    """A long live block as a finished head and a short tail that parse alike on their own."""
    lines = block.source.split("\n")
    kind = block.tokens[0].type
    first = block.tokens[0].map[0] if block.tokens[0].map else 0
    if kind == "fence" and len(lines) > 40:
        return _halves(block, lines[:-11], [lines[0], *lines[-11:]])
    if kind == "table_open" and len(lines) > 20:
        return _halves(block, lines[:-6], [*lines[:2], *lines[-6:]])
    if kind in ("bullet_list_open", "ordered_list_open"):
        items = [
            t.map[0] - first for t in block.tokens if t.type == "list_item_open" and t.level == 1 and t.map
        ]
        if len(items) > 2:
            return _halves(block, lines[: items[-1]], lines[items[-1] :])
    if kind == "paragraph_open":
        cut = block.source.rfind(" ", 0, len(block.source) - 400)
        if cut > BIG // 2:
            return _parts(block, block.source[:cut], block.source[cut + 1 :])
    return [block]


def _halves(block: Block, head: list[str], tail: list[str]) -> list[Block]:
    return _parts(block, "\n".join(head) + "\n", "\n".join(tail))


def _parts(block: Block, head: str, tail: str) -> list[Block]:
    first, last = parse(head), parse(tail)
    if len(first) != 1 or len(last) != 1:
        return [block]
    return [
        Block(head, block.offset, first[0].tokens),
        Block(tail, block.offset + len(head), last[0].tokens),
    ]
