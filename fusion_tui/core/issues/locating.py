"""Where a quoted passage stands: exactly, nearly, or nowhere."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from fusion_tui.core.models import Document

NEAR = 0.75
"""Share of a quote's words, in their order, that a passage must have to be taken for it."""

_WORD = re.compile(r"\w+", re.UNICODE)
_ELLIPSIS = re.compile(r"\s*(?:\[?\.\.\.\]?|\[?…\]?)\s*")
_SHORTEST = 3
"""Words below which a passage that is only near could be anything."""
_GAP = 120
"""Words that an ellipsis may stand for."""


@dataclass(frozen=True, slots=True)
class Place:
    """A passage of a document, in whole words."""

    document: str
    """Its name."""
    first_line: int
    """Counted from 1."""
    last_line: int
    first_word: int
    """Counted from 0, in the whole document."""
    last_word: int
    how: Literal["exact", "near"]


class Finder:
    """Looks for passages in some documents by their words: space, case and marks make no difference."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Reads the documents once."""
        self._texts = tuple(_Text(document) for document in documents)

    def find(self, quote: str) -> Place | None:
        """The passage in the first document that has it; an exact one anywhere comes before a near one."""
        parts = [words for part in _ELLIPSIS.split(quote) if (words := _words(part))]
        if not parts:
            return None
        exact = (place for text in self._texts if (place := text.exact(parts)))
        found = next(exact, None)
        if found or sum(map(len, parts)) < _SHORTEST:
            return found
        whole = [word for part in parts for word in part]
        near = [scored for text in self._texts if (scored := text.near(whole))]
        return max(near, key=lambda scored: scored[0])[1] if near else None


class _Text:
    def __init__(self, document: Document) -> None:
        self._name = document.name
        matches = list(_WORD.finditer(document.text))
        self._words = [match[0].casefold() for match in matches]
        self._at: dict[str, list[int]] = {}
        for place, word in enumerate(self._words):
            self._at.setdefault(word, []).append(place)
        ends = [match.end() for match in re.finditer("\n", document.text)]
        self._lines = [bisect_right(ends, match.start()) + 1 for match in matches]

    def exact(self, parts: Sequence[list[str]]) -> Place | None:
        """All parts, one after the other, with at most a gap between them."""
        for start in self._at.get(parts[0][0], ()):
            end = self._reach(parts, start)
            if end is not None:
                return self._place(start, end, "exact")
        return None

    def _reach(self, parts: Sequence[list[str]], start: int) -> int | None:
        """The last word of the parts when the first stands at `start`."""
        end = self._end(parts[0], start)
        for part in parts[1:]:
            if end is None:
                return None
            places = self._at.get(part[0], [])
            near = places[bisect_right(places, end) : bisect_right(places, end + _GAP)]
            end = next((found for at in near if (found := self._end(part, at)) is not None), None)
        return end

    def _end(self, part: list[str], start: int) -> int | None:
        """The last word of a part that stands at `start`, if it does."""
        end = start + len(part)
        return end - 1 if self._words[start:end] == part else None

    def near(self, quote: Sequence[str]) -> tuple[float, Place] | None:
        """The passage of as many words that has most of the quote's, if it has enough of them in order."""
        size, wanted = len(quote), Counter(quote)
        places = sorted(place for word in wanted for place in self._at.get(word, ()))
        have = dict.fromkeys(wanted, 0)
        best = start = shared = oldest = 0
        for place in places:
            word = self._words[place]
            have[word] += 1
            shared += have[word] <= wanted[word]
            while places[oldest] <= place - size:
                gone = self._words[places[oldest]]
                shared -= have[gone] <= wanted[gone]
                have[gone] -= 1
                oldest += 1
            if shared > best:
                best, start = shared, places[oldest]
        return self._in_order(quote, start) if best >= NEAR * size else None

    def _in_order(self, quote: Sequence[str], start: int) -> tuple[float, Place] | None:
        window = self._words[start : start + len(quote)]
        blocks = SequenceMatcher(None, quote, window, autojunk=False).get_matching_blocks()
        blocks = [block for block in blocks if block.size]
        share = sum(block.size for block in blocks) / len(quote)
        if share < NEAR:
            return None
        first, last = start + blocks[0].b, start + blocks[-1].b + blocks[-1].size - 1
        return share, self._place(first, last, "near")

    def _place(self, first: int, last: int, how: Literal["exact", "near"]) -> Place:
        return Place(self._name, self._lines[first], self._lines[last], first, last, how)


def _words(text: str) -> list[str]:
    return [match[0].casefold() for match in _WORD.finditer(text)]
