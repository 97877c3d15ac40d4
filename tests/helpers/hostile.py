"""The corpus of hostile texts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).parent.parent / "data" / "hostile_text.jsonl"


@dataclass(frozen=True)
class Hostile:
    """One text that attacks a terminal, a parser or a layout."""

    id: str
    category: str
    text: str
    needles: tuple[str, ...]
    """Strings that must not reach a terminal whole."""
    rules: frozenset[str]
    chunks: tuple[str, ...]
    """How it arrives."""


def hostile_texts() -> list[Hostile]:
    """All of them."""
    rows = [json.loads(line) for line in _FILE.read_text("utf-8").splitlines()]
    return [
        Hostile(
            row["id"],
            row["category"],
            row["text"],
            tuple(row["must_not_reach_terminal"]),
            frozenset(row["rules"]),
            tuple(row.get("chunks", row["text"])),
        )
        for row in rows
    ]
