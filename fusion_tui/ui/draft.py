"""The unfinished question, kept so that it survives a quit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fusion_tui.store import Store

KEY = "draft"
"""Under which the store remembers it."""
SAVED = "draft saved"
"""What the status row says of it."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed and chosen."""

    prompt: str
    paths: tuple[Path, ...]
    panel: str | None

    @property
    def empty(self) -> bool:
        """Whether there is nothing worth keeping."""
        return not self.prompt.strip() and not self.paths


def keep(store: Store, draft: Draft) -> None:
    """Remember a draft, or forget the one before when there is nothing in it."""
    if draft.empty:
        store.forget(KEY)
    else:
        store.remember(KEY, pack(draft.prompt, draft.paths, draft.panel))


def recall(store: Store) -> Draft | None:
    """What was kept, if anything was."""
    found = unpack(store.recall(KEY))
    return None if found is None or found.empty else found


def pack(prompt: str, paths: Sequence[Path], panel: str | None) -> str:
    """A draft as text."""
    return json.dumps({"prompt": prompt, "paths": [str(path) for path in paths], "panel": panel})


def unpack(text: str | None) -> Draft | None:
    """A draft from text; `None` for none, or for one that cannot be read."""
    try:
        found = json.loads(text) if text else None
    except ValueError:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("prompt"), str):
        return None
    paths = found.get("paths")
    panel = found.get("panel")
    return Draft(
        found["prompt"],
        tuple(Path(str(path)) for path in paths) if isinstance(paths, list) else (),
        panel if isinstance(panel, str) else None,
    )
