"""Passages put together: as they stood where they stood together, else with the space that Markdown needs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fusion_tui.core.diff.blocks import kind_of

_BLANK_AT_END = re.compile(r"\n[^\S\n]*\n\s*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words on their way into a text."""

    text: str
    letter: str = ""
    """Whose they are to the letter; empty for words that were changed."""
    start: int = 0
    """Where they begin in that candidate's text."""
    last: bool = False
    """Nothing follows them there."""

    def then(self, other: Piece) -> bool:
        """Whether the other one followed in one candidate's text."""
        return bool(self.letter) and (self.letter, self.start + len(self.text)) == (other.letter, other.start)


def joined(pieces: Sequence[Piece]) -> str:
    """One text; its end is a line's end, unless a candidate's own last words ended otherwise."""
    parts: list[str] = []
    for piece, after in zip(pieces, pieces[1:], strict=False):
        parts.append(piece.text if piece.then(after) else _spaced(piece.text, after.text))
    if pieces:
        end = pieces[-1]
        parts.append(end.text if end.last else end.text.rstrip() + "\n")
    return "".join(parts)


def _spaced(text: str, after: str) -> str:
    """Items of a list on lines of their own, everything else a blank line apart; more space stays."""
    if kind_of(text) == kind_of(after) == "list":
        return text if text.endswith("\n") else text + "\n"
    if _BLANK_AT_END.search(text):
        return text
    return text.rstrip("\n") + "\n\n"
