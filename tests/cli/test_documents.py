"""Files are read as they are, or refused with a reason."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from fusion_tui.cli.documents import MAX_BYTES, read_document
from fusion_tui.cli.files import write_file
from fusion_tui.errors import DocumentError, ExportError


def test_a_text_is_kept_as_it_is_with_its_line_ends(tmp_path: Path) -> None:
    data = "Zeile eins\r\nZeile zwei – ü\n".encode()
    (tmp_path / "plan.md").write_bytes(data)
    found = read_document(tmp_path / "plan.md")
    assert (found.name, found.text) == ("plan.md", "Zeile eins\r\nZeile zwei – ü\n")
    assert (found.sha256, found.size) == (hashlib.sha256(data).hexdigest(), len(data))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_believed(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "x.txt").write_bytes("naïve".encode(encoding))
    assert read_document(tmp_path / "x.txt").text == "naïve"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("naïve".encode("latin-1"), "not UTF-8 text"),
        (b"PK\x03\x04\x00\x00", "looks like a binary file"),
        (b"x" * (MAX_BYTES + 1), "larger than 1 MiB"),
    ],
)
def test_anything_else_is_refused_with_a_reason(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "x.bin").write_bytes(data)
    with pytest.raises(DocumentError, match=said):
        read_document(tmp_path / "x.bin")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, said in ((tmp_path, "folder"), (tmp_path / "pipe", "regular file"), (tmp_path / "no", "read")):
        with pytest.raises(DocumentError, match=said):
            read_document(path)


def test_a_file_is_written_whole_privately_and_never_over_another(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    target = folder / "out.md"
    write_file(target, "one\r\n")
    assert target.read_bytes() == b"one\r\n" and target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ExportError, match="exists"):
        write_file(target, "two")
    assert target.read_bytes() == b"one\r\n"
    write_file(target, "three", overwrite=True)
    assert target.read_text() == "three"
    with pytest.raises(ExportError, match="cannot be written"):
        write_file(folder / "none" / "out.md", "x")
    assert [path.name for path in folder.iterdir()] == ["out.md"], "no temporary file stays"
