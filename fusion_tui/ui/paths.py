"""Completing a path that is being typed."""

from __future__ import annotations

import heapq
import os
from pathlib import Path

MAX_SUGGESTIONS = 6


def complete(typed: str) -> tuple[str, ...]:
    """Paths that start so, files first, folders with a slash; hidden ones only when asked for."""
    folder, slash, start = typed.rpartition("/")
    wanted = start.casefold()
    try:
        with os.scandir(expanded(folder + slash) or ".") as entries:
            found = [
                (_is_folder(entry), entry.name.casefold(), entry.name)
                for entry in entries
                if entry.name.casefold().startswith(wanted) and (start or not entry.name.startswith("."))
            ]
    except (OSError, ValueError):
        # ValueError: a NUL, which may be pasted, cannot stand in a path.
        return ()
    first = heapq.nsmallest(MAX_SUGGESTIONS, found)
    return tuple(folder + slash + name + "/" * is_folder for is_folder, _, name in first)


def expanded(path: str) -> str:
    """The path with `~` and `~name` replaced; an unknown name stays as it is."""
    return os.path.expanduser(path)


def shown(path: str) -> str:
    """The last part of a path, with the slash of a folder."""
    return Path(path).name + "/" * path.endswith("/")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
