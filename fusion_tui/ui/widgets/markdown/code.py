"""Code blocks: on their own shade, long lines wrapped with a marker, quietly coloured."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Operator, Punctuation, _TokenType
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from fusion_tui.core.clean import clean
from fusion_tui.ui.widgets.markdown.style import AnswerStyle
from fusion_tui.ui.widgets.markdown.wrap import CUT, END, FIRST, START, Line, chop

MAX_COLOURED = 20_000
"""Characters of a block that are coloured; longer ones stay plain, since lexing would stall the screen."""

# A lexer is chosen by the text, and a rare one may take exponential time on text made for it.
_LANGUAGES = frozenset(
    "bash c c++ clojure cmake console cpp cs csharp css dart diff docker dockerfile elixir elm erlang fish "
    "go golang graphql groovy haskell hcl html http ini java javascript js json json5 jsx julia kotlin lua "
    "make makefile md markdown nginx nix objective-c ocaml perl php powershell proto protobuf py python "
    "python3 r rb ruby rs rust scala scss sh shell sql swift terraform tf toml ts tsx typescript xml yaml "
    "yml zig zsh".split()
)

Pieces = list[tuple[_TokenType, str]]


class Code:
    """The text of one code block, coloured as far as it was looked at."""

    def __init__(self, source: str, language: str) -> None:
        """`source` without its fence; an unknown language stays plain."""
        self._source = clean(source).expandtabs(4)
        self._lexer = _lexer(language.lower()) if len(self._source) <= MAX_COLOURED else None
        self._lexed: list[Pieces] = []
        self._more = self._lex()

    def lines(self, first: int, last: int, width: int, style: AnswerStyle) -> list[Line]:
        """Source lines `first` to `last` (excluded) as lines of exactly `width` cells."""
        while len(self._lexed) < last and (pieces := next(self._more, None)) is not None:
            self._lexed.append(pieces)
        inner = max(width - 2, 1)
        edge = Segment(" ", style.code)
        looks: dict[_TokenType, Style] = {}
        found: list[Line] = []
        for number, pieces in enumerate(self._lexed[first:last], first):
            row = [Segment(t, looks.get(k) or looks.setdefault(k, _look(k, style))) for k, t in pieces if t]
            begin = [START if number else FIRST]
            for part, used in _wrapped(row, inner, style):
                found.append([edge, *begin, *part, END, Segment(" " * (inner - used + 1), style.code)])
                begin = []
        return found

    def _lex(self) -> Iterator[Pieces]:
        """The source line by line."""
        if self._lexer is None:
            for line in self._source.split("\n"):
                yield [(Name, line)]
            return
        row: Pieces = []
        for kind, value in self._lexer.get_tokens(self._source):
            first, *rest = value.split("\n")
            row.append((kind, first))
            for text in rest:
                yield row
                row = [(kind, text)]
        yield row


def _wrapped(row: Line, width: int, style: AnswerStyle) -> Iterator[tuple[Line, int]]:
    """A row cut to the width, each part with the cells it takes; what is continued starts with a marker."""
    mark = [Segment("> " if style.ascii else "↪ ", style.code + style.rule)] if width > 3 else []
    current, used = Line(), 0
    for text, look, _ in row:
        size = cell_len(text)
        if used + size <= width:
            current.append(Segment(text, look))
            used += size
            continue
        head = chop(text, width - used)[0] if used < width else ""
        if cell_len(head) > width - used:
            head = ""
        current.append(Segment(head, look))
        used += cell_len(head)
        for part in chop(text[len(head) :], width - 2 * len(mark)):
            yield current, used
            current, used = [*mark, CUT, Segment(part, look)], 2 * len(mark) + cell_len(part)
    yield current, used


def _look(kind: _TokenType, style: AnswerStyle) -> Style:
    if _is(kind, Comment):
        return style.code_comment
    if _is(kind, Keyword, Name.Tag, Name.Attribute):
        return style.code_keyword
    if _is(kind, Punctuation, Operator):
        return style.code_punctuation
    return style.code


def _is(kind: _TokenType, *groups: _TokenType) -> bool:
    return any(kind[: len(group)] == group for group in groups)


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    return get_lexer_by_name(language, stripnl=False, ensurenl=False) if language in _LANGUAGES else None
