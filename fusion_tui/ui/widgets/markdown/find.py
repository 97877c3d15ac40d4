"""Finding words as they are shown, across soft line ends, without drawing what cannot match."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from fusion_tui.ui.widgets.markdown.flow import Flow, Piece, Row
from fusion_tui.ui.widgets.markdown.parts import Part
from fusion_tui.ui.widgets.markdown.stretch import Span, stretches

Match = tuple[Span, ...]
"""Where one match stands in its piece; more than one span when it goes over a line's end."""

# What may show characters that its source does not have in this order: links, entities, numbered lists.
_SHOWN_OTHERWISE = re.compile(r"[&\]]|^[ >]*\d+[.)] ", re.MULTILINE)

_GLYPHS = frozenset("•◦▪☐☑▎─…↪*+-|>")
"""What is drawn where a source may have something else."""


class Needle:
    """What is looked for: plain words, whatever their case unless one of them has a capital."""

    def __init__(self, words: str) -> None:
        """`words` as they were typed."""
        self.words = words
        flags = 0 if any(c.isupper() for c in words) else re.IGNORECASE
        self.pattern = re.compile(re.escape(words), flags)
        letters = [re.escape(c) for c in words if c.isalnum()]
        self._signs = frozenset(words) - _GLYPHS - {" "} if not letters else frozenset[str]()
        # Between two letters of a source there may be marks and line ends that are not shown.
        self._sieve = re.compile(r"[\W_]*".join(letters), flags)

    def may_be_in(self, part: Part) -> bool:
        """Whether it may be shown where this part is; costs much less than drawing it."""
        source = part.source
        if part.table or _SHOWN_OTHERWISE.search(source):
            return True
        return self._signs <= set(source) if self._signs else bool(self._sieve.search(source))

    def matches(self, rows: Iterable[Row]) -> tuple[Match, ...]:
        """Every place in some rows, from the top."""
        return tuple(
            stretch.spans(*match.span())
            for stretch in stretches(row.segments for row in rows)
            for match in self.pattern.finditer(stretch.text)
        )


class Passage(Needle):
    """What is quoted: words in their order, whatever marks, spaces and line ends are between them."""

    def __init__(self, lines: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Each line is a match of its own: what it begins with, which stays unlit, and its words."""
        super().__init__(" ".join(word for _, said in lines for word in said))
        self.pattern = re.compile("|".join(_line_of(lead, said) for lead, said in lines), re.IGNORECASE)

    def may_be_in(self, part: Part) -> bool:
        """Whether it may be shown where this part is: a line's lead is found in the source as it is."""
        source = part.source
        return bool(part.table or _SHOWN_OTHERWISE.search(source) or self.pattern.search(source))

    def matches(self, rows: Iterable[Row]) -> tuple[Match, ...]:
        """Every place in some rows, from the top."""
        return tuple(
            stretch.spans(*match.span(match.lastindex or 0))
            for stretch in stretches(row.segments for row in rows)
            for match in self.pattern.finditer(stretch.text)
        )


def _line_of(lead: str, said: Sequence[str]) -> str:
    words = r"[\W_]+".join(re.escape(word.strip("_")) for word in said)
    return f"{re.escape(lead)}.*?({words})" if lead else f"({words})"


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """One match in a document, whatever its width: the piece by its place in the source, and which one."""

    offset: int
    number: int


@dataclass(frozen=True, slots=True)
class _Seen:
    piece: Piece
    rows: list[Row] | None
    matches: tuple[Match, ...]


@dataclass(slots=True)
class Search:
    """The matches of one document; pieces that changed are looked at again, the others are remembered."""

    flow: Flow
    needle: Needle
    _seen: dict[int, _Seen] = field(default_factory=dict)

    def look(self, enough: Callable[[], bool]) -> bool:
        """Look at what was not looked at yet until it is enough; whether nothing is left."""
        while self.flow.opening and not enough():
            self.flow.advance()
        for index in range(len(self.flow.pieces)):
            if self._known(index) is None:
                if enough():
                    break
                self._matches(index, measure=False)
        else:
            self.flow.measure()
            return not self.flow.opening
        self.flow.measure()
        return False

    @property
    def count(self) -> int:
        """Matches found so far."""
        known = (self._known(index) for index in range(len(self.flow.pieces)))
        return sum(len(matches) for matches in known if matches)

    def place_of(self, hit: Hit) -> int:
        """How many matches there are up to this one, itself included, as far as was looked."""
        count = 0
        for index, piece in enumerate(self.flow.pieces):
            if piece.part.offset > hit.offset:
                break
            matches = self._known(index) or ()
            count += min(len(matches), hit.number + 1) if piece.part.offset == hit.offset else len(matches)
        return count

    def next(self, after: Hit | None = None) -> Hit | None:
        """The first match after one, or of the document."""
        index = 0
        while index < len(self.flow.pieces) or self._parsed_more():
            offset = self.flow.pieces[index].part.offset
            if after is None or offset >= after.offset:
                first = after.number + 1 if after and offset == after.offset else 0
                if first < len(self._matches(index)):
                    return Hit(offset, first)
            index += 1
        return None

    def previous(self, before: Hit | None = None) -> Hit | None:
        """The last match before one, or of the document."""
        self.flow.parse_all()
        for index in range(len(self.flow.pieces) - 1, -1, -1):
            offset = self.flow.pieces[index].part.offset
            if before is None or offset <= before.offset:
                count = len(self._matches(index))
                last = min(count, before.number) if before and offset == before.offset else count
                if last > 0:
                    return Hit(offset, last - 1)
        return None

    def edge(self, line: int) -> Hit:
        """What comes before every match from this line on, and after every one above it."""
        if not self.flow.pieces:
            return Hit(0, -1)
        index = self.flow.index_at(line)
        inside = line - self.flow.top_of(index)
        above = sum(match[0].row < inside for match in self._matches(index))
        return Hit(self.flow.pieces[index].part.offset, above - 1)

    def lines_of(self, hit: Hit) -> tuple[int, int] | None:
        """First and last line of a match; `None` when the text has changed and it is gone."""
        for index, piece in enumerate(self.flow.pieces):
            if piece.part.offset == hit.offset and hit.number < len(self._matches(index)):
                match = self._matches(index)[hit.number]
                top = self.flow.top_of(index)
                return top + match[0].row, top + match[-1].row
        return None

    def on_line(self, line: int) -> list[tuple[Hit, Span]]:
        """What is found on one drawn line."""
        index = self.flow.index_at(line)
        inside = line - self.flow.top_of(index)
        offset = self.flow.pieces[index].part.offset
        return [
            (Hit(offset, number), span)
            for number, match in enumerate(self._matches(index))
            for span in match
            if span.row == inside
        ]

    def _parsed_more(self) -> bool:
        if not self.flow.opening:
            return False
        self.flow.advance()
        return True

    def _known(self, index: int) -> tuple[Match, ...] | None:
        seen, piece = self._seen.get(index), self.flow.pieces[index]
        return seen.matches if seen and seen.piece is piece and seen.rows is piece.rows else None

    def _matches(self, index: int, *, measure: bool = True) -> tuple[Match, ...]:
        known = self._known(index)
        if known is not None:
            return known
        piece = self.flow.pieces[index]
        if piece.rows is None and self.needle.may_be_in(piece.part):
            self.flow.draw(index, measure=measure)
        # A remark is the program's, not the answer's.
        matches = self.needle.matches(piece.rows or ()) if piece.part.kind != "remark" else ()
        self._seen[index] = _Seen(piece, piece.rows, matches)
        return matches
