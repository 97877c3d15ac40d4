"""The person's terminal, even where stdin, stdout or stderr lead somewhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from fusion_tui.errors import UsageError

_TERMINAL = "/dev/tty"


def need_terminal() -> None:
    """Raise `UsageError` where nothing can be drawn and no key can be typed; any stream may be a pipe."""
    if sys.stdin.isatty() and sys.stderr.isatty():
        return
    try:
        os.close(os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY))
    except OSError:
        raise UsageError(
            "--tui needs a terminal to draw on and to read keys from; --plain needs none."
        ) from None


def keep_talk_out_of_stdout() -> None:
    """Where stderr goes the same way as stdout, as in vim's `:%!`, talk goes to the terminal."""
    if not sys.stdout.isatty() and os.path.sameopenfile(1, 2):
        _replace(2, _TERMINAL)


@contextmanager
def on_terminal() -> Iterator[None]:
    """For a while all three streams are the terminal: Textual draws on it, measures it, reads its keys."""
    sys.stdout.flush()
    with ExitStack() as stack:
        for number in (0, 1, 2):
            if not os.isatty(number):
                kept = os.dup(number)
                stack.callback(_give_back, kept, number)
                _replace(number, _TERMINAL)
        yield


def _replace(number: int, path: str) -> None:
    opened = os.open(path, os.O_RDWR | os.O_NOCTTY)
    os.dup2(opened, number)
    os.close(opened)


def _give_back(kept: int, number: int) -> None:
    os.dup2(kept, number)
    os.close(kept)
