"""`fusion` alone: the question's screen."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

from fusion_tui.cli.talk import Exit, has_terminal
from fusion_tui.cli.world import told_world
from fusion_tui.errors import UsageError


def open_question(config: Path | None = None, *, private: bool = False) -> Exit:
    """Until the person leaves; raises `UsageError` where nobody can see it."""
    if not has_terminal():
        raise UsageError('There is no terminal here. `fusion ask --plain "…"` asks without one.')
    # What is loaded stays; looking for garbage in it takes a twentieth of the way to the first paint.
    # The running program takes the collections over.
    gc.disable()
    from fusion_tui.cli.screen import open_tui

    return open_tui(replace(told_world(config), private=private))
