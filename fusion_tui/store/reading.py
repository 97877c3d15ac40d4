"""Queries: rows joined into records and summaries."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from fusion_tui.core.models import Candidate, Decision, Document, Pick, Record, Reply, Turn
from fusion_tui.core.summary import Summary
from fusion_tui.errors import NotFoundError
from fusion_tui.store import owner, rows


def record(db: sqlite3.Connection, id_prefix: str, me: str) -> Record:
    """One comparison with everything; an unambiguous start of the id is enough."""
    row = _one(db, id_prefix)
    identity = row["id"]
    candidates = _candidates(db, identity)
    elsewhere = False
    if any(c.live for c in candidates) and row["owner"] != me:
        elsewhere = owner.alive(row["owner"])
        if not elsewhere:
            candidates = tuple(replace(c, status="interrupted") if c.live else c for c in candidates)
    return Record(
        comparison=rows.to_comparison(row, _documents(db, identity), candidates, _context(db, row)),
        ballots=tuple(map(rows.to_ballot, _of(db, "ballot", identity, "created_at, rowid"))),
        calls=tuple(map(rows.to_call, _of(db, "call", identity, "started_at, rowid"))),
        picks=tuple(map(rows.to_pick, _of(db, "pick", identity, "seq"))),
        reveals=tuple(map(rows.to_reveal, _of(db, "reveal", identity, "at, rowid"))),
        decisions=_decisions(db, identity),
        replies=_replies(db, identity),
        running_elsewhere=elsewhere,
    )


def _one(db: sqlite3.Connection, id_prefix: str) -> sqlite3.Row:
    wanted = id_prefix.strip().lower()
    if not wanted or any(c not in "0123456789abcdef" for c in wanted):
        raise NotFoundError(f"{id_prefix!r} is not an id; `fusion history` lists them.")
    query = "SELECT * FROM comparison WHERE id >= ? AND id < ? AND deleted_at IS {} NULL ORDER BY id LIMIT 3"
    found = db.execute(query.format(""), (wanted, wanted + "g")).fetchall()
    if not found and db.execute(query.format("NOT"), (wanted, wanted + "g")).fetchone():
        raise NotFoundError(f"{wanted[:8]} was deleted; u in the history brings back what was deleted last.")
    if not found:
        raise NotFoundError(
            f"No comparison has an id that starts with {wanted!r}; `fusion history` lists them."
        )
    if len(found) > 1:
        first, second = found[0]["id"], found[1]["id"]
        same = next((i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b), len(first))
        raise NotFoundError(
            f"More than one comparison starts with {wanted!r}; give at least {same + 1} characters of the id."
        )
    return found[0]  # type: ignore[no-any-return]  # fetchall is untyped


def _of(db: sqlite3.Connection, table: str, identity: str, order: str) -> list[sqlite3.Row]:
    return db.execute(
        f"SELECT * FROM {table} WHERE comparison_id = ? ORDER BY {order}", (identity,)
    ).fetchall()


def reviews_of(db: sqlite3.Connection, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Id and thread of every review of documents with exactly these names, newest first."""
    query = (
        "SELECT id, thread_id, group_concat(attachment.name, '/') AS names FROM comparison "
        "JOIN attachment ON comparison_id = id WHERE substr(prompt, 1, 7) = 'Review ' "
        "GROUP BY id ORDER BY created_at DESC, id DESC"
    )
    # A document's name holds no slash.
    wanted = sorted(names)
    return tuple(
        (row["id"], row["thread_id"])
        for row in db.execute(query)
        if sorted(row["names"].split("/")) == wanted
    )


def reviews_up_to(db: sqlite3.Connection, id_prefix: str, me: str) -> tuple[Record, ...]:
    """A review and those it goes on with, oldest first; what is not here, or goes in a circle, ends there."""
    # Here, because the first paint waits for this room and not for reviews.
    from fusion_tui.core.rereview import is_again

    chain = [record(db, id_prefix, me)]
    while (parent := chain[0].comparison.parent_id) and parent not in {r.comparison.id for r in chain}:
        try:
            before = record(db, parent, me)
        except NotFoundError:
            break
        if not is_again(chain[0].comparison, before.comparison):
            break
        chain.insert(0, before)
    return tuple(chain)


def _documents(db: sqlite3.Connection, identity: str) -> tuple[Document, ...]:
    query = (
        "SELECT attachment.name, document.text, document.sha256, document.size FROM attachment "
        "JOIN document USING (sha256) WHERE comparison_id = ? ORDER BY place"
    )
    return tuple(
        Document(row["name"], row["text"], row["sha256"], row["size"])
        for row in db.execute(query, (identity,))
    )


def _decisions(db: sqlite3.Connection, identity: str) -> tuple[Decision, ...]:
    """Decisions on issues; a database of an older version, opened only to read, has none."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'decision'").fetchone():
        return ()
    return tuple(map(rows.to_decision, _of(db, "decision", identity, "seq")))


def _replies(db: sqlite3.Connection, identity: str) -> tuple[Reply, ...]:
    """What was written in rounds; a database of an older version, opened only to read, has none."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'reply'").fetchone():
        return ()
    return tuple(map(rows.to_reply, _of(db, "reply", identity, "seq")))


