"""Opening the database file: created, migrated, read-only, or refused with one sentence."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from fusion_tui.errors import StoreError
from fusion_tui.store import schema

BUSY_MS = 5000
"""How long to wait for another process that writes."""

_MAGIC = b"SQLite format 3\x00"


def connect(path: Path) -> tuple[sqlite3.Connection, str | None]:
    """A connection, and a notice when it can only read.

    Rollback journal and full synchronisation: WAL can lose commits on common SQLite versions.
    """
    _prepare(path)
    try:
        connection, notice = _open(path)
    except sqlite3.DatabaseError as problem:
        raise StoreError(f"{path} cannot be opened as Fusion's database: {problem}.") from problem
    return connection, notice


def in_memory() -> sqlite3.Connection:
    """A database of the newest version that no file knows of."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    # Temporary tables of large sorts would go to files.
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA foreign_keys = ON")
    schema.migrate(connection)
    return connection


def _open(path: Path) -> tuple[sqlite3.Connection, str | None]:
    if not is_writable(path):
        if not path.exists():
            raise StoreError(f"{path} cannot be created: the folder is read-only. Set FUSION_DATA_DIR.")
        return _read_only(path), f"{path} is read-only; nothing new will be stored."
    connection = raw(path, "rwc")
    found = schema.version(connection)
    if found > len(schema.MIGRATIONS):
        connection.close()
        return _read_only(path), (
            f"{path} was written by a newer Fusion; it is open for reading and export only."
        )
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    schema.migrate(connection)
    if schema.version(connection) == len(schema.MIGRATIONS):
        connection.execute("SELECT count(*) FROM comparison WHERE id = ''")
    return connection, None


def is_writable(path: Path) -> bool:
    """Whether SQLite could write there: it needs the folder as well, for its journal."""
    return os.access(path if path.exists() else path.parent, os.W_OK) and os.access(path.parent, os.W_OK)


def _read_only(path: Path) -> sqlite3.Connection:
    connection = raw(path, "ro")
    connection.execute("SELECT count(*) FROM comparison WHERE id = ''")
    schema.lend(connection)
    return connection


def raw(path: Path, mode: str) -> sqlite3.Connection:
    """A connection in one of SQLite's modes (`ro`, `rw`, `rwc`), with nothing asked of it yet."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.row_factory = sqlite3.Row
    return connection


def _prepare(path: Path) -> None:
    """Make the folder and an empty private file, or say why the file is not a database."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists():
            check_magic(path)
        elif os.access(path.parent, os.W_OK):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as problem:
        raise StoreError(f"{path} cannot be used: {problem.strerror}. Set FUSION_DATA_DIR.") from problem


def check_magic(path: Path) -> None:
    """Raise `StoreError` for what is certainly no database; an empty file may become one."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not Fusion's database; move it away.")
    with path.open("rb") as file:
        head = file.read(len(_MAGIC))
    if head and head != _MAGIC:
        raise StoreError(
            f"{path} is not a Fusion database; it was left as it is. Move it away to start anew."
        )


@contextmanager
def writing(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[sqlite3.Connection]:
    """One transaction, taken for writing at once: a deferred one can fail half way."""
    try:
        connection.execute(begin)
    except sqlite3.Error as problem:
        raise StoreError(said(problem)) from problem
    try:
        yield connection
        connection.execute("COMMIT")
    except sqlite3.Error as problem:
        _roll_back(connection)
        raise StoreError(said(problem)) from problem
    except BaseException:
        _roll_back(connection)
        raise


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def compact(connection: sqlite3.Connection) -> None:
    """Write the file anew without what was removed from it."""
    try:
        connection.execute("VACUUM")
    except sqlite3.Error as problem:
        raise StoreError(said(problem)) from problem


def said(problem: sqlite3.Error) -> str:
    """What SQLite's error means for a person."""
    text = str(problem)
    if "full" in text:
        return "the disk is full; free some room."
    if "locked" in text:
        return "another program keeps the database locked; close it and try again."
    if "readonly" in text:
        return "the database is read-only."
    return f"the database refused: {text}."


def back_up(connection: sqlite3.Connection, path: Path, today: date, keep: int) -> Path | None:
    """A copy beside the file, one a day, the newest `keep` kept; `None` when today's is there."""
    target = path.with_name(f"{path.stem}-{today:%Y%m%d}.backup.db")
    if target.exists():
        return None
    os.close(os.open(target, os.O_RDWR | os.O_CREAT, 0o600))
    copy = sqlite3.connect(target)
    try:
        connection.backup(copy)
    except sqlite3.Error as problem:
        target.unlink(missing_ok=True)
        raise StoreError(f"no backup could be made: {said(problem)}") from problem
    finally:
        copy.close()
    for old in sorted(path.parent.glob(f"{path.stem}-*.backup.db"))[:-keep]:
        old.unlink(missing_ok=True)
    return target
