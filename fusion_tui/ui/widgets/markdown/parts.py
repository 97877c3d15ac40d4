"""Blocks cut into parts of bounded size, so that one part can be drawn, or drawn again, in a moment.

Where a block is cut depends only on the text before the cut: a block that still grows is cut where the
finished one will be, and a reader's place in it stays true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from markdown_it.token import Token

from fusion_tui.ui.widgets.markdown.code import Code
from fusion_tui.ui.widgets.markdown.parse import Block, Env, is_code, tree
from fusion_tui.ui.widgets.markdown.style import AnswerStyle
from fusion_tui.ui.widgets.markdown.table import MAX_ROWS, Table

PARAGRAPH = 2500
"""Characters of a paragraph that make one part."""
GROUP = 1500
"""Characters after which list items, blocks of a quote and lines of raw source start another part."""
CODE_LINES = 24
TABLE_ROWS = 20

_LINE = re.compile(r".*\n|.+")
_SENTENCE_END = re.compile(r"(?<=[.!?] )[^\W\d_]")
_WORD_END = re.compile(r"(?<= )[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a document that is drawn as a whole."""

    source: str
    offset: int
    """Characters before it."""
    tokens: tuple[Token, ...] = ()
    """None for raw source."""
    first: int = 0
    """Its first line of code, or row of the table."""
    last: int = 0
    code: Code | None = None
    table: Table | None = None
    mark_width: int = 0
    """Cells of a list's widest mark."""
    continues: bool = False
    """Whether it goes on a block that the part before began."""
    ends_block: bool = True
    """Whether a blank line follows."""
    prefix: str = ""
    """What has to stand before its source so that it parses as what it is: a fence, a table's head."""
    number: int | None = None
    """What its first list item is called."""
    kind: Literal["text", "remark", "reasoning"] = "text"
    """A remark of the program or the reasoning stands under the text, dim and as it is."""

    @property
    def code_blocks(self) -> int:
        """Code blocks that begin in it."""
        return 0 if self.code and self.continues else sum(map(is_code, self.tokens))

    @property
    def past_table_end(self) -> bool:
        """Whether it is a part of a table of which no more rows are shown, only counted."""
        return self.table is not None and self.table.rows_before + self.first >= MAX_ROWS


def cut(block: Block, env: Env, style: AnswerStyle, before: Part | None = None) -> list[Part]:
    """A block as parts; `before` is the part it goes on, whose prefix its source begins with."""
    match block.tokens[0].type:
        case "fence":
            parts = _cut_code(block, goes_on=bool(before and before.code))
        case "table_open":
            parts = _cut_table(block, env, style, before if before and before.table else None)
        case "bullet_list_open" | "ordered_list_open" | "blockquote_open" if len(block.tokens) > 2:
            parts = _cut_container(block, before.number if before else None)
        case "paragraph_open" if len(block.source) > PARAGRAPH:
            parts = _cut_paragraph(block)
        case _:
            parts = iter([Part(block.source, block.offset, block.tokens)])
    return [replace(part, continues=bool(place or before)) for place, part in enumerate(parts)]


def cut_raw(source: str) -> list[Part]:
    """Source lines as parts that are shown as they are."""
    parts: list[Part] = []
    start = 0
    for stop in _tops(source)[1:-1]:
        if stop - start >= GROUP:
            parts.append(Part(source[start:stop], start, ends_block=False))
            start = stop
    return [*parts, Part(source[start:], start)]


def cut_aside(source: str, length: int, *, opened: bool) -> list[Part]:
    """What stands under a text of this length: opened reasoning, or a remark."""
    kind: Literal["remark", "reasoning"] = "reasoning" if opened else "remark"
    return [
        replace(part, offset=length + 1 + part.offset, kind=kind, continues=bool(place))
        for place, part in enumerate(cut_raw(source) if source else ())
    ]