def _context(db: sqlite3.Connection, row: sqlite3.Row) -> tuple[Turn, ...]:
    """The turns a comparison continues; a database of the first version, opened only to read, has none."""
    packed = json.loads(row["context"]) if "context" in row.keys() else []  # noqa: SIM118  (a Row is no dict)
    return tuple(
        Turn(**{**turn, "documents": tuple(filter(None, (document(db, **d) for d in turn["documents"])))})
        for turn in packed
    )


def document(db: sqlite3.Connection, name: str, sha256: str) -> Document | None:
    """A stored document under this name."""
    row = db.execute("SELECT text, size FROM document WHERE sha256 = ?", (sha256,)).fetchone()
    return Document(name, row["text"], sha256, row["size"]) if row else None


def _candidates(db: sqlite3.Connection, identity: str) -> tuple[Candidate, ...]:
    journal: dict[str, list[sqlite3.Row]] = {}
    for row in _of(db, "journal", identity, "letter, seq"):
        journal.setdefault(row["letter"], []).append(row)
    return tuple(
        _with_journal(rows.to_candidate(row), journal.get(row["letter"], []))
        for row in _of(db, "candidate", identity, "place")
    )


def candidate_with_journal(db: sqlite3.Connection, identity: str, letter: str) -> Candidate:
    """One candidate with all the text that is known of it."""
    query = "SELECT * FROM candidate WHERE comparison_id = ? AND letter = ?"
    row = db.execute(query, (identity, letter)).fetchone()
    query = "SELECT * FROM journal WHERE comparison_id = ? AND letter = ? ORDER BY seq"
    return _with_journal(rows.to_candidate(row), db.execute(query, (identity, letter)).fetchall())


def _with_journal(candidate: Candidate, entries: list[sqlite3.Row]) -> Candidate:
    if not entries:
        return candidate
    return replace(
        candidate,
        text=candidate.text + "".join(row["text"] for row in entries),
        reasoning=candidate.reasoning + "".join(row["reasoning"] for row in entries),
    )


def live_letters(db: sqlite3.Connection, identity: str) -> tuple[str, ...]:
    """Letters of the candidates that have no outcome yet."""
    query = "SELECT letter FROM candidate WHERE comparison_id = ? AND status IN ('waiting', 'writing')"
    return tuple(row["letter"] for row in db.execute(query, (identity,)))


_SUMMARY = (
    "SELECT id, created_at, title, panel, blind, demo, thread_id, "
    "(SELECT count(*) FROM comparison AS other WHERE other.thread_id = comparison.thread_id "
    " AND other.deleted_at IS NULL) AS questions, "
    "(SELECT count(*) FROM candidate WHERE comparison_id = comparison.id) AS candidates, "
    "(SELECT count(*) FROM candidate WHERE comparison_id = comparison.id "
    " AND status = 'failed') AS failed, "
    "(SELECT count(*) FROM candidate WHERE comparison_id = comparison.id "
    " AND status IN ('waiting', 'writing', 'interrupted')) AS unfinished, "
    "EXISTS (SELECT 1 FROM reveal WHERE comparison_id = comparison.id) AS revealed "
    "FROM comparison "
)
NEWEST_OF_THREAD = (
    "NOT EXISTS (SELECT 1 FROM comparison AS newer WHERE newer.thread_id = comparison.thread_id "
    "AND (newer.created_at, newer.id) > (comparison.created_at, comparison.id) "
    "AND newer.deleted_at IS NULL)"
)
"""That a row of `comparison` stands for its thread."""


_ON_ARENA = "ballot_id NOT IN (SELECT id FROM ballot WHERE kind = 'retest')"
"""What a retest says is no pick of the comparison."""


def summaries(
    db: sqlite3.Connection, limit: int, before: tuple[datetime, str] | None, *, threads: bool
) -> tuple[Summary, ...]:
    """One page of the history; every page costs the same, wherever it is."""
    since, identity = (before[0].isoformat(), before[1]) if before else ("9999", "g")
    only = f"AND {NEWEST_OF_THREAD} " if threads else ""
    page = db.execute(
        f"{_SUMMARY} WHERE (created_at, id) < (?, ?) AND deleted_at IS NULL {only} "
        "ORDER BY created_at DESC, id DESC LIMIT ?",
        (since, identity, limit),
    ).fetchall()
    return tuple(_summary(db, row) for row in page)


def summary(db: sqlite3.Connection, identity: str) -> Summary:
    """The line of a comparison that is there."""
    return _summary(db, db.execute(f"{_SUMMARY} WHERE id = ?", (identity,)).fetchone())


def thread(db: sqlite3.Connection, thread_id: str) -> tuple[Summary, ...]:
    """A thread's comparisons."""
    query = f"{_SUMMARY} WHERE thread_id = ? AND deleted_at IS NULL ORDER BY created_at DESC, id DESC"
    return tuple(_summary(db, row) for row in db.execute(query, (thread_id,)).fetchall())


