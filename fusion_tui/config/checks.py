"""Typed access to TOML values; a mistake names file, key path, what was found and what is allowed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from fusion_tui.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file, with the path that leads to it."""

    file: Path
    path: str
    values: Mapping[str, object]

    def only(self, allowed: Collection[str]) -> None:
        """Refuse keys that mean nothing."""
        for name in self.values:
            if name not in allowed:
                close = get_close_matches(name, allowed, 1)
                hint = f"Did you mean {close[0]!r}?" if close else f"Allowed: {', '.join(sorted(allowed))}."
                raise ConfigError(f"{self.file}: {self.at(name)}: no such key. {hint}")

    def at(self, name: str) -> str:
        """The dotted path of a key."""
        return f"{self.path}.{name}" if self.path else name

    def wrong(self, name: str, expected: str) -> ConfigError:
        """The error for a value that does not fit."""
        return ConfigError(
            f"{self.file}: {self.at(name)}: found {_shown(self.values.get(name))}, expected {expected}."
        )

    def text(self, name: str, default: str | None = None) -> str:
        """A text; without a default it must be there."""
        value = self.values.get(name, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.wrong(name, "a text")
        return value

    def optional_text(self, name: str) -> str | None:
        """A text that may be missing."""
        return self.text(name) if name in self.values else None

    def choice(self, name: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of some words."""
        value = self.values.get(name, default)
        if not isinstance(value, str) or value not in allowed:
            raise self.wrong(name, f"one of {', '.join(map(repr, allowed))}")
        return value

    def flag(self, name: str, default: bool) -> bool:
        """True or false."""
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name, "true or false")
        return value

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number within limits."""
        value = self.values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.wrong(name, f"a whole number from {low} to {high}")
        return value

    def number(self, name: str, default: float, low: float, high: float) -> float:
        """A number within limits."""
        value = self.values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self.wrong(name, f"a number from {low:g} to {high:g}")
        return float(value)

    def optional_number(self, name: str, low: float, high: float) -> float | None:
        """A number that may be missing."""
        return self.number(name, low, low, high) if name in self.values else None

    def table(self, name: str) -> Table:
        """A table, empty when missing."""
        value = self.values.get(name, {})
        if not isinstance(value, dict):
            raise self.wrong(name, "a table")
        return Table(self.file, self.at(name), value)

    def tables(self, name: str) -> Iterator[tuple[str, Table]]:
        """The tables inside a table, by name."""
        outer = self.table(name)
        for inner in outer.values:
            yield inner, outer.table(inner)

    def items(self, name: str) -> list[Table]:
        """A list of tables."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(name, 'a list of tables like { provider = "…", model = "…" }')
        return [Table(self.file, f"{self.at(name)}[{place}]", item) for place, item in enumerate(value)]


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
