"""Source text to top-level blocks and trees of tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, paragraph
from markdown_it.token import Token
from markdown_it.utils import EnvType as Env

MAX_NESTING = 40
"""Levels of quotes, lists and items; what lies deeper is shown as plain text."""

__all__ = ["Block", "Env", "Node", "blocks", "code_blocks", "has_references", "is_code", "tree", "words"]

MAX_WORDS = 2500
"""Characters inside a block that are parsed at a time: the cost of nested brackets grows with the square."""

_TOO_WIDE = re.compile(r"^(?:[^|\n]*\|){60}", re.MULTILINE)
"""A table of so many columns is shown as text; parsing it would take seconds."""
_REFERENCE = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:", re.MULTILINE)
_FOOTNOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:")
_MARKERS = re.compile(r"^[ \t>]*")


def _parser(*, tables: bool) -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    markdown.enable(["strikethrough", "table"] if tables else ["strikethrough"])
    markdown.block.ruler.before("reference", "footnote", _footnote, {"alt": ["paragraph", "reference"]})
    # Words inside a block are parsed when it is drawn, so that a long document opens at once.
    return markdown.disable(["html_block", "html_inline", "inline", "text_join"])


def _footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A footnote's text is a paragraph of its own; without this, some would be taken for link targets."""
    source = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    if state.is_code_block(start) or not _FOOTNOTE.match(source):
        return False
    return silent or paragraph(state, start, end, silent)


_MARKDOWN = _parser(tables=True)
_WITHOUT_TABLES = _parser(tables=False)


@dataclass(frozen=True, slots=True)
class Block:
    """One top-level block."""

    source: str
    """Its lines up to the next block, blank lines after it included."""
    line: int
    """Its first line in the parsed text."""
    offset: int
    """Characters of the parsed text before it."""
    tokens: tuple[Token, ...]


@dataclass(slots=True)
class Node:
    """A token with what stands inside it."""

    token: Token
    children: list[Node] = field(default_factory=list)


def blocks(source: str, env: Env) -> list[Block]:
    """The top-level blocks of a clean text; the words inside them are not parsed yet."""
    tokens = (_WITHOUT_TABLES if _TOO_WIDE.search(source) else _MARKDOWN).parse(source, env)
    lines = source.split("\n")
    starts = [(i, t.map[0]) for i, t in enumerate(tokens) if t.level == 0 and t.nesting >= 0 and t.map]
    offsets = list(accumulate((len(line) + 1 for line in lines), initial=0))
    found = []
    for (index, first), (after, end) in pairwise([*starts, (len(tokens), len(lines))]):
        text = source[offsets[first] : offsets[end]]
        inside = _with_buried_text(tokens[index:after], lines)
        found.append(Block(text, first, offsets[first], tuple(inside)))
    return found


def words(token: Token, env: Env) -> list[Token]:
    """The inline tokens of an `inline` token's content."""
    found: list[Token] = []
    text = token.content
    while text:
        stop = len(text) if len(text) <= MAX_WORDS else text.rfind(" ", 1, MAX_WORDS) + 1 or MAX_WORDS
        found += _MARKDOWN.inline.parse(text[:stop], _MARKDOWN, env, [])
        text = text[stop:]
    return found


def code_blocks(source: str) -> list[str]:
    """The content of every code block of a text, inside lists and quotes too."""
    tokens = (_WITHOUT_TABLES if _TOO_WIDE.search(source) else _MARKDOWN).parse(source)
    return [token.content for token in tokens if is_code(token)]


def is_code(token: Token) -> bool:
    """Whether this token is a code block."""
    return token.type in ("fence", "code_block")


def has_references(source: str) -> bool:
    """Whether a text may define link targets that earlier text uses."""
    return _REFERENCE.search(source) is not None


def tree(tokens: Sequence[Token]) -> list[Node]:
    """A flat list of tokens as trees."""
    root: list[Node] = []
    open_lists = [root]
    for token in tokens:
        if token.nesting < 0:
            open_lists.pop()
            continue
        node = Node(token)
        open_lists[-1].append(node)
        if token.nesting > 0:
            open_lists.append(node.children)
    return root


def _with_buried_text(tokens: list[Token], lines: Sequence[str]) -> list[Token]:
    """The tokens, with the text that markdown-it drops below its deepest level put back as plain text."""
    if not any(token.level >= MAX_NESTING - 1 for token in tokens):
        return tokens
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        kept.append(token)
        if token.level >= MAX_NESTING - 1 and token.nesting > 0 > tokens[index + 1].nesting and token.map:
            inside = (_MARKERS.sub("", line) for line in lines[slice(*token.map)])
            kept.append(Token("buried", "", 0, content="\n".join(line for line in inside if line)))
    return kept
