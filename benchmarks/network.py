"""Eight answers over HTTP at 100 tokens a second each: the whole program, and `llm` writing to a pipe."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.terminal import ROOT, BenchmarkError, Program, cpu_of, quiet_environ

SEATS = 8
RATE = 100
WARM_S = 2.0
LLM = ROOT / ".venv" / "bench" / "bin" / "llm"


@dataclass(frozen=True, slots=True)
class Share:
    """What some processes used while tokens came."""

    cpu: float
    wall: float
    tokens: int

    @property
    def per_token(self) -> float:
        """CPU seconds."""
        return self.cpu / max(self.tokens, 1)


@cache
def fusion(seconds: float) -> Share:
    """`fusion ask` in a terminal, on a panel of eight."""
    with ExitStack() as stack:
        port = _serve(stack)
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        seats = ", ".join(f'{{ provider = "here", model = "model-{n}" }}' for n in range(SEATS))
        (home / "config.toml").write_text(
            f'[providers.here]\napi = "openai"\nbase_url = "http://127.0.0.1:{port}/v1"\n'
            f"concurrency = {SEATS}\n[panels.all]\nmembers = [{seats}]\n"
        )
        command = [str(ROOT / ".venv" / "bin" / "fusion"), "ask", "What does it cost?"]
        environ = {"FUSION_CONFIG": str(home / "config.toml"), "FUSION_DATA_DIR": str(home)}
        program = stack.enter_context(Program(command, environ))
        return _share(port, seconds, lambda: cpu_of(program.pid))


@cache
def llm(seconds: float) -> Share | None:
    """Eight times `llm`, each writing its answer to one pipe; `None` when it is not installed."""
    if not LLM.exists():
        return None
    with ExitStack() as stack:
        port = _serve(stack)
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        reading, writing = os.pipe()
        running = [_start_llm(home / str(seat), port, writing) for seat in range(SEATS)]
        os.close(writing)
        reader = threading.Thread(target=_drain, args=(reading,), daemon=True)
        reader.start()
        stack.callback(reader.join, 10)
        for process in running:
            stack.callback(process.wait)
            stack.callback(process.terminate)
        return _share(port, seconds, lambda: sum(cpu_of(process.pid) for process in running))


def _start_llm(home: Path, port: int, pipe: int) -> subprocess.Popen[bytes]:
    """One `llm` with a folder of its own: several cannot make the database in one folder at once."""
    home.mkdir()
    (home / "extra-openai-models.yaml").write_text(
        f'- model_id: bench\n  model_name: bench\n  api_base: "http://127.0.0.1:{port}/v1"\n'
    )
    command = [str(LLM), "-m", "bench", "--no-log", "What does it cost?"]
    environ = {**quiet_environ(), "LLM_USER_PATH": str(home)}
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, env=environ)


def _serve(stack: ExitStack) -> int:
    """A server of its own; returns its port."""
    server = stack.enter_context(Program.of("model_server", rate=RATE))
    return int(server.hear("ready")["port"])


def _share(port: int, seconds: float, used: Callable[[], float]) -> Share:
    """Wait until all answers stream, then measure for some time."""
    until = time.monotonic() + 60
    while _state(port)["streams"] < SEATS:
        if time.monotonic() > until:
            raise BenchmarkError("Not every model was asked within a minute.")
        time.sleep(0.05)
    time.sleep(WARM_S)
    sent, cpu, began = _state(port)["sent"], used(), time.perf_counter()
    time.sleep(seconds)
    return Share(used() - cpu, time.perf_counter() - began, _state(port)["sent"] - sent)


def _state(port: int) -> dict[str, int]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/state", timeout=10) as answer:
        return dict(json.load(answer))


def _drain(descriptor: int) -> None:
    while os.read(descriptor, 65536):
        pass
    os.close(descriptor)
