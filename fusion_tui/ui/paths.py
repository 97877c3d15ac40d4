"""Completing a path that is being typed."""

from __future__ import annotations

from pathlib import Path

MAX_SUGGESTIONS = 6


def complete(typed: str) -> tuple[str, ...]:
    """Paths that start so, folders with a slash; hidden ones only when asked for."""
    folder, _, start = typed.rpartition("/")
    base = Path(folder or ("/" if typed.startswith("/") else ".")).expanduser()
    try:
        entries = sorted(base.iterdir(), key=lambda entry: (entry.is_dir(), entry.name.casefold()))
    except OSError:
        return ()
    prefix = f"{folder}/" if "/" in typed else ""
    found = [
        prefix + entry.name + ("/" if entry.is_dir() else "")
        for entry in entries
        if entry.name.casefold().startswith(start.casefold()) and (start or not entry.name.startswith("."))
    ]
    return tuple(found[:MAX_SUGGESTIONS])
