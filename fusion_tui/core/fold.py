"""Text as words that can be looked for: the index and the question to it go through the same door."""

from __future__ import annotations

import re
import unicodedata

# Scripts that put no space between words: Thai to Myanmar, Khmer, kana, Han, Hangul. Each character is a
# word of its own and a longer term is a phrase of them, so that a term of one or two characters is found.
_UNSPACED = (
    "\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def fold(text: str) -> str:
    """The words of a text in one spelling, one space between: case and width are gone, accents stay."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    folded = text.casefold()
    return " ".join(word for word in _WORD.findall(folded) if word.isalnum())


def plain(text: str) -> str:
    """A short text in one spelling with everything that is not a letter kept, as names and tags need it."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
