"""What both dialects share in reading a stream: JSON that may be anything, text that may be cut."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Protocol

from fusion_tui.core.events import ReasoningDelta, Request, StreamItem, TextDelta
from fusion_tui.providers.decoder import ServerEvent, SurrogateJoiner

Json = Mapping[str, object]


class Reader(Protocol):
    """One stream being read."""

    finished: bool
    """A finish marker was seen: what follows may be lost without harm."""
    done: bool
    """Nothing more will come."""

    def read(self, event: ServerEvent) -> Iterator[StreamItem]:
        """The items of one event; raises `InStreamError`."""
        ...

    def read_whole(self, body: Json) -> Iterator[StreamItem]:
        """The items of an answer that came in one piece although a stream was asked for."""
        ...

    def flush(self) -> Iterator[StreamItem]:
        """What was held back."""
        ...


class Dialect(Protocol):
    """How one family of APIs is spoken to."""

    path: str
    models_path: str

    def headers(self, key: str | None) -> dict[str, str]:
        """Headers with the key, if there is one."""
        ...

    def body(self, request: Request) -> dict[str, object]:
        """The request's JSON, before the configuration's extras."""
        ...

    def reader(self) -> Reader:
        """A reader for one stream."""
        ...


class InStreamError(Exception):
    """The provider reported an error inside a stream; the argument is its value."""

    def __init__(self, value: object) -> None:
        """Keep what was reported."""
        super().__init__("error in stream")
        self.value = value


def parse(data: str) -> Json | None:
    """A JSON object, or `None` for anything else: one odd event must not cost the answer."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def part(value: object, name: str) -> Json:
    """A nested object, empty when it is missing or something else."""
    inner = value.get(name) if isinstance(value, dict) else None
    return inner if isinstance(inner, dict) else {}


def text_of(value: object) -> str:
    """A text, or the texts of a list of parts."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(text_of(item.get("text")) for item in value if isinstance(item, dict))
    return ""


def count(value: Json, name: str) -> int | None:
    """A number of tokens."""
    found = value.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


def amount(value: Json, name: str) -> float | None:
    """A number of dollars; JSON as Python reads it may also hold NaN and infinities, which are none."""
    found = value.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(found) if abs(found) < 1e12 else None


class Joined:
    """Text and reasoning with cut characters joined."""

    def __init__(self) -> None:
        """Nothing arrived yet."""
        self._text = SurrogateJoiner()
        self._reasoning = SurrogateJoiner()

    def text(self, piece: str) -> Iterator[TextDelta]:
        """Text as an item, if there is any."""
        if joined := self._text.feed(piece):
            yield TextDelta(joined)

    def reasoning(self, piece: str) -> Iterator[ReasoningDelta]:
        """Reasoning as an item, if there is any."""
        if joined := self._reasoning.feed(piece):
            yield ReasoningDelta(joined)

    def flush(self) -> Iterator[StreamItem]:
        """What was held back."""
        if rest := self._reasoning.flush():
            yield ReasoningDelta(rest)
        if rest := self._text.flush():
            yield TextDelta(rest)
