"""Choosing between drafts from disk, without any model."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from fusion_tui.cli import asking, screen
from fusion_tui.cli.talk import Exit
from fusion_tui.cli.world import World
from fusion_tui.ui.services import Start, StartAsk, StartDuels
from tests.cli.conftest import Done, Fusion, only_record, open_store


@pytest.fixture
def drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three drafts, the working one."""
    folder = tmp_path / "drafts"
    folder.mkdir()
    (folder / "a.md").write_bytes(b"# One\r\n\r\nkept as it is\r\n")
    (folder / "b.md").write_text("two")
    (folder / "c.md").write_text("three", encoding="utf-16")
    monkeypatch.chdir(folder)
    return folder


def test_without_a_terminal_drafts_are_stored_and_printed_like_answers(fusion: Fusion, drafts: Path) -> None:
    done = fusion("compare", "a.md", "b.md", "c.md", "--prompt", "Announce 2.0.")
    told = json.loads(done.out)
    record = only_record()
    assert done.code == 0
    assert set(told) == {"id", "prompt", "panel", "candidates", "calls", "cost_usd"}
    assert (told["id"], told["prompt"], told["panel"]) == (record.comparison.id, "Announce 2.0.", "drafts")
    assert (told["calls"], told["cost_usd"]) == ([], None)
    assert {c["member"]: c["text"] for c in told["candidates"]} == {
        "a.md": "# One\r\n\r\nkept as it is\r\n",
        "b.md": "two",
        "c.md": "three",
    }
    first = told["candidates"][0]
    assert (first["letter"], first["kind"], first["status"]) == ("A", "draft", "complete")
    assert first["model_requested"] is None and first["error"] is None and first["cost_usd"] is None
    assert record.revealed, "the object says which draft is whose"


def test_a_draft_is_picked_and_exported_as_it_was(fusion: Fusion, drafts: Path) -> None:
    told = json.loads(fusion("compare", "a.md", "b.md", "--json").out)
    letter = next(c["letter"] for c in told["candidates"] if c["member"] == "a.md")
    picked = fusion("pick", told["id"][:8], letter)
    assert picked.code == 0 and f"{letter} was a.md" in picked.out
    exported = fusion("export", told["id"]).out
    assert exported.endswith("# One\r\n\r\nkept as it is\r\n") and 'member: "a.md"' in exported


def test_one_draft_may_come_from_standard_input(fusion: Fusion, drafts: Path) -> None:
    told = json.loads(fusion("compare", "a.md", "-", stdin=b"from a pipe").out)
    assert {c["member"] for c in told["candidates"]} == {"a.md", "stdin"}


def test_files_of_one_name_are_told_apart_by_their_folders(fusion: Fusion, drafts: Path) -> None:
    for folder in ("v1", "v2"):
        (drafts / folder).mkdir()
        (drafts / folder / "post.md").write_text(folder)
    told = json.loads(fusion("compare", "v1/post.md", "v2/post.md").out)
    assert {c["member"]: c["text"] for c in told["candidates"]} == {"v1/post.md": "v1", "v2/post.md": "v2"}


def test_drafts_without_a_prompt_are_listed_by_their_names(fusion: Fusion, drafts: Path) -> None:
    fusion("compare", "b.md", "a.md")
    assert "Drafts: a.md, b.md" in fusion("history").out


def test_private_drafts_leave_nothing_behind(fusion: Fusion, drafts: Path) -> None:
    done = fusion("compare", "a.md", "b.md", "--private")
    assert len(json.loads(done.out)["candidates"]) == 2
    assert "nothing is kept" in done.err
    assert not Path(os.environ["FUSION_DATA_DIR"]).exists()


def refused(done: Done, *words: str) -> None:
    assert done.code == 2 and done.out == ""
    assert all(word in done.err for word in words), done.err


def test_what_cannot_be_compared_is_refused_with_a_reason(fusion: Fusion, drafts: Path) -> None:
    (drafts / "image.png").write_bytes(b"\x89PNG\r\n\0\0")
    (drafts / "old.txt").write_bytes("größer".encode("latin-1"))
    (drafts / "empty.md").write_text(" \n")
    (drafts / "huge.md").write_text("x" * (1 << 20) + "y")
    refused(fusion("compare", "a.md"), "2 to 8 files", "found 1")
    refused(fusion("compare", *(["a.md"] * 9)), "2 to 8 files", "found 9")
    refused(fusion("compare", "a.md", "./a.md"), "a.md is named twice")
    refused(fusion("compare", "-", "-"), "Standard input can be read once")
    refused(fusion("compare", "a.md", "none.md"), "none.md cannot be read")
    refused(fusion("compare", "a.md", "image.png"), "image.png", "binary")
    refused(fusion("compare", "a.md", "old.txt"), "old.txt is not UTF-8")
    refused(fusion("compare", "a.md", "empty.md"), "empty.md is empty")
    refused(fusion("compare", "a.md", "huge.md"), "huge.md is larger than 1 MiB")
    refused(fusion("compare", "a.md", "b.md", "--json", "--tui"), "cannot be used together")
    with open_store() as store:
        assert store.ids() == ()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Start]:
    """What the program would open at, on a terminal."""
    starts: list[Start] = []

    def run(_: World, start: Start) -> Exit:
        starts.append(start)
        return Exit.DONE

    monkeypatch.setattr(asking, "need_terminal", lambda: None)
    monkeypatch.setattr(asking, "keep_talk_out_of_stdout", lambda: None)
    monkeypatch.setattr(screen, "run", run)
    return starts


def _compared(fusion: Fusion, *files: str) -> str:
    return str(json.loads(fusion("compare", *files).out)["id"])


def test_duels_go_through_all_that_waits_for_a_pick(
    fusion: Fusion, drafts: Path, started: list[Start]
) -> None:
    first, second, third = (_compared(fusion, "a.md", name) for name in ("b.md", "c.md", "b.md"))
    fusion("pick", second, "A")
    assert fusion("duel").code == 0
    assert started == [StartDuels((third, first))]


def test_comparisons_are_duelled_in_the_order_named(
    fusion: Fusion, drafts: Path, started: list[Start]
) -> None:
    first, second = _compared(fusion, "a.md", "b.md"), _compared(fusion, "a.md", "c.md")
    assert fusion("duel", second[:12], first[:12]).code == 0
    assert started == [StartDuels((second, first))]
    unknown = fusion("duel", first[:12], "0123456789abcdef")
    assert unknown.code == 1 and "0123456789abcdef" in unknown.err


def test_drafts_are_duelled_at_once(fusion: Fusion, drafts: Path, started: list[Start]) -> None:
    assert fusion("duel", "a.md", "b.md").code == 0
    (start,) = started
    assert isinstance(start, StartAsk) and start.duel
    assert {c.name for c in start.comparison.candidates} == {"a.md", "b.md"}
    missing = fusion("duel", "a.md", "nowhere.md")
    assert missing.code == 2 and "nowhere.md" in missing.err


def test_with_nothing_to_pick_there_is_nothing_to_duel(fusion: Fusion, started: list[Start]) -> None:
    done = fusion("duel")
    assert (done.code, started) == (2, []) and "Nothing waits for a pick." in done.err
