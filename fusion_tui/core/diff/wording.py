"""Two versions of a paragraph, word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fusion_tui.core.diff.matching import opcodes

Kind = Literal["same", "removed", "added"]

ALIKE = 0.5
"""Share of their words that two paragraphs must have in common to be versions of one."""
LONG = 4_000
"""Words and spaces from which a paragraph is compared by its sentences."""

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+|\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that both have, or one of them."""

    kind: Kind
    text: str


def alike(one: str, other: str) -> float:
    """How many of their words two paragraphs share, 0 to 1."""
    first, second = Counter(re.findall(r"\w+", one)), Counter(re.findall(r"\w+", other))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def pieces(one: str, other: str) -> tuple[tuple[Piece, ...], bool]:
    """What was removed, added and kept, and whether only sentences were compared.

    The kept and removed pieces together are the one text, the kept and added ones the other.
    """
    left, right = _TOKEN.findall(one), _TOKEN.findall(other)
    long = max(len(left), len(right)) > LONG
    if long:
        left, right = _sentences(one), _sentences(other)
    steps, coarse = opcodes(left, right)
    found = [
        piece for tag, a, b, c, d in steps for piece in _step(tag, "".join(left[a:b]), "".join(right[c:d]))
    ]
    return tuple(found), long or coarse


def _step(tag: str, removed: str, added: str) -> Iterator[Piece]:
    if tag == "equal":
        yield Piece("same", removed)
        return
    if removed:
        yield Piece("removed", removed)
    if added:
        yield Piece("added", added)


def _sentences(text: str) -> list[str]:
    """Sentences with the space after them."""
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    edges = [0, *ends, len(text)]
    return [text[start:stop] for start, stop in zip(edges, edges[1:], strict=False) if start < stop]
