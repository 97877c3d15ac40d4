"""A merge that is not finished as text, so that it can be kept and taken up again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from fusion_tui.core.merging.aligning import Passage, Version
from fusion_tui.core.merging.merge import Item, Merge


def pack(merge: Merge, texts: Sequence[tuple[str, str]]) -> str:
    """A merge of these texts, given as letter and text; the texts themselves are not in it."""
    return json.dumps(
        {
            "texts": {letter: _sum(text) for letter, text in texts},
            "base": merge.base,
            "at": merge.at,
            "items": [_packed(item) for item in merge.items],
        }
    )


def unpack(packed: str, texts: Mapping[str, str]) -> Merge | None:
    """The merge again, without its steps back; `None` when a text is another one now, or nothing fits."""
    try:
        kept = json.loads(packed)
        letters = tuple(kept["texts"])
        if any(_sum(texts[letter]) != known for letter, known in kept["texts"].items()):
            return None
        items = tuple(_item(item, texts) for item in kept["items"])
        at = range(len(items)).index(kept["at"])
        return Merge(items, letters, kept["base"], at)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _packed(item: Item) -> dict[str, object]:
    return {
        "versions": [(v.letter, v.start, v.end) for v in item.passage.versions],
        "heading": item.passage.heading,
        "letter": item.letter,
        "state": item.state,
        "edited": item.edited,
        "hand": item.hand,
    }


def _item(kept: dict[str, Any], texts: Mapping[str, str]) -> Item:
    versions = tuple(
        Version(letter, start, texts[letter][start:end], end == len(texts[letter]))
        for letter, start, end in kept["versions"]
    )
    passage = Passage(versions, kept["heading"])
    return Item(passage, kept["letter"], kept["state"], kept["edited"], kept["hand"])


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
