"""stdout is data, stderr is talk."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from contextlib import suppress
from enum import IntEnum

from fusion_tui.core.clean import clean
from fusion_tui.errors import ConfigError, DocumentError, ExportError, FusionError, UsageError


class Exit(IntEnum):
    """What the shell is told."""

    DONE = 0
    FAILED = 1
    """Something failed and was said, or nothing was picked."""
    USAGE = 2
    """Wrong usage or configuration."""
    PARTIAL = 3
    """Some members failed, or ended in an error after text, but an answer exists."""
    ALL_FAILED = 4
    INTERRUPTED = 130


def exit_of(error: FusionError) -> Exit:
    """The code of an error."""
    return Exit.USAGE if isinstance(error, UsageError | ConfigError | DocumentError) else Exit.FAILED


def prepare_streams() -> None:
    """Files and pipes get UTF-8; a terminal shows a mark for what it cannot show; none is missing."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            # A closed stream's number would go to the next file that is opened: the database, perhaps.
            mode = "r" if number == 0 else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def out(text: str, end: str = "\n") -> None:
    """Data to stdout: cleaned for a terminal, else as it is. Raises `ExportError` when it cannot be written.

    A reader who has enough, as `head` does, is no error: the rest goes nowhere.
    """
    try:
        sys.stdout.write(clean(text + end) if sys.stdout.isatty() else text + end)
        sys.stdout.flush()
    except OSError as problem:
        # Python flushes once more when it ends, and must not meet the same trouble then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if problem.errno != errno.EPIPE:
            raise ExportError(f"The output cannot be written: {problem.strerror}.") from problem


def out_json(value: object, indent: int | None = None) -> None:
    """JSON to stdout, the true text either way: on a terminal what is not ASCII stands as an escape."""
    on_terminal = sys.stdout.isatty()
    text = json.dumps(value, ensure_ascii=on_terminal, indent=indent)
    out(text.replace("\x7f", "\\u007f") if on_terminal else text)


def say(text: str) -> None:
    """Talk to stderr; talk that nobody can hear is no error."""
    with suppress(OSError):
        sys.stderr.write((clean(text) if sys.stderr.isatty() else text) + "\n")
        sys.stderr.flush()


def has_terminal() -> bool:
    """Whether a person can see and type; Textual draws through stderr."""
    return sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()
