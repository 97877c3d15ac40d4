"""Server-sent events out of raw bytes: pure, and indifferent to where chunks are cut.

Lines end at CR, LF or CRLF bytes only; a client that splits decoded text also cuts at U+2028 or U+0085,
which stand raw inside JSON.
"""

from __future__ import annotations

from dataclasses import dataclass

from fusion_tui.core.clean import whole

MAX_EVENT = 1 << 20
"""Bytes of one line or event."""

_BOM = b"\xef\xbb\xbf"


class EventTooLargeError(Exception):
    """A line or event is longer than `MAX_EVENT`."""


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One event; `data` is decoded as UTF-8 whatever the headers say."""

    name: str
    data: str


class EventDecoder:
    """Feed it chunks, get complete events."""

    def __init__(self) -> None:
        """At the start of a stream."""
        self._buffer = b""
        self._at_start = True
        self._after_cr = False
        self._name = ""
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> list[ServerEvent]:
        """The events that this chunk completes; raises `EventTooLargeError`."""
        if self._after_cr and chunk:
            chunk = chunk.removeprefix(b"\n")
            self._after_cr = False
        if chunk.endswith(b"\r"):
            self._after_cr = True
        buffer = self._buffer + chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if self._at_start:
            if _BOM.startswith(buffer):
                self._buffer = buffer
                return []
            buffer = buffer.removeprefix(_BOM)
            self._at_start = False
        *lines, self._buffer = buffer.split(b"\n")
        events = [event for line in lines if (event := self._line(line))]
        if len(self._buffer) > MAX_EVENT:
            raise EventTooLargeError
        return events

    def flush(self) -> list[ServerEvent]:
        """The event that the end of the stream cut off before its blank line, if there is one."""
        last = self._buffer.removeprefix(_BOM) if self._at_start else self._buffer
        self._buffer = b""
        events = [self._line(last) if last else None, self._line(b"")]
        return [event for event in events if event]

    def _line(self, line: bytes) -> ServerEvent | None:
        if not line:
            return self._dispatch()
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._size += len(value) + 1
            if self._size > MAX_EVENT:
                raise EventTooLargeError
            self._data.append(value)
        elif name == b"event":
            self._name = value.decode("utf-8", "replace")
        return None

    def _dispatch(self) -> ServerEvent | None:
        data, name = self._data, self._name
        self._data, self._name, self._size = [], "", 0
        return ServerEvent(name, b"\n".join(data).decode("utf-8", "replace")) if data else None


class SurrogateJoiner:
    """Joins the halves of a character that a server cut into two JSON strings."""

    def __init__(self) -> None:
        """Nothing is held back."""
        self._held = ""

    def feed(self, text: str) -> str:
        """Valid Unicode; a first half at the end waits for its second."""
        text, self._held = self._held + text, ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            text, self._held = text[:-1], text[-1]
        return whole(text)

    def flush(self) -> str:
        """What waited in vain, as U+FFFD."""
        held, self._held = self._held, ""
        return whole(held)
