"""A program in a terminal of its own: a pseudo-terminal whose other end is read all the time.

Textual without its driver writes nothing, and a terminal that nobody reads stops its program; both would
hide most of the cost.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent
SIZE = (200, 50)
"""Columns and rows."""
CHANNEL = "BENCHMARK_CHANNEL"
"""Environment variable: the descriptor on which a program tells what it measured, one JSON a line."""
TIMEOUT_S = 120.0
RECENT = 100_000

Shows = Callable[[bytes], bool]
"""Whether these bytes, written since a key was pressed, show what it does."""


class BenchmarkError(Exception):
    """A program did not do what it was started for."""


class Program:
    """A child process in a terminal."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str] | None = None) -> None:
        """Start it; the terminal is read from the first byte on."""
        self._ours, its = pty.openpty()
        self._told, telling = os.pipe()
        self.resize(*SIZE)
        self._lines = b""
        self.recent = b""
        """The last of what it wrote."""
        self._arrived = threading.Condition()
        self._shows: Shows | None = None
        self._since = b""
        self._shown_at: float | None = None
        os.set_inheritable(telling, True)
        self._process = subprocess.Popen(
            command,
            stdin=its,
            stdout=its,
            stderr=its,
            cwd=ROOT,
            env={**quiet_environ(), CHANNEL: str(telling), **(environ or {})},
            pass_fds=(telling,),
        )
        os.close(its)
        os.close(telling)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @classmethod
    def of(cls, module: str, **settings: object) -> Self:
        """A program of this folder, told its settings."""
        return cls([sys.executable, "-m", f"benchmarks.programs.{module}", json.dumps(settings)])

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def __enter__(self) -> Self:
        """The program itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        """End it, politely first."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(timeout=5)
        os.close(self._ours)
        os.close(self._told)

    # What it tells

    def hear(self, kind: str, timeout: float = TIMEOUT_S) -> dict[str, Any]:
        """Wait for its next word of this kind; raises `BenchmarkError` when it ends or says nothing."""
        until = time.monotonic() + timeout
        while True:
            line, found, rest = self._lines.partition(b"\n")
            if found:
                self._lines = rest
                said = json.loads(line)
                if said["kind"] == kind:
                    return dict(said)
                continue
            if not select.select([self._told], [], [], max(until - time.monotonic(), 0))[0]:
                raise BenchmarkError(f"The program said nothing of {kind!r} in {timeout:.0f} s.")
            piece = os.read(self._told, 65536)
            if not piece:
                self._reader.join(timeout=5)
                written = self.recent[-5_000:].decode("utf-8", "replace")
                raise BenchmarkError(f"The program ended before it told of {kind!r}:\n{written}")
            self._lines += piece

    # What it writes, and what is typed

    def press(self, keys: str, shows: Shows, timeout: float = 20.0) -> float:
        """Seconds from pressing a key until what it does has been read from the terminal."""
        with self._arrived:
            self._since, self._shown_at, self._shows = b"", None, shows
        began = time.perf_counter()
        os.write(self._ours, keys.encode())
        with self._arrived:
            if not self._arrived.wait_for(lambda: self._shown_at is not None, timeout):
                raise BenchmarkError(f"Nothing was seen of the key {keys!r} in {timeout:.0f} s.")
            self._shows = None
            assert self._shown_at is not None
            return self._shown_at - began

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if hasattr(self, "_process"):
            os.kill(self._process.pid, signal.SIGWINCH)

    def _read(self) -> None:
        while True:
            try:
                piece = os.read(self._ours, 65536)
            except OSError:  # the other end is closed
                return
            if not piece:
                return
            now = time.perf_counter()
            self.recent = (self.recent + piece)[-RECENT:]
            with self._arrived:
                if self._shows is not None and self._shown_at is None:
                    self._since += piece
                    if self._shows(self._since):
                        self._shown_at = now
                        self._arrived.notify()


def quiet_environ() -> dict[str, str]:
    """This environment as a terminal of many colours has it, without the person's own settings and keys."""
    ending = ("_API_KEY", "_AUTH_TOKEN", "_BASE_URL", "_PROXY", "_proxy")
    kept = {name: value for name, value in os.environ.items() if not name.endswith(ending)}
    kept |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONHASHSEED": "0"}
    for name in ("NO_COLOR", "FUSION_CONFIG", "FUSION_DATA_DIR", "COLUMNS", "LINES"):
        kept.pop(name, None)
    return kept


def cpu_of(pid: int) -> float:
    """CPU seconds a running process has used, to a hundredth."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.exists():
        # The second field is the program's name, which may hold spaces.
        fields = stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    shown = subprocess.run(["ps", "-o", "time=", "-p", str(pid)], capture_output=True, text=True, check=True)
    seconds = 0.0
    for part in shown.stdout.strip().replace("-", ":").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def cpu_to_end(command: Sequence[str]) -> float:
    """CPU seconds of a command from its start to its end."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT, env=quiet_environ())
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise BenchmarkError(f"{' '.join(command)} ended with {process.returncode}.")
    return usage.ru_utime + usage.ru_stime
