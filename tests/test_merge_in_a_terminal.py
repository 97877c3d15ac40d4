"""Merging drafts from disk by keyboard in a real terminal, with no model at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.command import COMMAND, environment, fusion
from tests.helpers.tmux import Tmux, need_tmux

pytestmark = pytest.mark.tmux

EDITOR = "#!/bin/sh\nprintf 'In words of their own.\\n' > \"$1\"\n"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Tmux]:
    """A terminal of 120 x 35 with an editor that writes one sentence."""
    need_tmux()
    (tmp_path / "editor").write_text(EDITOR)
    (tmp_path / "editor").chmod(0o755)
    opened = Tmux(tmp_path, 120, 35, environment(tmp_path, {"EDITOR": str(tmp_path / "editor")}))
    yield opened
    opened.close()


def page(who: str, blocks: int) -> list[str]:
    """Paragraphs that differ from another's in a word."""
    return [f"Passage number {number} as {who} would say it.\n" for number in range(blocks)]


def compare(terminal: Tmux, folder: Path, blocks: int) -> None:
    """Open two drafts and begin to merge them."""
    for who in ("one", "two"):
        (folder / f"{who}.md").write_text("\n".join(page(who, blocks)))
    files = [str(folder / "one.md"), str(folder / "two.md")]
    terminal.run([*COMMAND, "compare", *files, "--prompt", "Which page?"])
    terminal.until("Which page?")
    terminal.until("2 drafts")
    terminal.type("m")
    terminal.until(f"0 of {blocks} passages decided")


def chosen(folder: Path) -> dict[str, object]:
    """The merge as the command line gives it out."""
    exported = json.loads(fusion(folder, "export", "--format", "json", "--all").stdout)
    (made,) = (candidate for candidate in exported["candidates"] if candidate["letter"] == "C")
    assert isinstance(made, dict)
    return made


def test_a_page_of_six_passages_takes_six_keys(terminal: Tmux, tmp_path: Path) -> None:
    compare(terminal, tmp_path, 6)
    terminal.type("1", "2", "Enter", "2", "1", "BSpace")
    terminal.until("6 of 6 passages decided")
    terminal.type("p")
    terminal.until("picked C")


def test_forty_passages_are_merged_by_keyboard(terminal: Tmux, tmp_path: Path) -> None:
    compare(terminal, tmp_path, 40)
    for number in range(0, 36, 2):
        terminal.type("1", "2")
        terminal.until(f"{number + 2} of 40 passages decided")
    terminal.type("C-g")
    terminal.until("37 of 40 passages decided")
    terminal.type("BSpace", "2", "K", "Enter")
    terminal.until("40 of 40 passages decided")
    terminal.type("u", "u")
    terminal.until("39 of 40 passages decided")
    terminal.type("J", "K", "1")
    terminal.until("p picks the merge")
    terminal.type("p")
    terminal.until("picked C")
    terminal.type("C-q")
    terminal.until("exit=0")
    (listed,) = json.loads(fusion(tmp_path, "history", "--json").stdout)
    shown = fusion(tmp_path, "show", listed["id"]).stdout
    assert "C · merge of A and B · complete" in shown and "one.md" not in shown
    written = fusion(tmp_path, "export", listed["id"]).stdout
    assert 'kind: "merge"' in written and "one.md" not in written
    made = chosen(tmp_path)
    first = next(who for who in ("one", "two") if f"number 0 as {who}" in str(made["text"]))
    other = "two" if first == "one" else "one"
    ours, theirs = page(first, 40), page(other, 40)
    wanted = [(ours, theirs)[number % 2][number] for number in range(36)]
    wanted += ["In words of their own.\n", ours[39], theirs[38]]
    assert made["text"] == "\n".join(wanted)
    assert made["kind"] == "merge" and made["inputs"] == ["A", "B"] and made["member"] == "merge of A and B"
