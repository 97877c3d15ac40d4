"""stdout is data, stderr is talk."""

from __future__ import annotations

import sys
from enum import IntEnum
from typing import TextIO

from fusion_tui.core.clean import clean
from fusion_tui.errors import ConfigError, DocumentError, FusionError, UsageError


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


def out(text: str, end: str = "\n") -> None:
    """Data to stdout; a terminal gets it cleaned, everything else as it is."""
    _write(sys.stdout, text + end)


def say(text: str) -> None:
    """Talk to stderr."""
    _write(sys.stderr, text + "\n")


def has_terminal() -> bool:
    """Whether a person can see and type."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _write(stream: TextIO, text: str) -> None:
    stream.write(clean(text) if stream.isatty() else text)
    stream.flush()
