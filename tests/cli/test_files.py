from __future__ import annotations

import os
from pathlib import Path

import pytest

from fusion_tui.cli import files
from fusion_tui.cli.files import write_file
from fusion_tui.errors import ExportError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    made = tmp_path / "folder"
    made.mkdir()
    return made


def test_a_file_appears_whole_or_not_at_all(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    target = folder / "a.md"
    target.write_text("before")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="No space left"):
        write_file(target, "after", overwrite=True)
    assert target.read_text() == "before"
    assert os.listdir(folder) == ["a.md"]


def test_a_file_that_appears_in_the_meantime_is_not_replaced(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = folder / "a.md"
    fill = files._fill

    def slow(handle: int, text: str) -> None:
        fill(handle, text)
        target.write_text("somebody else's")

    monkeypatch.setattr(files, "_fill", slow)
    with pytest.raises(ExportError):
        write_file(target, "mine")
    assert target.read_text() == "somebody else's"


def test_a_file_system_without_links_will_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    write_file(folder / "a.md", "text")
    assert (folder / "a.md").read_text() == "text"
    assert os.listdir(folder) == ["a.md"]


def test_what_is_no_regular_file_is_never_replaced(folder: Path) -> None:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(ExportError, match="not a regular file"):
        write_file(pipe, "text", overwrite=True)


def test_line_ends_stay_as_they_are(folder: Path) -> None:
    write_file(folder / "a.md", "a\r\nb\rc\n\u2028")
    assert (folder / "a.md").read_bytes() == "a\r\nb\rc\n\u2028".encode()
