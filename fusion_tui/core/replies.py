"""Reading structured replies back: tolerant in form, never guessing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

REPAIR = "repair"
"""The key in a reply's `about` that names the reply which could not be read."""

UNREAD = "unread"
"""The key in the `about` of a synthesis' reply that could not be read, so that no text of it counts."""

_FENCE = re.compile(
    r"^[ ]{0,3}(?P<mark>`{3,}|~{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^[ ]{0,3}(?P=mark)[ \t]*$", re.M | re.S
)
_COMMA = re.compile(r",(\s*[}\]])")
_DECODER = json.JSONDecoder()


def json_of(text: str, nonce: str = "") -> object | None:
    """The JSON object or list of a reply, `None` when there is none that can be read.

    A fence that carries the nonce comes first, and then nothing else counts; without one the last fence
    that can be read, then an object that stands in the prose. A comma too many is forgiven.
    """
    fences = [(found["info"], found["body"]) for found in _FENCE.finditer(text)]
    marked = [body for info, body in fences if nonce and nonce in info]
    if marked:
        return _read(marked[-1])
    for _, body in reversed(fences):
        if (value := _read(body)) is not None:
            return value
    return next(_bare(text), None)


def _read(body: str) -> object | None:
    for tried in (body, _COMMA.sub(r"\1", body)):
        try:
            value = json.loads(tried)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict | list):
            return value
    return None


def _bare(text: str) -> Iterator[object]:
    """Objects and lists that stand in the text from a line's start on, the longest first."""
    starts = [match.start(1) for match in re.finditer(r"^[ \t]*([{\[])", text, re.M)]
    found: list[tuple[int, object]] = []
    end = 0
    for start in starts:
        if start < end:
            continue
        try:
            value, end = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        found.append((end - start, value))
    for _, value in sorted(found, key=lambda pair: -pair[0]):
        yield value
