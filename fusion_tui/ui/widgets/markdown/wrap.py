"""Styled text to lines of a given width, measured in terminal cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style

Run = tuple[str, Style]
"""Text in one style."""
Line = list[Segment]

# Marks take no cells and are known by identity; they let a line be read back as the text it came from.
START = Segment("")
"""What stands before it in its line is no text: an edge, an indent, a bar."""
FIRST = Segment("")
"""The same, in the first line of a code block."""
GAP = Segment("")
"""The same, and the line goes on the one before after a space."""
CUT = Segment("")
"""The same, and the line goes on a word of the one before."""
END = Segment("")
"""What stands after it is no text."""

_NARROW = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u0391-\u03a1\u03a3-\u03c9\u0400-\u0482\u2010-\u2027\u2030-\u203b"
    "\u2070-\u208e\u20a0-\u20bf\u2190-\u2193\u2200-\u22ff\u2500-\u257f]*"
)
"""Text of which every character is one cell wide, so that it can be cut without measuring."""

# Chinese and Japanese break between any two characters, but no line starts with a closing mark.
_CLOSING = "\u3001\u3002\uff0c\uff0e\uff01\uff1f\uff1a\uff1b\uff09\u300d\u300f\u3011\u3009\u300b\u3099\u309a"
_IDEOGRAPH = "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff"
_PIECE = re.compile(f" +|[{_IDEOGRAPH}][{_CLOSING}]*|[^ {_IDEOGRAPH}]+[{_CLOSING}]*")


def wrap(runs: Sequence[Run], width: int) -> list[Line]:
    """The runs as lines of at most `width` cells, broken at spaces and at new lines."""
    plain = "".join(text for text, _ in runs)
    return list(_lines(runs, plain, _spans(plain, max(width, 1))))


def unjoined(line: Line) -> Line:
    """A line for itself, where it cannot be read on from the one before."""
    return [segment for segment in line if segment is not GAP and segment is not CUT]


def width_of(line: Iterable[Segment]) -> int:
    """Cells of a line."""
    return sum(cell_len(segment.text) for segment in line)


def chop(text: str, width: int) -> list[str]:
    """A text cut into pieces of at most `width` cells, never inside a character; nothing is lost."""
    if _NARROW.fullmatch(text):
        return [text[start : start + width] for start in range(0, len(text), width)]
    pieces = chop_cells(text, width)
    return pieces if "".join(pieces) == text else list(text)


def _spans(plain: str, width: int) -> Iterator[tuple[int, int]]:
    """Start and end of every line."""
    base = 0
    for part in plain.split("\n"):
        text = part.rstrip(" ")
        for start, stop in _narrow(text, width) if _NARROW.fullmatch(text) else _measured(text, width):
            yield base + start, base + stop
        base += len(part) + 1


def _narrow(text: str, width: int) -> Iterator[tuple[int, int]]:
    start, end = 0, len(text)
    while end - start > width:
        cut = text.rfind(" ", start, start + width + 1)
        if cut <= start:
            yield start, start + width
            start += width
            continue
        yield start, start + len(text[start:cut].rstrip(" "))
        start = cut
        while text[start] == " ":
            start += 1
    yield start, end


def _measured(text: str, width: int) -> Iterator[tuple[int, int]]:
    start = stop = used = 0
    for match in _PIECE.finditer(text):
        piece, size = match[0], cell_len(match[0])
        if piece[0] == " ":
            if start == stop and start:
                start = stop = match.end()
            else:
                used += size
            continue
        if used + size > width and stop > start:
            yield start, stop
            start, used = match.start(), 0
        if used + size > width:
            start = match.start()
            *full, rest = chop(piece, width)
            for part in full:
                yield start, start + len(part)
                start += len(part)
            size = cell_len(rest)
        used += size
        stop = match.end()
    yield start, max(stop, start)


def _lines(runs: Sequence[Run], plain: str, spans: Iterable[tuple[int, int]]) -> Iterator[Line]:
    first = base = 0
    end = -1
    for start, stop in spans:
        while first < len(runs) - 1 and base + len(runs[first][0]) <= start:
            base += len(runs[first][0])
            first += 1
        line: Line = []
        if end >= 0 and "\n" not in plain[end:start]:
            line.append(CUT if start == end else GAP)
        end = stop
        index, offset = first, base
        while index < len(runs) and offset < stop:
            text, style = runs[index]
            piece = text[max(start - offset, 0) : stop - offset]
            if piece:
                line.append(Segment(piece, style))
            offset += len(text)
            index += 1
        yield line
