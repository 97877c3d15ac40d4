"""The command line as a person uses it: in this process, or in one of its own."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest

from fusion_tui.cli import main
from fusion_tui.core.models import Record
from fusion_tui.store import Store
from tests.cli.model_server import Model, ModelServer

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-W", "error", "-c", "from fusion_tui.cli.main import run; run()")
DEADLINE_S = 30.0


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


class Fusion(Protocol):
    """Runs one command."""

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Done:
        """`fusion` with these arguments."""
        ...


@pytest.fixture
def fusion(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Fusion:
    """The command in this process, without a terminal and without servers on this machine."""

    async def none() -> tuple[()]:
        return ()

    def run(*arguments: str, stdin: bytes = b"") -> Done:
        monkeypatch.setattr("fusion_tui.providers.discover.find_local_servers", none)
        monkeypatch.setattr(sys, "argv", ["fusion", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        monkeypatch.setattr(sys, "excepthook", sys.excepthook)
        mask = os.umask(0)
        capfd.readouterr()
        try:
            with pytest.raises(SystemExit) as ended:
                main.run()
        finally:
            os.umask(mask)
        said = capfd.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture
def fusion_process() -> Fusion:
    """The command in a process of its own."""

    def run(*arguments: str, stdin: bytes = b"") -> Done:
        done = subprocess.run([*COMMAND, *arguments], input=stdin, capture_output=True, cwd=ROOT, timeout=60)
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def config_file() -> Path:
    """Where this test's configuration lies."""
    return Path(os.environ["FUSION_CONFIG"])


@pytest.fixture
def serve(config_file: Path) -> Iterator[Callable[..., ModelServer]]:
    """Start a server with these models (name = what it does) and configure a panel of all of them."""
    servers: list[ModelServer] = []

    def start(more: str = "", **models: Model) -> ModelServer:
        server = ModelServer(models)
        servers.append(server)
        server.write_config(config_file, more=more)
        return server

    yield start
    for server in servers:
        server.close()


def open_store() -> Store:
    """This test's record."""
    path = Path(os.environ["FUSION_DATA_DIR"]) / "fusion.db"
    return Store(path, now=lambda: datetime.now(UTC))


def only_record() -> Record:
    """The one comparison that was stored."""
    with open_store() as store:
        (identity,) = store.ids()
        return store.load(identity)


def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition; its absence is a failure."""
    deadline = time.monotonic() + DEADLINE_S
    while not holds():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


class Start(Protocol):
    """Starts one command."""

    def __call__(self, *arguments: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
        """`fusion` with these arguments, going on while the test does something."""
        ...


@pytest.fixture
def start() -> Iterator[Start]:
    """Commands that run beside the test; none outlives it."""
    running: list[subprocess.Popen[bytes]] = []

    def heed_interrupts() -> None:
        # Where the tests run in the background, the shell has interrupts ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def begin(*arguments: str, stdout: int = subprocess.PIPE) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            preexec_fn=heed_interrupts,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()
