"""The whole path in a real terminal: ask, pick, export, read the file; kill and come back."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.helpers.aimock import AiMock
from tests.helpers.command import COMMAND, configure, environment
from tests.helpers.tmux import Tmux, need_tmux

pytestmark = [pytest.mark.node, pytest.mark.tmux]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder whose configuration asks a running server."""
    server = AiMock()
    panels = {
        "four": ["openai/m-normal", "anthropic/m-second", "openai/m-429", "anthropic/m-disconnected"],
        "slow": ["openai/m-slow", "anthropic/m-slow"],
    }
    configure(tmp_path, server.openai, server.anthropic, panels)
    yield tmp_path
    server.close()


@pytest.fixture
def terminal(home: Path) -> Iterator[Tmux]:
    """A terminal of 120 x 35 that stands in the folder."""
    need_tmux()
    opened = Tmux(home, 120, 35, environment(home))
    yield opened
    opened.close()


def test_ask_pick_reveal_and_export(terminal: Tmux, home: Path) -> None:
    terminal.run(["sh", "-c", f"cd {home} && exec {' '.join(COMMAND)}"])
    terminal.until("new question")
    terminal.write("What is missing in this plan?")
    terminal.type("Enter")
    screen = terminal.until(lambda s: "2 of 4 done" in s or "3 of 4 done" in s)
    screen = terminal.until(lambda s: "1 failed" in s and "cut off" in s and s.count("done") >= 3)
    assert "failed · rate limited" in screen and "m-normal" not in screen
    letter = next(letter for letter in "ABCD" if f" {letter}   done" in screen)
    terminal.type(str(ord(letter) - ord("A") + 1), "p")
    terminal.until(f"picked {letter}")
    terminal.type("e")
    terminal.until("letters only")
    terminal.type("Enter")
    terminal.until("wrote ")
    terminal.type("Escape")
    terminal.until(f"{letter} was m-")
    terminal.type("C-q")
    terminal.until("exit=0")
    (written,) = home.glob("*-what-is-missing-in-this-plan.md")
    _, front, body = written.read_text().split("---\n", 2)
    told = yaml.safe_load(front)
    assert told["picked"] == letter and told["blind"] is True and "member" not in told
    assert body.strip()


def test_a_killed_program_comes_back_with_what_had_arrived(terminal: Tmux, home: Path) -> None:
    ask = [*COMMAND, "ask", "Tell me at length.", "--panel", "slow"]
    terminal.run(ask)
    # The journal is written about once a second, so what is seen twice a few lines apart is stored.
    terminal.until(lambda s: s.count("Part 2") == 2, seconds=60)
    processes = [int(p) for p in os.listdir("/proc") if p.isdigit() and _is_asking(int(p))]
    assert processes
    for process in processes:
        os.kill(process, signal.SIGKILL)
    terminal.until("exit=137")
    terminal.run([*COMMAND, "history"])
    terminal.until("2 unfinished")
    terminal.type("Enter")
    terminal.until(lambda s: "interrupted: A, B" in s and "Part 1" in s)
    terminal.type("r")
    terminal.until("asking A again")
    terminal.until(lambda s: "writing" in s or "waiting" in s)
    terminal.type("x", "q")
    terminal.until("exit=0")


def test_losing_the_terminal_stores_what_had_arrived(terminal: Tmux, home: Path) -> None:
    terminal.run([*COMMAND, "ask", "Tell me at length.", "--panel", "slow"])
    terminal.until(lambda s: s.count("Part 1") == 2, seconds=60)
    (process,) = [int(p) for p in os.listdir("/proc") if p.isdigit() and _is_asking(int(p))]
    os.kill(process, signal.SIGHUP)
    terminal.until("exit=")
    terminal.run([*COMMAND, "history"])
    terminal.until("2 unfinished")


def _is_asking(process: int) -> bool:
    """Whether a process is the program of this test, not the shell around it."""
    try:
        arguments = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return arguments[1:3] == [b"-m", b"fusion_tui"] and b"Tell me at length." in arguments
