"""YAML front matter that stays valid whatever the texts contain."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]


def front_matter(values: Mapping[str, Value]) -> str:
    """A YAML block between two `---` lines."""
    return "---\n" + "".join(_entry(name, value, 0) for name, value in values.items()) + "---\n"


def _entry(name: str, value: Value, depth: int) -> str:
    indent = "  " * depth
    if isinstance(value, Mapping):
        return f"{indent}{name}:\n" + "".join(_entry(k, v, depth + 1) for k, v in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        if not value:
            return f"{indent}{name}: []\n"
        return f"{indent}{name}:\n" + "".join(_item(item, depth + 1) for item in value)
    return f"{indent}{name}: {scalar(value)}\n"


def _item(value: Value, depth: int) -> str:
    indent = "  " * depth
    if isinstance(value, Mapping):
        lines = "".join(_entry(k, v, depth + 1) for k, v in value.items())
        return f"{indent}- {lines.lstrip()}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"{indent}- [{', '.join(scalar(item) for item in value)}]\n"  # type: ignore[arg-type]  # scalars
    return f"{indent}- {scalar(value)}\n"


def scalar(value: str | int | float | bool | None) -> str:
    """One value. Texts are double-quoted with JSON's escapes, which YAML reads alike.

    Characters outside the basic plane need YAML's own long escape, because YAML does not join surrogates.
    """
    if isinstance(value, str):
        return '"' + "".join(_escaped(character) for character in value) + '"'
    return json.dumps(value)


def _escaped(character: str) -> str:
    code = ord(character)
    if character in '"\\':
        return "\\" + character
    if character.isascii() and character.isprintable():
        return character
    if 0xD800 <= code < 0xE000:
        return "\\uFFFD"
    if code > 0xFFFF:
        return character if character.isprintable() else f"\\U{code:08X}"
    if character.isprintable() and code not in (0xFEFF, 0xFFFE, 0xFFFF):
        return character
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(character, f"\\u{code:04X}")
