"""Reads what a program wrote to its terminal and lists everything that is not plain text.

Allowed are the control sequences that Textual itself writes while it draws.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

_ALLOWED = re.compile(
    r"""\x1b(?:
    \[[0-9;]*m | \[[0-9]+;[0-9]+H | \[\?(?:25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl] |
    \[\?(?:2026|2048|1016|2027)\$p | \[[<>=]?[0-9]*u | \[>4;[0-9]m | \]1999;[^\x07]*\x07 |
    \]22;[a-z-]*(?:\x07|\x1b\\) | \[\?7[hl]
    )""",
    re.VERBOSE,
)
_BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_INVISIBLE = set(
    "\u200b\u200c\u2060\ufeff\u00ad\u3164\uffa0\u115f\u1160\u2061\u2062\u2063\u2064\u180e\ufff9\ufffa\ufffb"
    "\u034f\u206a\u206b\u206c\u206d\u206e\u206f\u2028\u2029"
)


def scan(raw: bytes, needles: Iterable[str] = ()) -> dict[str, int]:
    """What was found, by kind; `needles` are texts that must not arrive intact."""
    found: Counter[str] = Counter()
    text = raw.decode("utf-8", "surrogateescape")
    found["needle"] = sum(needle in text for needle in needles if needle)
    position = 0
    while position < len(text):
        character = text[position]
        if character == "\x1b":
            allowed = _ALLOWED.match(text, position)
            if allowed:
                position = allowed.end()
                continue
            found["escape"] += 1
        else:
            found[_kind(character)] += 1
        position += 1
    found["combining run"] = max(_longest_run(text) - 8, 0)
    del found[""]
    return {kind: count for kind, count in found.items() if count}


def _kind(character: str) -> str:
    code = ord(character)
    if character in "\n\r\t" or 32 <= code < 127:
        return ""
    if code < 32 or code == 127:
        return "control"
    if 0x80 <= code < 0xA0:
        return "C1"
    if character in _BIDI:
        return "bidi"
    if character in _INVISIBLE:
        return "invisible"
    if 0xE0000 <= code <= 0xE01EF:
        return "tag"
    return "not UTF-8" if 0xD800 <= code < 0xE000 else ""


def _longest_run(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        longest = max(longest, run)
    return longest