def _cut_code(block: Block, *, goes_on: bool) -> Iterator[Part]:
    token = block.tokens[0]
    language = token.info.split()[0] if token.info.split() else ""
    content = token.content.removesuffix("\n")
    code, count = Code(content, language), content.count("\n") + 1
    tops = _tops(block.source)
    opening = block.source[: tops[1]]
    top = 1 if goes_on else 0
    for first, last in pairwise([*range(0, count, CODE_LINES), count]):
        ends = last == count
        source, offset = _slice(block, tops, top, -1 if ends else last + 1)
        yield Part(
            source, offset, block.tokens, first=first, last=last, code=code, ends_block=ends, prefix=opening
        )
        top = last + 1


def _cut_table(block: Block, env: Env, style: AnswerStyle, before: Part | None) -> Iterator[Part]:
    tops = _tops(block.source)
    count = sum(1 for token in block.tokens if token.type == "tr_open") - 1
    node = tree(block.tokens)[0]
    table = Table(node, env, style)
    if before and before.table:
        lead = before.table
        table = Table(node, env, style, lead.lead or lead, lead.rows_before + before.first)
    top = 2 if before else 0
    for first, last in pairwise([*range(0, count, TABLE_ROWS), count] if count else [0, 0]):
        ends = last == count
        source, offset = _slice(block, tops, top, -1 if ends else last + 2)
        yield Part(
            source,
            offset,
            block.tokens,
            first=first,
            last=last,
            table=table,
            ends_block=ends,
            prefix=block.source[: tops[2]],
        )
        top = last + 2


def _cut_container(block: Block, number: int | None) -> Iterator[Part]:
    """A list between its items, a quote between its blocks."""
    opening, *inside, closing = block.tokens
    children = [
        (index, token.map[0] - block.line)
        for index, token in enumerate(inside)
        if token.level == 1 and token.nesting >= 0 and token.map
    ]
    ordered = opening.type == "ordered_list_open"
    start = int(opening.attrs.get("start", 1)) if number is None else number
    width = len(f"{start + len(children) - 1}. ") if ordered else 2
    tops = _tops(block.source)
    for first, last in _groups([tops[line] for _, line in children]):
        ends = last == len(children)
        token_span = slice(children[first][0], None if ends else children[last][0])
        top = children[first][1] if first else 0
        source, offset = _slice(block, tops, top, -1 if ends else children[last][1])
        yield Part(
            source,
            offset,
            (opening, *inside[token_span], closing),
            mark_width=width,
            ends_block=ends,
            number=start + first if ordered else None,
        )


def _groups(starts: list[int]) -> Iterator[tuple[int, int]]:
    """First child, and the one after the last, of every part; `starts` are the children's places."""
    first = 0
    for index in range(1, len(starts)):
        if starts[index] - starts[first] >= GROUP:
            yield first, index
            first = index
    yield first, len(starts)


def _cut_paragraph(block: Block) -> Iterator[Part]:
    opening, inline, closing = block.tokens
    start, source = 0, block.source
    while start < len(source):
        stop = _paragraph_end(source, start)
        text = "\n".join(line.lstrip(" \t") for line in source[start:stop].split("\n")).strip()
        tokens = (opening, inline.copy(content=text), closing)
        ends = stop == len(source)
        yield Part(source[start:stop], block.offset + start, tokens, ends_block=ends)
        start = stop


def _paragraph_end(source: str, start: int) -> int:
    """Where a part of a long paragraph ends: after a sentence, else after a word, else anywhere."""
    stop = start + PARAGRAPH
    if len(source) - start <= PARAGRAPH:
        return len(source)
    for pattern in (_SENTENCE_END, _WORD_END):
        ends = [match.start() for match in pattern.finditer(source, start + PARAGRAPH // 2, stop)]
        if ends:
            return ends[-1]
    return stop


def _slice(block: Block, tops: list[int], first: int, last: int) -> tuple[str, int]:
    """Lines `first` to `last` (excluded) of a block, and the characters of the parsed text before them."""
    return block.source[tops[first] : tops[last]], block.offset + tops[first]


def _tops(source: str) -> list[int]:
    """Where every line starts, and where the last one ends; only a new line ends one."""
    ends = [match.end() for match in _LINE.finditer(source)]
    return [0, *ends] if ends else [0, 0]
