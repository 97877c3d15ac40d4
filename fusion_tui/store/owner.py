"""Whether the process that was writing a comparison still lives."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def this_process() -> str:
    """A name for this process that no later one shares: host, pid, and when it started."""
    pid = os.getpid()
    return f"{socket.gethostname()}:{pid}:{_started(pid)}"


def alive(owner: str | None) -> bool:
    """Whether the owner runs on this machine now; an owner on another host is taken for dead."""
    if not owner or owner.count(":") != 2:
        return False
    host, pid, started = owner.split(":")
    if host != socket.gethostname() or not pid.isdigit() or _started(int(pid)) != started:
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _started(pid: int) -> str:
    """The start time in clock ticks since boot where the system tells it (Linux), else nothing."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return fields[19]
