"""A third party's model server on loopback: both dialects, status codes, cut streams, paced tokens."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).resolve().parent.parent.parent
FIXTURES = _ROOT / "tests" / "data" / "aimock"


def binary() -> Path:
    """The server's command; skips without Node, fails in continuous integration."""
    named = os.environ.get("FUSION_AIMOCK")
    found = Path(named) if named else _ROOT / ".venv" / "node" / "node_modules" / ".bin" / "llmock"
    if shutil.which("node") is None or not found.exists():
        problem = "needs Node.js and the mock server that scripts/test installs"
        if os.environ.get("CI") == "true":
            pytest.fail(problem)
        pytest.skip(problem)
    return found


class AiMock:
    """The running server."""

    def __init__(self, fixtures: Path = FIXTURES) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._process = subprocess.Popen(
            [str(binary()), "-h", "127.0.0.1", "-p", str(self.port), "-f", str(fixtures), "-c", "6"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    @property
    def openai(self) -> str:
        """Base URL of the `openai` dialect."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def anthropic(self) -> str:
        """Base URL of the `anthropic` dialect."""
        return f"http://127.0.0.1:{self.port}"

    def journal(self) -> list[dict[str, Any]]:
        """The requests it received."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/__aimock/journal", timeout=5) as answer:
            found = json.load(answer)
        entries: list[dict[str, Any]] = found["entries"] if isinstance(found, dict) else found
        return entries

    def close(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(10)

    def _wait(self) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                self.journal()
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        self.close()
        pytest.fail("the mock server did not answer within 20 s")
