"""A real terminal: tmux runs the program, keys are typed, the screen is read."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest


def need_tmux() -> None:
    """Skip without tmux; in continuous integration its absence is a failure."""
    if shutil.which("tmux") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("tmux is missing")
        pytest.skip("needs tmux")


class Tmux:
    """One window of its own server; `close` ends it."""

    def __init__(self, folder: Path, columns: int, rows: int, environ: Mapping[str, str]) -> None:
        """`environ` is added to what the program gets."""
        self._socket = str(folder / "tmux.sock")
        self._environ = dict(environ)
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), "sh")
        self._tmux("set-option", "-g", "status", "off")
        self._tmux("set-option", "-g", "window-size", "manual")
        self.resize(columns, rows)
        self._tmux("set-option", "-g", "escape-time", "0")

    def run(self, command: Sequence[str]) -> None:
        """Replace the window's shell by a command; when it ends, its exit code stands on the screen."""
        environ = " ".join(f"{name}={shlex.quote(value)}" for name, value in self._environ.items())
        clean = f"env -u COLUMNS -u LINES {environ} TERM=xterm-256color"
        line = f"{clean} {shlex.join(command)}; echo exit=$?; exec sleep 600"
        self._tmux("respawn-pane", "-k", "sh", "-c", line)

    def type(self, *keys: str) -> None:
        """Press keys, by tmux's names (`Enter`, `C-g`) or as single characters."""
        for key in keys:
            self._tmux("send-keys", key)

    def write(self, text: str) -> None:
        """Type a text literally."""
        self._tmux("send-keys", "-l", text)

    def screen(self) -> str:
        """What is on the screen now."""
        return self._tmux("capture-pane", "-p")

    def until(self, condition: str | Callable[[str], bool], seconds: float = 30) -> str:
        """Wait for a text, or a condition, on the screen; fails with the screen as it is."""
        met = condition if callable(condition) else lambda screen: condition in screen
        deadline = time.monotonic() + seconds
        while not met(screen := self.screen()):
            if time.monotonic() > deadline:
                pytest.fail(f"waited {seconds} s for {condition!r}; the screen says:\n{screen}")
            time.sleep(0.05)
        return screen

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size."""
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def pid(self) -> int:
        """Process id of the window's command."""
        return int(self._tmux("display-message", "-p", "#{pane_pid}"))

    def close(self) -> None:
        """End the server and everything in it."""
        self._tmux("kill-server")

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", self._socket, *arguments], capture_output=True, text=True, timeout=30
        )
        return done.stdout
