"""Statements that write: each puts one core type into its rows, inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from fusion_tui.core.clean import whole
from fusion_tui.core.models import Ballot, Call, Candidate, Comparison, Decision, Pick, Reply, Reveal
from fusion_tui.store import rows


def comparison(db: sqlite3.Connection, made: Comparison, owner: str | None) -> None:
    """A comparison with its documents, those of its thread, and its candidates."""
    _row(db, "comparison", rows.comparison_values(made, owner))
    earlier = [document for turn in made.context for document in turn.documents]
    for document in (*made.documents, *earlier):
        db.execute(
            "INSERT OR IGNORE INTO document VALUES (?, ?, ?, ?)",
            (document.sha256, whole(document.name), whole(document.text), document.size),
        )
    for place, document in enumerate(made.documents):
        db.execute(
            "INSERT INTO attachment VALUES (?, ?, ?, ?)",
            (made.id, place, document.sha256, whole(document.name)),
        )
    for place, each in enumerate(made.candidates):
        _row(db, "candidate", rows.candidate_values(made.id, place, each))


def candidate(db: sqlite3.Connection, comparison_id: str, made: Candidate) -> None:
    """A later candidate, behind those that are there."""
    query = "SELECT count(*) FROM candidate WHERE comparison_id = ?"
    (place,) = db.execute(query, (comparison_id,)).fetchone()
    _row(db, "candidate", rows.candidate_values(comparison_id, place, made))


def update_candidate(db: sqlite3.Connection, comparison_id: str, changed: Candidate) -> None:
    """The same candidate with everything that may have become of it."""
    values = rows.candidate_values(comparison_id, 0, changed)
    keep = {k: v for k, v in values.items() if k not in ("comparison_id", "letter", "place")}
    assignments = ", ".join(f"{name} = ?" for name in keep)
    db.execute(
        f"UPDATE candidate SET {assignments} WHERE comparison_id = ? AND letter = ?",
        (*keep.values(), comparison_id, changed.letter),
    )


def call(db: sqlite3.Connection, comparison_id: str, made: Call) -> None:
    """A call that ended."""
    _row(db, "call", rows.call_values(comparison_id, made))


def ballot(db: sqlite3.Connection, made: Ballot) -> None:
    """A ballot."""
    _row(
        db,
        "ballot",
        {
            "id": made.id,
            "comparison_id": made.comparison_id,
            "kind": made.kind,
            "letters": rows.pack(made.order),
            "seed": made.seed,
            "created_at": made.created_at.isoformat(),
        },
    )


def pick(db: sqlite3.Connection, made: Pick, seq: int | None = None) -> None:
    """A pick or an undo, after all that are there or in a place of its own."""
    values = {k: whole(v) if isinstance(v, str) else v for k, v in rows.pick_values(made).items()}
    _row(db, "pick", {"seq": seq, **values})


def decision(db: sqlite3.Connection, made: Decision) -> None:
    """A decision on an issue, after all that are there."""
    values = (made.comparison_id, whole(made.issue), made.accepted, made.at.isoformat())
    db.execute("INSERT INTO decision (comparison_id, issue, accepted, at) VALUES (?, ?, ?, ?)", values)


def reply(db: sqlite3.Connection, made: Reply) -> None:
    """What was written in a round, after all that is there."""
    _row(db, "reply", rows.reply_values(made))


def reveal(db: sqlite3.Connection, made: Reveal) -> None:
    """The moment names became known."""
    db.execute("INSERT INTO reveal VALUES (?, ?, ?)", (made.comparison_id, made.at.isoformat(), made.how))


def _row(db: sqlite3.Connection, table: str, values: Mapping[str, object]) -> None:
    names = ", ".join(values)
    marks = ", ".join("?" * len(values))
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))
