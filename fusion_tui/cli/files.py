"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from fusion_tui.errors import ExportError, UsageError


def refuse_existing(path: Path, overwrite: bool) -> None:
    """Raise `UsageError` when something is there that was not allowed to be overwritten."""
    if os.path.lexists(path) and not overwrite:
        raise UsageError(f"{path} exists; --force overwrites it.")


def write_file(path: Path, text: str, overwrite: bool = False) -> None:
    """Write through a temporary file beside it, readable by the person only; raises `ExportError`."""
    if os.path.lexists(path):
        if not overwrite:
            raise ExportError(f"{path} exists; choose another name.")
        if not os.path.isfile(path):
            raise ExportError(f"{path} is not a regular file; choose another name.")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".fusion-")
    except OSError as problem:
        raise ExportError(f"{path} cannot be written: {problem.strerror}.") from problem
    temporary = Path(name)
    try:
        _fill(handle, text)
        _put(temporary, path, overwrite)
    except OSError as problem:
        raise ExportError(f"{path} cannot be written: {problem.strerror}.") from problem
    finally:
        temporary.unlink(missing_ok=True)


def _fill(handle: int, text: str) -> None:
    with open(handle, "w", encoding="utf-8", newline="", errors="replace") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _put(temporary: Path, path: Path, overwrite: bool) -> None:
    if overwrite:
        os.replace(temporary, path)
        return
    try:
        # A link fails where a file appeared in the meantime; a rename would replace it.
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # Some file systems have no links; the name was free a moment ago.
        os.replace(temporary, path)