def _summary(db: sqlite3.Connection, row: sqlite3.Row) -> Summary:
    pick = standing_pick(db, row["id"])
    query = "SELECT name FROM candidate WHERE comparison_id = ? AND letter = ?"
    named = db.execute(query, (row["id"], pick.best)).fetchone() if pick and pick.best else None
    return Summary(
        id=row["id"],
        created_at=datetime.fromisoformat(row["created_at"]),
        title=row["title"],
        panel=row["panel"],
        candidates=row["candidates"],
        failed=row["failed"],
        unfinished=row["unfinished"],
        pick=pick,
        revealed=bool(row["revealed"]) or not row["blind"],
        picked_name=named["name"] if named else None,
        demo=bool(row["demo"]),
        thread_id=row["thread_id"],
        questions=row["questions"],
    )


def standing_pick(db: sqlite3.Connection, identity: str) -> Pick | None:
    """The newest pick that was not undone."""
    query = (
        "SELECT * FROM pick WHERE comparison_id = ?1 AND undoes IS NULL AND id NOT IN "
        "(SELECT undoes FROM pick WHERE comparison_id = ?1 AND undoes IS NOT NULL) "
        # Asked of one pick's own ballot: a list of all retests would read every ballot there is.
        "AND NOT EXISTS (SELECT 1 FROM ballot WHERE id = pick.ballot_id AND kind = 'retest') "
        "ORDER BY seq DESC LIMIT 1"
    )
    row = db.execute(query, (identity,)).fetchone()
    return rows.to_pick(row) if row else None


def newest_picked(db: sqlite3.Connection) -> str | None:
    """The comparison whose standing pick is the newest; an import stores picks later than they were made."""
    query = (
        "SELECT comparison_id FROM pick JOIN comparison ON comparison.id = comparison_id "
        "WHERE deleted_at IS NULL AND undoes IS NULL AND pick.id NOT IN "
        f"(SELECT undoes FROM pick WHERE undoes IS NOT NULL) AND {_ON_ARENA} "
        "ORDER BY julianday(pick.created_at) DESC, seq DESC LIMIT 1"
    )
    row = db.execute(query).fetchone()
    return str(row["comparison_id"]) if row else None


def ids(db: sqlite3.Connection) -> tuple[str, ...]:
    """Every comparison, oldest first."""
    query = "SELECT id FROM comparison WHERE deleted_at IS NULL ORDER BY created_at, id"
    return tuple(row["id"] for row in db.execute(query))


def picked_before(db: sqlite3.Connection, moment: datetime) -> tuple[str, ...]:
    """Comparisons, demos not among them, with a blind pick of a single best one that was made earlier."""
    query = (
        "SELECT DISTINCT comparison_id FROM pick JOIN comparison ON comparison.id = comparison_id "
        "WHERE deleted_at IS NULL AND NOT demo AND pick.blind AND best IS NOT NULL AND undoes IS NULL "
        f"AND {_ON_ARENA} AND julianday(pick.created_at) < julianday(?) ORDER BY comparison_id"
    )
    return tuple(row["comparison_id"] for row in db.execute(query, (moment.isoformat(),)))


def tags(db: sqlite3.Connection) -> tuple[str, ...]:
    """Tags of standing picks and of those taken back, the most used first."""
    query = (
        "SELECT tag.value AS tag, count(*) AS used FROM pick, json_each(pick.detail, '$.tags') AS tag "
        "JOIN comparison ON comparison.id = pick.comparison_id AND comparison.deleted_at IS NULL "
        "WHERE pick.undoes IS NULL GROUP BY tag.value ORDER BY used DESC, max(pick.seq) DESC"
    )
    return tuple(row["tag"] for row in db.execute(query))


def wins(db: sqlite3.Connection, name: str) -> tuple[int, int]:
    """Standing single picks of a member's candidate, and standing picks where it had a text; no demos."""
    query = (
        "WITH standing AS (SELECT max(seq) AS seq, comparison_id FROM pick "
        f"WHERE {_ON_ARENA} AND undoes IS NULL "
        "AND id NOT IN (SELECT undoes FROM pick WHERE undoes IS NOT NULL) GROUP BY comparison_id) "
        "SELECT count(DISTINCT CASE WHEN pick.best = candidate.letter THEN pick.seq END) AS won, "
        "count(DISTINCT pick.seq) AS met FROM standing JOIN pick USING (seq) "
        "JOIN comparison ON comparison.id = pick.comparison_id AND NOT comparison.demo "
        "AND comparison.deleted_at IS NULL "
        "JOIN candidate ON candidate.comparison_id = pick.comparison_id "
        "WHERE candidate.name = ? AND candidate.status != 'failed' AND pick.outcome != 'skip'"
    )
    row = db.execute(query, (name,)).fetchone()
    return int(row["won"]), int(row["met"])
