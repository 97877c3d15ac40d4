"""What is indexed of a comparison: one short row for filters, and its texts folded to words."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fusion_tui.core.fold import fold, plain
from fusion_tui.core.models import LIVE
from fusion_tui.store import owner, reading

_BETWEEN = " ¶ "
"""Stands between two texts: a word that nobody can look for, so that no phrase reaches across."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison as filters see it."""

    comparison_id: str
    time: int
    """Microseconds since 1970; with the next free number its place in the index, so that places are in
    the order of time."""
    answers: int
    outcome: str
    """Of the pick that stands, else nothing."""
    tags: str
    members: str
    """Names and models once names are known, else nothing: a filter must not tell them."""
    panel: str
    kinds: str
    demo: bool
    live: bool
    """Somebody writes it now; should that process die, what had arrived is indexed then."""
    text: str
    """Folded."""

    @property
    def values(self) -> tuple[object, ...]:
        """The columns of `line` behind its place."""
        row = (self.comparison_id, self.answers, self.outcome, self.tags, self.members, self.panel)
        return (*row, self.kinds, self.demo, self.live)


def line(db: sqlite3.Connection, identity: str) -> Line | None:
    """What is to be indexed of a comparison now; `None` for one that is gone or deleted."""
    query = "SELECT * FROM comparison WHERE id = ? AND deleted_at IS NULL"
    row = db.execute(query, (identity,)).fetchone()
    if row is None:
        return None
    query = (
        "SELECT letter, kind, name, member, model_served, status, text FROM candidate WHERE comparison_id = ?"
    )
    candidates = db.execute(query, (identity,)).fetchall()
    unended = any(c["status"] in LIVE for c in candidates)
    live = unended and owner.alive(row["owner"])
    texts = [c["text"] for c in candidates]
    if unended and not live:
        query = "SELECT text FROM journal WHERE comparison_id = ? ORDER BY letter, seq"
        texts.append("".join(entry["text"] for entry in db.execute(query, (identity,))))
    pick = reading.standing_pick(db, identity)
    return Line(
        comparison_id=identity,
        time=time_of(datetime.fromisoformat(row["created_at"])),
        answers=len(candidates),
        outcome=pick.outcome if pick else "",
        tags=_list(pick.tags if pick else ()),
        members=_list(_names(candidates)) if _revealed(db, row) else "",
        panel=plain(row["panel"]),
        kinds=_list(c["kind"] for c in candidates),
        demo=bool(row["demo"]),
        live=live,
        text=_BETWEEN.join(map(fold, (row["title"], row["prompt"], *texts))),
    )


def _revealed(db: sqlite3.Connection, row: sqlite3.Row) -> bool:
    query = "SELECT 1 FROM reveal WHERE comparison_id = ? LIMIT 1"
    return not row["blind"] or db.execute(query, (row["id"],)).fetchone() is not None


def _names(candidates: Iterable[sqlite3.Row]) -> Iterable[str]:
    """What a member is called, what was asked for and what answered; a draft has no model."""
    for candidate in candidates:
        if candidate["member"]:
            requested = json.loads(candidate["member"]).get("model")
            yield from filter(None, (candidate["name"], requested, candidate["model_served"]))


def _list(values: Iterable[str]) -> str:
    """Values in one spelling, each between line ends, so that one can be looked for whole or in part."""
    return "\n" + "".join(f"{plain(value)}\n" for value in dict.fromkeys(values))


def time_of(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def pack(text: str) -> bytes:
    """A folded text as it is kept."""
    return zlib.compress(text.encode(), 1)


def unpack(packed: bytes) -> str:
    """The folded text again."""
    return zlib.decompress(packed).decode()
