"""What a person sees when the program has a defect: one plain sentence, and a report without keys."""

from __future__ import annotations

import os
import traceback
from datetime import datetime
from pathlib import Path

from rich.text import Text

from fusion_tui import __version__
from fusion_tui.core.redact import Redactor


def write_report(error: Exception, folder: Path, redact: Redactor, now: datetime) -> Text:
    """Write the traceback, without local variables and keys, and return what to print."""
    trace = "".join(traceback.format_exception(error))
    report = redact(f"Fusion {__version__}, {now.isoformat(timespec='seconds')}\n\n{trace}")
    kind = type(error).__name__
    path = folder / f"crash-{now:%Y%m%d-%H%M%S}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="utf-8", errors="replace") as file:
            file.write(report)
    except OSError as problem:
        return Text(f"Fusion stopped because of a defect ({kind}); no report could be written: {problem}")
    return Text(
        f"Fusion stopped because of a defect ({kind}). What had arrived is stored.\n"
        f"A report without keys is in {path}"
    )
