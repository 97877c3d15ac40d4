"""The terminal and the programs around it."""

from __future__ import annotations

import locale
import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Mapping

from fusion_tui import __version__
from fusion_tui.cli.checks.check import Check
from fusion_tui.errors import UsageError


def check_machine(environ: Mapping[str, str]) -> list[Check]:
    """What Fusion runs on, and what it is shown on."""
    return [_versions(), *_terminal(environ), _characters(), _editor(environ)]


def _versions() -> Check:
    found = (
        f"Fusion {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{platform.system()}"
    )
    return Check("program", True, found)


def _terminal(environ: Mapping[str, str]) -> list[Check]:
    streams = {"stdin": sys.stdin, "stdout": sys.stdout, "stderr": sys.stderr}
    others = [name for name, stream in streams.items() if not stream.isatty()]
    if others:
        found = f"none on {', '.join(others)}"
        cure = "The screen opens by itself where all three are; `fusion ask --plain` needs none."
        return [Check("terminal", None, found, cure)]
    return [_size(), _colours(environ)]


def _size() -> Check:
    from fusion_tui.ui.layout import SMALL

    columns, rows = os.get_terminal_size(sys.stdout.fileno())
    found = f"{columns} columns, {rows} rows"
    if columns < SMALL[0] or rows < SMALL[1]:
        cure = f"From {SMALL[0]} columns and {SMALL[1]} rows on there is room for more than one answer."
        return Check("terminal", None, found, cure)
    return Check("terminal", True, found)


def _colours(environ: Mapping[str, str]) -> Check:
    kind, depth = environ.get("TERM", ""), environ.get("COLORTERM", "")
    found = f"TERM={kind or '(not set)'}" + (f", COLORTERM={depth}" if depth else "")
    if environ.get("NO_COLOR"):
        return Check("colours", None, f"{found}, NO_COLOR is set", "Unset it to see the themes.")
    if kind in ("", "dumb", "unknown"):
        return Check("colours", None, found, "Set TERM to what this terminal is, such as xterm-256color.")
    if depth not in ("truecolor", "24bit") and "256" not in kind and "direct" not in kind:
        cure = "If the terminal shows more than 16 colours, COLORTERM=truecolor says so."
        return Check("colours", None, found, cure)
    return Check("colours", True, found)


def _characters() -> Check:
    found = locale.getencoding()
    if found.lower().replace("-", "") == "utf8":
        return Check("characters", True, found)
    cure = 'Set LANG to a UTF-8 locale such as C.UTF-8, or ui.glyphs = "ascii".'
    return Check("characters", None, found, cure)


def _editor(environ: Mapping[str, str]) -> Check:
    from fusion_tui.ui.editor import editor_command

    try:
        command = editor_command(environ)[0]
    except UsageError as problem:
        return Check("editor", False, str(problem), "Set EDITOR to a command.")
    path = shutil.which(command)
    if path is None:
        cure = "Set EDITOR to one; only the key that opens it needs it."
        return Check("editor", None, f"{command} is not there", cure)
    return Check("editor", True, path)
