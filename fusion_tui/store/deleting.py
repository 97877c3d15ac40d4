"""Deleting in two steps: hidden at once, removed later; inside the caller's transaction.

Picks and decisions are only ever added as long as their comparison stands. A deleted comparison is out of
every list, export and statistic, and they go with it when it is removed, since what a person threw away must
not stay behind as their taste.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

from fusion_tui.store import owner, reading

KEPT = timedelta(days=30)
"""How long a deleted comparison can be brought back."""

MERGE = "merge "
"""Under which, before a comparison's id, a merge by hand is remembered that is not finished."""


_PARTS = (
    "pick",
    "decision",
    "reply",
    "reveal",
    "ballot",
    "call",
    "journal",
    "earlier_attempt",
    "candidate",
    "attachment",
    "line_due",
)
"""Tables whose rows go with their comparison, in an order that breaks no reference."""


def delete(db: sqlite3.Connection, ids: Sequence[str], now: datetime) -> tuple[str, ...]:
    """Hide these at one moment, which no other deletion shares; gives those that were hidden.

    What a living process writes stays.
    """
    query = "SELECT id, owner FROM comparison WHERE id = ? AND deleted_at IS NULL"
    rows = [row for each in ids if (row := db.execute(query, (each,)).fetchone())]
    gone = tuple(row["id"] for row in rows if not _is_written(db, row))
    newest = db.execute("SELECT max(deleted_at) FROM comparison WHERE deleted_at IS NOT NULL").fetchone()[0]
    if newest and datetime.fromisoformat(newest) >= now:
        now = datetime.fromisoformat(newest) + timedelta(microseconds=1)
    for each in gone:
        db.execute("UPDATE comparison SET deleted_at = ? WHERE id = ?", (_stamp(now), each))
    return gone


def _is_written(db: sqlite3.Connection, row: sqlite3.Row) -> bool:
    return bool(reading.live_letters(db, row["id"])) and owner.alive(row["owner"])


def _stamp(moment: datetime) -> str:
    """A time of one length, so that texts are in its order."""
    return moment.isoformat(timespec="microseconds")


def last(db: sqlite3.Connection) -> tuple[str, ...]:
    """What the last deletion hid."""
    query = (
        "SELECT id FROM comparison WHERE deleted_at = "
        "(SELECT max(deleted_at) FROM comparison WHERE deleted_at IS NOT NULL) ORDER BY created_at DESC"
    )
    return tuple(row["id"] for row in db.execute(query))


def restore(db: sqlite3.Connection, ids: Sequence[str]) -> tuple[str, ...]:
    """Bring these back; gives those that were deleted."""
    query = "UPDATE comparison SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL"
    return tuple(each for each in ids if db.execute(query, (each,)).rowcount)


def purge(db: sqlite3.Connection, before: datetime | None) -> int:
    """Remove what was deleted before a moment, or all of it; how many."""
    until = _stamp(before) if before else "9999"
    query = "SELECT id FROM comparison WHERE deleted_at < ?"
    ids = [row["id"] for row in db.execute(query, (until,))]
    for each in ids:
        _remove(db, each)
    if ids:
        _drop_documents(db)
    return len(ids)


def _remove(db: sqlite3.Connection, identity: str) -> None:
    db.execute(
        "INSERT INTO purged_call SELECT started_at, cost_usd FROM call "
        "WHERE comparison_id = ? AND cost_usd IS NOT NULL",
        (identity,),
    )
    for table in _PARTS:
        db.execute(f"DELETE FROM {table} WHERE comparison_id = ?", (identity,))
    db.execute("DELETE FROM memory WHERE key = ?", (f"{MERGE}{identity}",))
    db.execute("DELETE FROM comparison WHERE id = ?", (identity,))


def _drop_documents(db: sqlite3.Connection) -> None:
    """Documents that no comparison has, nor any earlier turn that one was told of."""
    db.execute(
        "DELETE FROM document WHERE sha256 NOT IN (SELECT sha256 FROM attachment) AND NOT EXISTS "
        "(SELECT 1 FROM comparison WHERE context != '[]' AND instr(context, document.sha256))"
    )
