"""The unfinished question, kept so that it survives a quit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from fusion_tui.store import Store

KEY = "draft"
"""Under which the store remembers a new question."""
AGAIN = "draft of asking again"
"""The same for a question that was filled in, so that it does not take the place of a new one."""
SAVED = "draft saved"
"""What the status row says of it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed and chosen."""

    prompt: str
    paths: tuple[Path, ...] = ()
    panel: str | None = None
    stored: tuple[tuple[str, str], ...] = ()
    """Name and sha256 of documents that came with an earlier comparison."""
    continues: str | None = None
    """Id of the comparison whose thread goes on."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing worth keeping."""
        return not (self.prompt.strip() or self.paths or self.stored or self.continues)


def keep(store: Store, draft: Draft, key: str = KEY) -> None:
    """Remember a draft, or forget the one before when there is nothing in it."""
    if draft.empty:
        store.forget(key)
    else:
        store.remember(key, pack(draft))


def recall(store: Store) -> tuple[str, Draft] | None:
    """What was kept, if anything was, and under which key; a new question comes before an old one."""
    for key in (KEY, AGAIN):
        found = unpack(store.recall(key))
        if found is not None and not found.empty:
            return key, found
    return None


def pack(draft: Draft) -> str:
    """A draft as text."""
    return json.dumps(
        {
            "prompt": draft.prompt,
            "paths": [str(path) for path in draft.paths],
            "panel": draft.panel,
            "stored": draft.stored,
            "continues": draft.continues,
        }
    )


def unpack(text: str | None) -> Draft | None:
    """A draft from text; `None` for none, or for one that cannot be read."""
    try:
        found = json.loads(text) if text else None
    except ValueError:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("prompt"), str):
        return None
    return Draft(
        found["prompt"],
        tuple(Path(str(path)) for path in _list(found.get("paths"))),
        _text(found.get("panel")),
        tuple((str(p[0]), str(p[1])) for pair in _list(found.get("stored")) if len(p := _list(pair)) == 2),
        _text(found.get("continues")),
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
