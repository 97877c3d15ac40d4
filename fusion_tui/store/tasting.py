"""Queries of the statistics: records without prompts, documents and texts, a page at a time."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import datetime

from fusion_tui.core.models import Call, Candidate, Comparison, Member, Record
from fusion_tui.core.taste.measured import Measured, measured
from fusion_tui.core.taste.style import RULES, Style, style_of
from fusion_tui.store import reading, rows, schema

PAGE = 200
"""Comparisons that are read at once, so that what streams meanwhile is stored in between."""

_COUNTS_SINCE = 3
"""The version of the database from which counts of texts are kept."""

_ROUNDS_SINCE = 5
"""The version of the database from which candidates know what they were made from."""

_DELETES_SINCE = 6
"""The version of the database from which comparisons can be deleted."""

_LIVE = "('waiting', 'writing')"


def next_ids(db: sqlite3.Connection, after: tuple[datetime, str] | None, limit: int) -> tuple[str, ...]:
    """Comparisons from the oldest on; `after` are date and id of the last one that was read."""
    since, identity = (after[0].isoformat(), after[1]) if after else ("", "")
    # A database of an older version, opened only to read, knows no deletion.
    standing = "AND deleted_at IS NULL" if schema.version(db) >= _DELETES_SINCE else ""
    query = f"SELECT id FROM comparison WHERE (created_at, id) > (?, ?) {standing} ORDER BY created_at, id"
    return tuple(row["id"] for row in db.execute(f"{query} LIMIT ?", (since, identity, limit)))


def retested_ids(db: sqlite3.Connection) -> tuple[str, ...]:
    """The newest comparisons that have a retest ballot, oldest first, a page of them at most."""
    standing = "AND deleted_at IS NULL" if schema.version(db) >= _DELETES_SINCE else ""
    retested = "SELECT comparison_id FROM ballot WHERE kind = 'retest'"
    query = f"SELECT id FROM comparison WHERE id IN ({retested}) {standing} ORDER BY created_at DESC, id DESC"
    return tuple(row["id"] for row in db.execute(f"{query} LIMIT {PAGE}"))[::-1]


def uncounted(db: sqlite3.Connection, ids: Sequence[str]) -> bool:
    """Whether a text of these comparisons has an outcome but no counts yet."""
    query = f"SELECT EXISTS ({_missing('1', ids)})"
    return keeps_counts(db) and bool(db.execute(query, ids).fetchone()[0])


def count(db: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Count what is uncounted; it stays until its text changes."""
    for row in db.execute(_missing("comparison_id, letter", ids), ids).fetchall():
        query = "SELECT text FROM candidate WHERE comparison_id = ? AND letter = ?"
        (text,) = db.execute(query, tuple(row)).fetchone()
        values = (*row, RULES, len(text), *astuple(style_of(text)))
        db.execute("INSERT OR REPLACE INTO text_count VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)


def keeps_counts(db: sqlite3.Connection) -> bool:
    """Whether this database has room for counts; an older one, opened only to read, has none."""
    return schema.version(db) >= _COUNTS_SINCE


def records(db: sqlite3.Connection, ids: Sequence[str], me: str) -> tuple[Record, ...]:
    """Records of these comparisons, of which the statistics need all that is there."""
    columns = "id, created_at, panel, seed, blind, demo, prompt_version, thread_id, parent_id"
    found = db.execute(f"SELECT {columns} FROM comparison WHERE id {_among(ids)}", ids)
    comparisons = {row["id"]: row for row in found}
    live = _live(db, ids)
    candidates = _candidates(db, ids)
    ballots = _grouped(db, "ballot", ids, "created_at, rowid")
    calls = _grouped(db, "call", ids, "started_at, rowid")
    picks = _grouped(db, "pick", ids, "seq")
    reveals = _grouped(db, "reveal", ids, "at, rowid")
    decisions = _grouped(db, "decision", ids, "seq")
    replies = _grouped(db, "reply", ids, "seq")
    return tuple(
        _with_journal(db, identity, me)
        if identity in live
        else Record(
            _comparison(comparisons[identity], candidates[identity]),
            tuple(map(rows.to_ballot, ballots[identity])),
            tuple(map(_call, calls[identity])),
            tuple(map(rows.to_pick, picks[identity])),
            tuple(map(rows.to_reveal, reveals[identity])),
            tuple(map(rows.to_decision, decisions[identity])),
            tuple(map(rows.to_reply, replies[identity])),
        )
        for identity in ids
    )


def _among(ids: Sequence[str]) -> str:
    return f"IN ({', '.join('?' * len(ids))})"


def _missing(columns: str, ids: Sequence[str]) -> str:
    return (
        f"SELECT {columns} FROM candidate WHERE comparison_id {_among(ids)} AND status NOT IN {_LIVE} "
        "AND NOT EXISTS (SELECT 1 FROM text_count WHERE text_count.comparison_id = candidate.comparison_id "
        f"AND text_count.letter = candidate.letter AND rules = {RULES})"
    )


def _grouped(
    db: sqlite3.Connection, table: str, ids: Sequence[str], order: str
) -> defaultdict[str, list[sqlite3.Row]]:
    """Rows by their comparison; none where an older database, opened only to read, lacks the table."""
    found: defaultdict[str, list[sqlite3.Row]] = defaultdict(list)
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
        return found
    for row in db.execute(f"SELECT * FROM {table} WHERE comparison_id {_among(ids)} ORDER BY {order}", ids):
        found[row["comparison_id"]].append(row)
    return found


def _live(db: sqlite3.Connection, ids: Sequence[str]) -> frozenset[str]:
    """Comparisons with a candidate that has no outcome: it is under way, or its process died over it."""
    query = f"SELECT comparison_id FROM candidate WHERE status IN {_LIVE} AND comparison_id {_among(ids)}"
    return frozenset(row["comparison_id"] for row in db.execute(query, ids))


def _with_journal(db: sqlite3.Connection, identity: str, me: str) -> Record:
    record = reading.record(db, identity, me)
    candidates = tuple(map(measured, record.comparison.candidates))
    comparison = replace(record.comparison, prompt="", documents=(), context=(), candidates=candidates)
    return replace(record, comparison=comparison)


def _candidates(db: sqlite3.Connection, ids: Sequence[str]) -> defaultdict[str, list[Candidate]]:
    """Candidates by their comparison; a text is read only where its counts are not kept."""
    kept = "text_count.rules IS NULL AS fresh, chars, words, headings, bolds, items"
    source = (
        "candidate LEFT JOIN text_count ON text_count.comparison_id = candidate.comparison_id "
        f"AND text_count.letter = candidate.letter AND text_count.rules = {RULES}"
    )
    text = "CASE WHEN text_count.rules IS NULL THEN text END AS text"
    if not keeps_counts(db):
        kept, source, text = "1 AS fresh", "candidate", "text"
    columns = "candidate.comparison_id, candidate.letter, kind, member, name, status, model_served, "
    columns += "inputs" if schema.version(db) >= _ROUNDS_SINCE else "'[]' AS inputs"
    found: defaultdict[str, list[Candidate]] = defaultdict(list)
    query = f"SELECT {columns}, {kept}, {text} FROM {source} WHERE candidate.comparison_id {_among(ids)}"
    for row in db.execute(f"{query} ORDER BY place", ids):
        found[row["comparison_id"]].append(_candidate(row))
    return found


def _candidate(row: sqlite3.Row) -> Measured:
    plain = Candidate(
        letter=row["letter"],
        kind=row["kind"],
        member=Member(**json.loads(row["member"])) if row["member"] else None,
        name=row["name"],
        text=row["text"] or "",
        status=row["status"],
        model_served=row["model_served"],
        inputs=tuple(json.loads(row["inputs"])),
    )
    if row["fresh"]:
        return measured(plain)
    style = Style(row["words"], row["headings"], row["bolds"], row["items"])
    return replace(measured(plain), chars=row["chars"], style=style)


def _comparison(row: sqlite3.Row, candidates: Sequence[Candidate]) -> Comparison:
    return Comparison(
        id=row["id"],
        created_at=datetime.fromisoformat(row["created_at"]),
        prompt="",
        documents=(),
        panel=row["panel"],
        candidates=tuple(candidates),
        seed=row["seed"],
        blind=bool(row["blind"]),
        demo=bool(row["demo"]),
        prompt_version=row["prompt_version"],
        thread_id=row["thread_id"],
        parent_id=row["parent_id"],
    )


def _call(row: sqlite3.Row) -> Call:
    """A call without its error and tokens."""
    return Call(
        id=row["id"],
        role=row["role"],
        letter=row["letter"],
        member=row["member"],
        provider=row["provider"],
        model_requested=row["model_requested"],
        started_at=datetime.fromisoformat(row["started_at"]),
        status=row["status"],
        model_served=row["model_served"],
        cost_usd=row["cost_usd"],
        attempts=row["attempts"],
    )
