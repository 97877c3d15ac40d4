"""Making untrusted text safe to show, character by character, so that no chunk boundary defeats it.

Textual and Rich pass ESC, C1, bidirectional, tag and zero-width characters on to the terminal, where they
move the cursor, write the clipboard or hide text (measured on Textual 8.2.8 and Rich 15).
"""

from __future__ import annotations

import re
import unicodedata
from itertools import chain

MAX_COMBINING = 8
"""Combining characters kept in a row; more pile up over the neighbouring lines."""

_UNKNOWN = "\ufffd"
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u2028\u2029\u2060\u2061\u2062\u2063\u2064\u2065"
    "\u206a\u206b\u206c\u206d\u206e\u206f\u3164\ufeff\uffa0\ufff9\ufffa\ufffb"
)


def _table() -> dict[int, str]:
    """Every character that must not reach a terminal, and what is shown in its place."""
    pictures = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"}
    pictures[0x7F] = "\u2421"
    hidden = chain(
        map(ord, _BIDI + _INVISIBLE),
        range(0x80, 0xA0),
        range(0x180B, 0x180E),
        range(0xD800, 0xE000),
        range(0x1BCA0, 0x1BCA4),
        range(0x1D173, 0x1D17B),
        range(0xFDD0, 0xFDF0),
        range(0xE0000, 0xE1000),
        (plane + last for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)),
    )
    return pictures | dict.fromkeys(hidden, _UNKNOWN)


_TABLE = _table()
_LINE_TABLE = _TABLE | {ord("\n"): " ", ord("\t"): " "}

# Every combining character lies here; so do letters of some scripts.
_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u1fff\u20d0-\u20ff\u2ce0-\u2dff\u302a-\u302f\u3099\u309a"
    "\ua660-\uabff\ufb1e\ufe00-\ufe2f\U00010000-\U0001efff\U000e0000-\U000e0fff"
)
_MAY_PILE_UP = re.compile(f"[{_COMBINING}]{{{MAX_COMBINING + 1},}}")


def whole(text: str) -> str:
    """The text as valid Unicode, for whatever is kept: surrogate pairs joined, lone surrogates as U+FFFD.

    A lone surrogate raises wherever the text is written: in SQLite, in a log, in a file.
    """
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def clean(text: str) -> str:
    """The text with every dangerous character replaced by a visible one; new lines and tabs stay.

    `CRLF` becomes a new line. The result is for display only and never replaces what is stored.
    """
    return _capped(text.replace("\r\n", "\n").translate(_TABLE))


def clean_line(text: str) -> str:
    """The same on one line: runs of white space become one space."""
    return _capped(" ".join(text.translate(_LINE_TABLE).split()))


def is_clean(text: str) -> bool:
    """Whether every character may reach a terminal as it is."""
    return text.isascii() and text.isprintable() or clean(text) == text


def _capped(text: str) -> str:
    """Long runs of combining characters cut."""
    return text if text.isascii() else _MAY_PILE_UP.sub(_cut_runs, text)


def _cut_runs(match: re.Match[str]) -> str:
    kept: list[str] = []
    run = 0
    for character in match[0]:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run <= MAX_COMBINING:
            kept.append(character)
    return "".join(kept)
