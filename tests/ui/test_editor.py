"""People write a question in their own editor."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fusion_tui.errors import UsageError
from fusion_tui.ui.editor import edit
from fusion_tui.ui.services import StartCompose
from tests.helpers.command import COMMAND, configure, environment
from tests.helpers.programs import running, services_for
from tests.helpers.tmux import Tmux, need_tmux
from tests.helpers.waiting import screen_text, until


def script(folder: Path, name: str, body: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


async def test_what_the_editor_leaves_is_the_question(tmp_path: Path) -> None:
    adds = script(tmp_path, "adds", """printf ' and more\\n' >> "$1" """)
    assert await edit("Why é", {"EDITOR": adds}) == "Why é and more"
    assert await edit("Why", {"VISUAL": f"{adds}", "EDITOR": "false"}) == "Why and more", "VISUAL comes first"
    assert await edit("Why", {"VISUAL": " ", "EDITOR": adds}) == "Why and more", "an empty one is none"


async def test_the_file_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    body = f"""printf '%s' "$1" > {tmp_path}/name; ls -l "$1" > {tmp_path}/listed"""
    await edit("secret", {"EDITOR": script(tmp_path, "tells", body)})
    assert (tmp_path / "listed").read_text().startswith("-rw-------")
    assert not Path((tmp_path / "name").read_text()).exists()


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        ("missing-editor", "missing-editor could not be used: No such file or directory. Set EDITOR."),
        ("'open", "EDITOR cannot be read as a command: No closing quotation."),
        ("sh -c 'exit 3'", "The question is as it was: sh ended with 3."),
    ],
)
async def test_an_editor_that_fails_says_why(editor: str, said: str) -> None:
    with pytest.raises(UsageError) as failed:
        await edit("Why", {"EDITOR": editor})
    assert str(failed.value) == said


async def test_the_program_runs_on_while_someone_edits(tmp_path: Path) -> None:
    waits = script(tmp_path, "waits", f"while [ ! -e {tmp_path}/go ]; do sleep 0.02; done")
    editing = asyncio.create_task(edit("Why", {"EDITOR": waits}))
    await asyncio.sleep(0)
    (tmp_path / "go").touch()
    assert await asyncio.wait_for(editing, 10) == "Why"


async def test_leaving_ends_the_editor(tmp_path: Path) -> None:
    waits = script(tmp_path, "waits", f"touch {tmp_path}/begun; exec sleep 60")
    editing = asyncio.create_task(edit("Why", {"EDITOR": waits}))
    while not (tmp_path / "begun").exists():
        await asyncio.sleep(0.01)
    editing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(editing, 10)


async def test_a_terminal_that_cannot_be_lent_is_said(tmp_path: Path) -> None:
    async with running(services_for(tmp_path, {"one": []}), StartCompose("Why")) as pilot:
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "This terminal cannot be lent to another program." in screen_text(pilot))


@pytest.mark.tmux
def test_the_terminal_comes_back_whatever_the_editor_does(tmp_path: Path) -> None:
    need_tmux()
    configure(tmp_path, "http://127.0.0.1:9/v1", "http://127.0.0.1:9", {"one": ["openai/m"]})
    body = f"""[ -e {tmp_path}/fail ] && exit 3
echo editing
trap 'touch {tmp_path}/interrupted' INT
while [ ! -e {tmp_path}/go ]; do sleep 0.05; done
printf ' and more' >> "$1" """
    editor = script(tmp_path, "editor", body)
    terminal = Tmux(tmp_path, 100, 30, environment(tmp_path, {"EDITOR": editor}))
    try:
        terminal.run(COMMAND)
        terminal.until("new question")
        terminal.write("Why")
        terminal.type("C-g")
        screen = terminal.until("editing")
        assert "new question" not in screen
        terminal.type("C-c")
        terminal.until(lambda _: (tmp_path / "interrupted").exists())
        (tmp_path / "go").touch()
        terminal.until("Why and more")
        (tmp_path / "fail").touch()
        terminal.type("C-g")
        terminal.until("The question is as it was: editor ended with 3.")
        terminal.write(" letters")
        terminal.until("Why and more letters")
    finally:
        terminal.close()
