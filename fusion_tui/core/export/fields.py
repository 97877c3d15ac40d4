"""Typed access to JSON from elsewhere; a mistake names the key path, what was found and what was expected."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from fusion_tui.core.clean import whole
from fusion_tui.errors import RecordError

Word = TypeVar("Word", bound=str)

MAX_INTEGER = 2**63 - 1
"""The largest whole number that a database holds."""

_DEEPEST = 50
"""Levels of what is kept as it is; deeper nesting ends Python when it is copied."""

_LONGEST = 10_000
"""Entries of one list; whoever wants to fill the memory comes with millions."""

_YEARS = range(1970, 9999)
"""At either end of the calendar a date cannot be moved to another time zone."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The values of one JSON object, with the path that leads to it. Texts come out as valid Unicode."""

    path: str
    values: Mapping[str, object]

    def at(self, name: str) -> str:
        """The path of a key."""
        return f"{self.path}.{name}" if self.path else name

    def wrong(self, name: str, expected: str) -> RecordError:
        """The error for a value that does not fit."""
        found = said(self.values[name]) if name in self.values else "nothing"
        return RecordError(f"{self.at(name)}: found {found}, expected {expected}.")

    def text(self, name: str) -> str:
        """A text."""
        value = self.values.get(name)
        if not isinstance(value, str):
            raise self.wrong(name, "a text")
        return whole(value)

    def optional_text(self, name: str) -> str | None:
        """A text, or `None` for null and for a key that is not there."""
        return None if self.values.get(name) is None else self.text(name)

    def matching(self, name: str, pattern: str, expected: str) -> str:
        """A text of a certain form."""
        text = self.text(name)
        if not re.fullmatch(pattern, text):
            raise self.wrong(name, expected)
        return text

    def word(self, name: str, allowed: tuple[Word, ...]) -> Word:
        """One of some words."""
        value = self.values.get(name)
        for word in allowed:
            if value == word:
                return word
        raise self.wrong(name, f"one of {', '.join(allowed)}")

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self.values.get(name)
        if not isinstance(value, bool):
            raise self.wrong(name, "true or false")
        return value

    def integer(self, name: str, low: int = 0) -> int:
        """A whole number that a database can hold."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= MAX_INTEGER:
            raise self.wrong(name, f"a whole number{f' from {low}' if low >= 0 else ''} below 2^63")
        return value

    def optional_integer(self, name: str) -> int | None:
        """A whole number, or `None` for null and for a key that is not there."""
        return None if self.values.get(name) is None else self.integer(name)

    def optional_number(self, name: str) -> float | None:
        """A number, or `None` for null and for a key that is not there; never NaN or infinite."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= MAX_INTEGER:
            raise self.wrong(name, "a number or null")
        return float(value)

    def moment(self, name: str) -> datetime:
        """A date with a time zone."""
        expected = "a date with a time zone such as 2026-11-24T12:00:00+00:00"
        try:
            value = datetime.fromisoformat(self.text(name))
        except ValueError:
            raise self.wrong(name, expected) from None
        if value.utcoffset() is None or value.year not in _YEARS:
            raise self.wrong(name, expected)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self.values.get(name)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(name, "a list of texts")
        return tuple(map(whole, value))

    def words(self, name: str, allowed: tuple[Word, ...]) -> tuple[Word, ...]:
        """A list of some words."""
        each = self._each(name, "a list of words")
        return tuple(each.word(place, allowed) for place in each.values)

    def groups(self, name: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts."""
        each = self._each(name, "a list of lists of texts")
        return tuple(each.texts(place) for place in each.values)

    def part(self, name: str) -> Fields:
        """An object inside this one."""
        value = self.values.get(name)
        if not isinstance(value, dict):
            raise self.wrong(name, "an object")
        return Fields(self.at(name), value)

    def optional_part(self, name: str) -> Fields | None:
        """An object, or `None` for null and for a key that is not there."""
        return None if self.values.get(name) is None else self.part(name)

    def items(self, name: str) -> list[Fields]:
        """A list of objects."""
        each = self._each(name, "a list of objects")
        return [each.part(place) for place in each.values]

    def _each(self, name: str, expected: str) -> Fields:
        """The items of a list under `name[0]`, `name[1]` …"""
        value = self.values.get(name)
        if not isinstance(value, list):
            raise self.wrong(name, expected)
        if len(value) > _LONGEST:
            raise self.wrong(name, f"at most {_LONGEST:,} entries")
        return Fields(self.path, {f"{name}[{place}]": item for place, item in enumerate(value)})

    def free(self, name: str) -> dict[str, object]:
        """An object that may hold anything that JSON holds."""
        values = self.part(name).values
        return {whole(key): self._plain(name, value, _DEEPEST) for key, value in values.items()}

    def _plain(self, name: str, value: object, deep: int) -> object:
        if not deep:
            raise self.wrong(name, f"at most {_DEEPEST} levels")
        match value:
            case str():
                return whole(value)
            case float() if not math.isfinite(value):
                raise self.wrong(name, "numbers that JSON has")
            case list():
                return [self._plain(name, item, deep - 1) for item in value]
            case dict():
                return {whole(key): self._plain(name, item, deep - 1) for key, item in value.items()}
        return value


def said(value: object) -> str:
    """A value in a few words: a text or number itself, if it is short."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case dict():
            return "an object"
        case list():
            return "a list"
        case str():
            return repr(value if len(value) <= 40 else value[:39] + "…")
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"
