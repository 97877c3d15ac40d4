"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from fusion_tui.errors import ExportError


def write_file(path: Path, text: str, overwrite: bool = False) -> None:
    """Write through a temporary file beside it, readable by the person only; raises `ExportError`."""
    if not overwrite and path.exists():
        raise ExportError(f"{path} exists; choose another name, or overwrite it with --force.")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".fusion-")
    except OSError as problem:
        raise ExportError(f"{path} cannot be written: {problem.strerror}.") from problem
    try:
        with open(handle, "w", encoding="utf-8", newline="", errors="replace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            os.replace(name, path)
        else:
            # A link fails where a file appeared in the meantime; a rename would replace it.
            os.link(name, path)
            os.unlink(name)
    except OSError as problem:
        Path(name).unlink(missing_ok=True)
        raise ExportError(f"{path} cannot be written: {problem.strerror}.") from problem
