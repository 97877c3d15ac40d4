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
_LOOSE = 0.45
"""What a word between them costs: two of them less than one more word of the quote gains."""
_SLACK = 3
"""Words that the right passage may have fewer than another that has them in any order."""
_WINDOWS = 60
"""Stretches whose order is looked at; a document that repeats itself has thousands alike."""


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


@dataclass(frozen=True, slots=True)
class _Stretch:
    first: int
    last: int
    inside: int
    """Words of the quote that stand there in its order."""
    size: int
    """Of the quote."""

    @property
    def score(self) -> float:
        """Its words in order, less what makes it longer than the quote."""
        return self.inside - max(self.last - self.first + 1 - self.size, 0) * _LOOSE


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
        """The passage that has most of the quote's words in their order, if it has enough of them."""
        windows = self._windows(quote)
        best: _Stretch | None = None
        for shared, start in windows[:_WINDOWS]:
            # No stretch has more words in order than in any order.
            if shared < windows[0][0] - _SLACK or (best and shared < best.score):
                break
            found = self._in_order(quote, start)
            if found.inside >= NEAR * len(quote) and (best is None or found.score > best.score):
                best = found
        if best is None:
            return None
        return best.score / len(quote), self._place(best.first, best.last, "near")

    def _windows(self, quote: Sequence[str]) -> list[tuple[int, int]]:
        """How many of the quote's words, in any order, each stretch as long as it has, and where it starts.

        Only stretches that have enough, those with the most first, then as the document goes.
        """
        wanted, room = Counter(quote), _room(len(quote))
        places = sorted(place for word in wanted for place in self._at.get(word, ()))
        have = dict.fromkeys(wanted, 0)
        shared = oldest = 0
        most: dict[int, int] = {}
        for place in places:
            word = self._words[place]
            have[word] += 1
            shared += have[word] <= wanted[word]
            while places[oldest] <= place - room:
                gone = self._words[places[oldest]]
                shared -= have[gone] <= wanted[gone]
                have[gone] -= 1
                oldest += 1
            if shared >= NEAR * len(quote):
                most[places[oldest]] = max(shared, most.get(places[oldest], 0))
        return sorted(((count, start) for start, count in most.items()), key=lambda one: (-one[0], one[1]))

    def _in_order(self, quote: Sequence[str], start: int) -> _Stretch:
        """What of the quote stands there in its order."""
        window = self._words[start : start + _room(len(quote))]
        blocks = SequenceMatcher(None, quote, window, autojunk=False).get_matching_blocks()
        blocks = [block for block in blocks if block.size]
        first, last = start + blocks[0].b, start + blocks[-1].b + blocks[-1].size - 1
        return _Stretch(first, last, sum(block.size for block in blocks), len(quote))

    def _place(self, first: int, last: int, how: Literal["exact", "near"]) -> Place:
        return Place(self._name, self._lines[first], self._lines[last], first, last, how)


def _room(size: int) -> int:
    """Words that a passage may have of which a quote has this many: some may have been left out."""
    return size + size // 4


def _words(text: str) -> list[str]:
    return [match[0].casefold() for match in _WORD.finditer(text)]
