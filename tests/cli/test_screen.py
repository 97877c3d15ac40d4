"""The commands that draw, on a real terminal."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, ROOT, Fusion, only_record
from tests.cli.model_server import Model, ModelServer
from tests.helpers.tmux import Tmux, need_tmux

pytestmark = pytest.mark.tmux

Serve = Callable[..., ModelServer]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Tmux]:
    """A window in which the command finds this test's configuration and data."""
    need_tmux()
    names = ("HOME", "FUSION_CONFIG", "FUSION_DATA_DIR")
    window = Tmux(tmp_path, 120, 35, {"PYTHONPATH": str(ROOT), **{name: os.environ[name] for name in names}})
    yield window
    window.close()


def run(terminal: Tmux, *arguments: str, into: Path | None = None) -> None:
    """Start a command on the terminal, its stdout perhaps in a file."""
    line = shlex.join([*COMMAND, *arguments]) + (f" > {shlex.quote(str(into))}" if into else "")
    # The library that reads lines for the debugger puts its own idea of the size into the environment.
    terminal.run(["sh", "-c", f"unset COLUMNS LINES; {line}"])


def test_as_a_filter_only_the_picked_text_leaves(terminal: Tmux, serve: Serve, tmp_path: Path) -> None:
    serve(one=Model("the only answer\n\n"))
    run(terminal, "ask", "Which?", "--tui", into=tmp_path / "picked")
    terminal.until("the only answer")
    terminal.until("done")
    terminal.type("p")
    terminal.until("picked A")
    terminal.type("q")
    terminal.until("exit=0")
    assert (tmp_path / "picked").read_text() == "the only answer\n\n"


def test_a_filter_in_which_nothing_is_picked_gives_nothing(
    terminal: Tmux, serve: Serve, tmp_path: Path
) -> None:
    serve(one=Model("the only answer"))
    run(terminal, "ask", "Which?", "--tui", into=tmp_path / "picked")
    terminal.until("the only answer")
    terminal.until("done")
    terminal.type("q")
    assert "Nothing was picked." in terminal.until("exit=1")
    assert (tmp_path / "picked").read_text() == ""


def test_a_filter_uses_the_whole_terminal(terminal: Tmux, serve: Serve, tmp_path: Path) -> None:
    serve(one=Model("the only answer"))
    run(terminal, "ask", "Which?", "--tui", into=tmp_path / "picked")
    terminal.until("done")
    terminal.until(lambda screen: max(map(len, screen.splitlines())) > 100)


def test_on_a_terminal_ask_opens_the_answers(terminal: Tmux, serve: Serve) -> None:
    serve(one=Model("the only answer"))
    run(terminal, "ask", "Which?")
    terminal.until("the only answer")
    terminal.until("done")
    terminal.type("q")
    terminal.until("exit=0")
    assert only_record().comparison.candidates[0].text == "the only answer"


def test_a_doubtful_document_is_asked_about_on_the_screen_and_not_sent(
    terminal: Tmux, serve: Serve, tmp_path: Path
) -> None:
    server = serve(one=Model("the only answer"))
    (tmp_path / ".env").write_text("A=1\n")
    run(terminal, "ask", "Which?", "-f", str(tmp_path / ".env"))
    terminal.until(".env")
    assert server.requests == []


def test_history_opens_the_list(terminal: Tmux, serve: Serve, fusion: Fusion) -> None:
    serve(one=Model("the only answer"))
    fusion("ask", "Which database?", "--plain")
    run(terminal, "history")
    terminal.until("Which database?")
    terminal.type("C-q")
    terminal.until("exit=0")


def test_the_demo_opens_marked(terminal: Tmux) -> None:
    run(terminal, "demo", "--speed", "1000")
    terminal.until(lambda screen: "DEMO" in screen and "4 of 4 done" in screen)
    terminal.type("q")
    terminal.until("exit=0")
