"""Headings of different answers that mean the same section."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"^(?:(?:part|section|step)\s+)?(?:\d+(?:\.\d+)*|[ivx]+(?=[.):]))[.):]*\s+")
_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset("a an and for in of on or the to with".split())


def nearest(wanted: str, headings: Sequence[str]) -> int | None:
    """Which of these headings is about the same: with the same words, else with all words of the shorter one.

    Case, numbers before it, punctuation, small words and a plural's s do not count: "1. Risks" meets
    "Risks and mitigations". Of several, the one with the fewest other words; of those the first.
    """
    same = wanted.casefold()
    for index, heading in enumerate(headings):
        if heading.casefold() == same:
            return index
    words = _words(wanted)
    best: tuple[int, int] | None = None
    for index, heading in enumerate(headings):
        others = _words(heading)
        if words and others and (words <= others or others <= words):
            best = min(best or (len(words ^ others), index), (len(words ^ others), index))
    return best[1] if best else None


def _words(heading: str) -> frozenset[str]:
    text = _NUMBER.sub("", heading.casefold(), count=1)
    words = [_stem(word) for word in _WORD.findall(text)]
    return frozenset(word for word in words if word not in _SMALL) or frozenset(words)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
