"""Source text into top-level blocks, cut only where cutting changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_NESTING = 20
"""Quotes and lists deeper than this are shown as text."""

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING}).enable(
    ["table", "strikethrough"]
)
_MARKDOWN.disable(["html_block", "html_inline"])

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """One top-level block: its source lines and what they parse to."""

    source: str
    offset: int
    """Characters of the parsed text before it."""
    tokens: tuple[Token, ...]


def parse(source: str, env: dict[str, object] | None = None) -> list[Block]:
    """The top-level blocks of a text; their sources joined give it back, leading blank lines excepted.

    `env` carries link references found elsewhere in the document.
    """
    tokens = _MARKDOWN.parse(source, dict(env or {}))
    starts = [
        (index, token.map[0])
        for index, token in enumerate(tokens)
        if token.level == 0 and token.nesting >= 0 and token.map
    ]
    lines = source.split("\n")
    offsets = [0, *accumulate(len(line) + 1 for line in lines)]
    blocks = []
    for place, (index, first) in enumerate(starts):
        after, end = starts[place + 1] if place + 1 < len(starts) else (len(tokens), len(lines))
        text = "\n".join(lines[first:end]) + ("\n" if end < len(lines) else "")
        blocks.append(Block(text, offsets[first], tuple(tokens[index:after])))
    return blocks


def sections(source: str) -> Iterator[str]:
    """The text cut before its top-level headings; no block reaches across one, so parts parse alone."""
    start = position = 0
    fence = ""
    for line in source.split("\n"):
        opening = _FENCE.match(line)
        if fence:
            if opening and opening[1].startswith(fence) and not line[opening.end() :].strip():
                fence = ""
        elif opening:
            fence = opening[1]
        elif position > start and _HEADING.match(line):
            yield source[start:position]
            start = position
        position += len(line) + 1
    if start < len(source):
        yield source[start:]


def references(source: str) -> dict[str, object]:
    """The link references of a whole document, for parsing its parts."""
    found = _REFERENCE.findall(source)
    if not found:
        return {}
    env: dict[str, object] = {}
    lines = [line for line in source.split("\n") if _REFERENCE.match(line)]
    _MARKDOWN.parse("\n\n".join(lines), env)
    return env
