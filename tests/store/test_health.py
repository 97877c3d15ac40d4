"""Looking at a database changes nothing, and says what is wrong with it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from fusion_tui.errors import StoreError
from fusion_tui.store import Health, Store, database, examine
from tests.core.export.records import record
from tests.helpers.fakes import NOW


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one comparison."""
    made = tmp_path / "fusion.db"
    with Store(made, now=lambda: NOW) as store:
        store.take(record(["A"]))
    return made


def test_a_sound_database_is_counted_and_left_as_it_is(path: Path) -> None:
    before = path.read_bytes()
    assert examine(path) == Health(comparisons=1, size=len(before), newer=False, writable=True)
    assert path.read_bytes() == before
    assert list(path.parent.glob("fusion*")) == [path]


def test_an_empty_file_is_a_database_that_nobody_used(tmp_path: Path) -> None:
    (tmp_path / "fusion.db").touch()
    assert examine(tmp_path / "fusion.db") == Health(0, 0, False, True)
    assert (tmp_path / "fusion.db").read_bytes() == b""


def test_a_newer_database_is_said_to_be_newer(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA user_version = 99")
    assert examine(path).newer


def test_what_may_not_be_written_is_said_to_be_read_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)
    assert examine(path) == Health(1, path.stat().st_size, False, writable=False)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"hello, I am a text", "is not a Fusion database"),
        (b"SQLite format 3\x00" + b"x" * 9000, "is damaged"),
        (b"SQLite format 3\x00" + b"\x00" * 84, "is damaged"),
    ],
)
def test_what_is_no_database_is_said_and_left_alone(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "fusion.db"
    path.write_bytes(content)
    with pytest.raises(StoreError, match=says):
        examine(path)
    assert path.read_bytes() == content


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        examine(tmp_path)


@pytest.mark.parametrize("table", ["journal", "comparison"])
def test_a_page_that_was_overwritten_is_damage(path: Path, table: str) -> None:
    with sqlite3.connect(path) as raw:
        (page,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
    data = path.read_bytes()
    path.write_bytes(data[: (page - 1) * size] + b"\xff" * size + data[page * size :])
    with pytest.raises(StoreError, match="is damaged"):
        examine(path)


def test_a_file_that_may_not_be_read_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(database, "check_magic", refuse)
    with pytest.raises(StoreError, match="fusion.db cannot be read: Permission denied"):
        examine(path)


def test_a_database_that_is_locked_is_not_damaged(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 50)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="another program keeps the database locked"):
            examine(path)


_KILLED = """
import os, signal, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size = 5")
db.execute("BEGIN IMMEDIATE")
for number in range(500):
    db.execute("INSERT INTO memory VALUES (?, ?)", (str(number), "x" * 2000))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_write_that_a_kill_cut_off_is_taken_back(path: Path) -> None:
    subprocess.run([sys.executable, "-c", _KILLED, str(path)], timeout=60)
    assert path.with_name("fusion.db-journal").exists()
    assert examine(path).comparisons == 1
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT count(*) FROM memory").fetchone() == (0,)
