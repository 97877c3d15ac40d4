"""What an answer looks like, in counts: the covariates that part taste from length and format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import log2

_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*)")
_HEADING = re.compile(r"^ {0,3}#{1,6}(?:[ \t]|$)", re.MULTILINE)
_CODE_SPAN = re.compile(r"`[^`\n]*`")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1)[^\n])+?(?<=\S)\1")
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S", re.MULTILINE)

RULES = 1
"""Raised whenever the same text is counted differently: counts that were kept are then made anew."""

NAMES = ("words", "headings", "bold runs", "list items")
"""The covariates, in the order of `Style.doublings`."""


@dataclass(frozen=True, slots=True)
class Style:
    """Counts of one text."""

    words: int = 0
    headings: int = 0
    bolds: int = 0
    items: int = 0

    @property
    def doublings(self) -> tuple[float, float, float, float]:
        """`log2(1 + count)` of each, so that a coefficient speaks of a doubling."""
        return (log2(1 + self.words), log2(1 + self.headings), log2(1 + self.bolds), log2(1 + self.items))


def style_of(text: str) -> Style:
    """Count words everywhere; headings, bold runs and list items only outside of code."""
    prose = _CODE_SPAN.sub("`", _outside_fences(text))
    return Style(
        words=len(text.split()),
        headings=len(_HEADING.findall(prose)),
        bolds=len(_BOLD.findall(prose)),
        items=len(_ITEM.findall(prose)),
    )


def _outside_fences(text: str) -> str:
    """The lines that are no code block; one that is never closed reaches to the end."""
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if not fence and mark:
            fence = mark[1]
        elif not fence:
            kept.append(line)
        elif mark and mark[1].startswith(fence) and not mark[2].strip():
            fence = ""
    return "\n".join(kept)
