"""Writing a text in the person's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path


def edit(text: str, environ: Mapping[str, str]) -> str:
    """The text as `$VISUAL` or `$EDITOR` leaves it (`vi` without either); raises `OSError` when none runs.

    The terminal must be free while it runs. The file is private and removed afterwards.
    """
    command = shlex.split(environ.get("VISUAL") or environ.get("EDITOR") or "vi")
    handle, name = tempfile.mkstemp(prefix="fusion-", suffix=".md")
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        subprocess.run([*command, name], check=False)
        return path.read_text(encoding="utf-8", errors="replace").removesuffix("\n")
    finally:
        path.unlink(missing_ok=True)
