"""The TUI as a filter in a real terminal: input from a pipe, keys from the terminal, the pick to stdout."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.model_server import Model, ModelServer
from tests.helpers.command import COMMAND, environment
from tests.helpers.tmux import Tmux, need_tmux

pytestmark = pytest.mark.tmux

FUSION = shlex.join(COMMAND)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ModelServer]:
    """Two models, configured in the folder."""
    running = ModelServer({"one": Model("first answer"), "two": Model("second answer")})
    running.write_config(tmp_path / "config.toml")
    yield running
    running.close()


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Tmux]:
    """A terminal that stands in the folder."""
    need_tmux()
    opened = Tmux(tmp_path, 100, 30, environment(tmp_path))
    yield opened
    opened.close()


def run(terminal: Tmux, folder: Path, script: str) -> None:
    terminal.run(["sh", "-c", f"cd {shlex.quote(str(folder))} && {{ {script}; }}"])


def pick_second(terminal: Tmux) -> None:
    terminal.until("2 of 2 done")
    terminal.type("2", "p")
    terminal.until("picked B")
    terminal.type("q")


def sent(server: ModelServer) -> set[str]:
    return {request["messages"][0]["content"] for request in server.requests}


def test_input_comes_from_the_pipe_and_only_the_picked_text_leaves(
    terminal: Tmux, tmp_path: Path, server: ModelServer
) -> None:
    run(terminal, tmp_path, f"echo 'the diff' | {FUSION} ask --tui - > msg.md")
    pick_second(terminal)
    terminal.until("exit=0")
    assert (tmp_path / "msg.md").read_text() in ("first answer", "second answer")
    assert sent(server) == {"the diff\n"}


def test_nothing_picked_writes_nothing_and_ends_with_1(
    terminal: Tmux, tmp_path: Path, server: ModelServer
) -> None:
    run(terminal, tmp_path, f"echo 'the diff' | {FUSION} ask --tui - > msg.md")
    terminal.until("2 of 2 done")
    terminal.type("q")
    screen = terminal.until("exit=1")
    assert "Nothing was picked." in screen
    assert (tmp_path / "msg.md").read_bytes() == b""


def test_a_pick_of_another_day_is_not_what_leaves(
    terminal: Tmux, tmp_path: Path, server: ModelServer
) -> None:
    run(terminal, tmp_path, f"{FUSION} ask --tui Yesterday > old.md")
    pick_second(terminal)
    terminal.until("exit=0")
    (tmp_path / ".env").write_text("API_KEY=abcdef0123456789")
    run(terminal, tmp_path, f"{FUSION} ask --tui 'Is this safe?' -f .env > msg.md")
    terminal.until("new question")
    terminal.type("C-q")
    terminal.until("exit=1")
    assert (tmp_path / "msg.md").read_bytes() == b""


def test_a_pick_that_was_taken_back_does_not_leave(
    terminal: Tmux, tmp_path: Path, server: ModelServer
) -> None:
    run(terminal, tmp_path, f"{FUSION} ask --tui Which > msg.md")
    terminal.until("2 of 2 done")
    terminal.type("1", "p")
    terminal.until("picked A")
    terminal.type("u")
    terminal.until("took back")
    terminal.type("q")
    terminal.until("exit=1")
    assert (tmp_path / "msg.md").read_bytes() == b""


def test_talk_stays_out_of_the_text_where_both_streams_are_one(
    terminal: Tmux, tmp_path: Path, server: ModelServer
) -> None:
    """As in vim, whose `:%!` sends both into the text."""
    run(terminal, tmp_path, f"echo 'a text' | {FUSION} ask --tui 'Shorten.' -f - > msg.md 2>&1")
    pick_second(terminal)
    terminal.until("exit=0")
    assert (tmp_path / "msg.md").read_text() in ("first answer", "second answer")
    assert any("a text" in said and said.endswith("Shorten.") for said in sent(server))


def test_git_takes_it_for_an_editor(terminal: Tmux, tmp_path: Path, server: ModelServer) -> None:
    repository = tmp_path / "repository"
    for command in (
        ["init", "-q", str(repository)],
        ["-C", str(repository), "config", "user.email", "me@example.org"],
        ["-C", str(repository), "config", "user.name", "me"],
        ["-C", str(repository), "commit", "-q", "--allow-empty", "-m", "start"],
    ):
        subprocess.run(["git", *command], check=True, env=environment(tmp_path))
    editor = tmp_path / "fusion-message"
    editor.write_text(f"#!/bin/sh\n{FUSION} ask --tui 'Write a commit message.' >\"$1\"\n")
    editor.chmod(0o700)
    commit = f"cd repository && GIT_EDITOR={shlex.quote(str(editor))} git commit --allow-empty"
    run(terminal, tmp_path, commit)
    terminal.until("2 of 2 done")
    terminal.type("q")
    terminal.until("exit=1")
    run(terminal, tmp_path, commit)
    pick_second(terminal)
    terminal.until("exit=0")
    log = subprocess.run(
        ["git", "-C", str(repository), "log", "--format=%s"], capture_output=True, text=True, check=True
    )
    newest, *older = log.stdout.splitlines()
    assert newest in ("first answer", "second answer") and older == ["start"]


def test_drafts_are_filtered_too_and_private_runs_leave_no_record(terminal: Tmux, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("draft one")
    (tmp_path / "b.md").write_text("draft two")
    run(terminal, tmp_path, f"{FUSION} compare a.md b.md --tui --private > best.md")
    terminal.until("private: nothing is kept")
    terminal.type("1", "p")
    terminal.until("picked A")
    terminal.type("q")
    terminal.until("exit=0")
    assert (tmp_path / "best.md").read_text() in ("draft one", "draft two")
    assert not list(tmp_path.rglob("*.db"))


def test_without_any_terminal_it_says_so_before_it_reads(tmp_path: Path, server: ModelServer) -> None:
    done = subprocess.run(
        [*COMMAND, "ask", "--tui", "-"],
        input="the diff",
        capture_output=True,
        text=True,
        env=environment(tmp_path),
        cwd=tmp_path,
        timeout=60,
        start_new_session=True,
    )
    assert done.returncode == 2 and "--tui needs a terminal" in done.stderr and done.stdout == ""
    assert not server.requests
