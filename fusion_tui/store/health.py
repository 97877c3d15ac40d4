"""Looking at a database without making, migrating or writing anything."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from fusion_tui.errors import StoreError
from fusion_tui.store import database, schema


@dataclass(frozen=True, slots=True)
class Health:
    """What was found in a database file."""

    comparisons: int
    size: int
    """Bytes."""
    newer: bool
    """A later version of Fusion wrote it."""
    writable: bool


def examine(path: Path) -> Health:
    """The state of a database that is there; raises `StoreError` for one that is damaged or none at all."""
    writable = database.is_writable(path)
    try:
        database.check_magic(path)
        size = path.stat().st_size
    except OSError as problem:
        raise StoreError(f"{path} cannot be read: {problem.strerror}.") from problem
    if not size:
        return Health(0, 0, False, writable)
    try:
        # Only a connection that may write can take back what a killed program left half written.
        with closing(database.raw(path, "rw" if writable else "ro")) as connection:
            return _examine(connection, path, size, writable)
    except sqlite3.OperationalError as problem:
        raise StoreError(f"{path}: {database.said(problem)}") from problem
    except sqlite3.DatabaseError as problem:
        raise StoreError(f"{path} is damaged: {problem}.") from problem


def _examine(connection: sqlite3.Connection, path: Path, size: int, writable: bool) -> Health:
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise StoreError(f"{path} is damaged: {' '.join(str(found).split())}.")
    version = schema.version(connection)
    count = "SELECT count(*) FROM comparison" + (" WHERE deleted_at IS NULL" if version > 2 else "")
    (comparisons,) = connection.execute(count).fetchone() if version else (0,)
    return Health(comparisons, size, version > len(schema.MIGRATIONS), writable)
