"""Code blocks: on their own shade, long lines wrapped with a marker, quietly coloured."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Operator, Punctuation, _TokenType
from pygments.util import ClassNotFound
from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from rich.style import Style

from fusion_tui.core.clean import clean
from fusion_tui.ui.widgets.markdown.style import AnswerStyle

MAX_COLOURED = 20_000
"""Characters; longer code is shown plain, because colouring it would stall the screen."""

Line = list[Segment]

_QUIET = {str(kind) for kind in (Comment, Punctuation, Operator)}
_MARKED = {str(kind) for kind in (Keyword, Name.Tag, Name.Attribute)}


def code_lines(source: str, language: str, width: int, style: AnswerStyle) -> list[Line]:
    """Lines of exactly `width` cells, with one cell of the shade on either side."""
    inner = max(width - 2, 1)
    edge = Segment(" ", style.code)
    lines: list[Line] = []
    for pieces in _coloured(clean(source).expandtabs(4), language, style):
        for row in _wrapped(pieces, inner, style):
            used = sum(cell_len(segment.text) for segment in row)
            lines.append([edge, *row, Segment(" " * (inner - used), style.code), edge])
    return lines


def _coloured(source: str, language: str, style: AnswerStyle) -> Iterator[Line]:
    lexer = _lexer(language) if len(source) <= MAX_COLOURED else None
    if lexer is None:
        for text in source.split("\n"):
            yield [Segment(text, style.code)] if text else []
        return
    row: Line = []
    for kind, value in lexer.get_tokens(source):
        colour = _style(kind, style)
        first, *rest = value.split("\n")
        if first:
            row.append(Segment(first, colour))
        for text in rest:
            yield row
            row = [Segment(text, colour)] if text else []
    yield row


def _wrapped(row: Line, width: int, style: AnswerStyle) -> Iterator[Line]:
    """A row cut to the width; what is continued starts with a marker."""
    marker = Segment("> " if style.ascii else "↪ ", style.code + style.rule)
    if sum(cell_len(segment.text) for segment in row) <= width or width < 4:
        yield _cut(row, width) if width < 4 else row
        return
    room, current = width, list[Segment]()
    for segment in row:
        text = segment.text
        while cell_len(text) > room:
            head = chop_cells(text, room)[0] if room else ""
            if cell_len(head) > room:
                head = ""
            current.append(Segment(head, segment.style))
            yield current
            text, room, current = text[len(head) :], width - 2, [marker]
        current.append(Segment(text, segment.style))
        room -= cell_len(text)
    yield current


def _cut(row: Line, width: int) -> Line:
    text = "".join(segment.text for segment in row)
    return [Segment(text[:width], row[0].style if row else None)]


def _style(kind: _TokenType, style: AnswerStyle) -> Style:
    # A token type contains its subtypes, which its stubs do not know.
    families = {str(ancestor) for ancestor in kind.split()}
    if families & _QUIET:
        return style.code + style.quiet
    return style.code + style.mark if families & _MARKED else style.code


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    if not language:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
