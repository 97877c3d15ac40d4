"""YAML front matter that stays valid whatever the texts contain."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

Scalar = str | int | float | bool | None
Value = Scalar | Sequence["Scalar | Mapping[str, Scalar]"]

_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def front_matter(values: Mapping[str, Value]) -> str:
    """A YAML block between two `---` lines; no line inside it can be such a line."""
    return "---\n" + "".join(_entry(name, value) for name, value in values.items()) + "---\n"


def _entry(name: str, value: Value) -> str:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return f"{name}: {scalar(value)}\n"
    if not value:
        return f"{name}: []\n"
    return f"{name}:\n" + "".join(f"  - {_item(item)}\n" for item in value)


def _item(item: Scalar | Mapping[str, Scalar]) -> str:
    if isinstance(item, Mapping):
        return "\n    ".join(f"{name}: {scalar(value)}" for name, value in item.items())
    return scalar(item)


def scalar(value: Scalar) -> str:
    """One value on one line: texts double-quoted, numbers so that every YAML reader sees a number."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _number(value)
    return '"' + "".join(map(_escaped, value)) + '"'


def _number(value: float) -> str:
    """Without an exponent: YAML 1.1 takes `1e-05` for a text."""
    if not math.isfinite(value):
        return "null"
    plain = format(Decimal(repr(value)), "f")
    return plain if "." in plain else plain + ".0"


def _escaped(character: str) -> str:
    """Printable characters as they are, all others escaped, lone surrogates replaced."""
    if character in _SHORT:
        return _SHORT[character]
    if character.isprintable():
        return character
    code = ord(character)
    if 0xD800 <= code < 0xE000:
        return "\\uFFFD"
    return f"\\U{code:08X}" if code > 0xFFFF else f"\\u{code:04X}"
