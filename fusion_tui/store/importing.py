"""Comparisons from elsewhere: what is missing is added, what is there is never changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from fusion_tui.core.models import Comparison, Document, Pick, Record
from fusion_tui.errors import RecordError
from fusion_tui.store import deleting, inserting, reading, rows

Taken = Literal["added", "completed", "known"]
"""What became of a comparison: new here, more of it is here now, or all of it was here."""


def take(db: sqlite3.Connection, found: Record, me: str) -> Taken:
    """Add a comparison or what is missing of it, inside the caller's transaction.

    One that was deleted here comes back. Raises `RecordError` when it does not fit what is stored; then
    nothing of it may be kept.
    """
    comparison = found.comparison
    _check_documents(db, comparison)
    if not _is_there(db, "comparison", comparison.id):
        _check_ids(db, found)
        inserting.comparison(db, comparison, None)
        _add(db, found, ())
        return "added"
    restored = deleting.restore(db, (comparison.id,))
    stored = _stored(db, comparison.id, me)
    _check_same(stored.comparison, comparison)
    missing = _missing(found, stored)
    if not (missing.comparison.candidates or _parts(missing)):
        return "added" if restored else "known"
    _check_fits(missing, found.comparison, stored)
    _check_ids(db, missing)
    for candidate in missing.comparison.candidates:
        inserting.candidate(db, comparison.id, candidate)
    _add(db, missing, stored.picks)
    return "added" if restored else "completed"


def _is_there(db: sqlite3.Connection, table: str, identity: str) -> bool:
    return db.execute(f"SELECT 1 FROM {table} WHERE id = ?", (identity,)).fetchone() is not None


def _stored(db: sqlite3.Connection, identity: str, me: str) -> Record:
    try:
        return reading.record(db, identity, me)
    except (ValueError, KeyError, TypeError) as problem:
        raise RecordError(f"{identity[:8]}: what is stored of it cannot be read ({problem}).") from problem


def _missing(found: Record, stored: Record) -> Record:
    """The record with only those of its parts that are not stored."""
    candidates = (c for c in found.comparison.candidates if c.letter not in stored.comparison.letters)
    ballots = {ballot.id for ballot in stored.ballots}
    calls = {call.id for call in stored.calls}
    picks = {pick.id for pick in stored.picks}
    replies = {reply.id for reply in stored.replies}
    return replace(
        found,
        comparison=replace(found.comparison, candidates=tuple(candidates)),
        ballots=tuple(ballot for ballot in found.ballots if ballot.id not in ballots),
        calls=tuple(call for call in found.calls if call.id not in calls),
        picks=tuple(pick for pick in found.picks if pick.id not in picks),
        reveals=tuple(reveal for reveal in found.reveals if reveal not in stored.reveals),
        decisions=tuple(decision for decision in found.decisions if decision not in stored.decisions),
        replies=tuple(reply for reply in found.replies if reply.id not in replies),
    )


def _parts(record: Record) -> tuple[object, ...]:
    return (
        *record.ballots,
        *record.calls,
        *record.picks,
        *record.reveals,
        *record.decisions,
        *record.replies,
    )


def _add(db: sqlite3.Connection, record: Record, stored: Sequence[Pick]) -> None:
    for ballot in record.ballots:
        inserting.ballot(db, ballot)
    for call in record.calls:
        inserting.call(db, record.comparison.id, call)
    _add_picks(db, record.picks, stored)
    for reveal in record.reveals:
        inserting.reveal(db, reveal)
    for decision in record.decisions:
        inserting.decision(db, decision)
    for reply in record.replies:
        inserting.reply(db, reply)


def _add_picks(db: sqlite3.Connection, picks: Sequence[Pick], stored: Sequence[Pick]) -> None:
    """The last row stands, so picks that are older than a stored one go before all others."""
    newest = max((pick.created_at for pick in stored), default=None)
    if newest is None or any(pick.created_at >= newest for pick in picks):
        for pick in picks:
            inserting.pick(db, pick)
        return
    (first,) = db.execute("SELECT min(seq) FROM pick").fetchone()
    for place, pick in enumerate(reversed(picks), start=1):
        inserting.pick(db, pick, first - place)


def _check_documents(db: sqlite3.Connection, comparison: Comparison) -> None:
    """One hash stands for one text, here and in the record."""
    known: dict[str, tuple[str, int]] = {}
    for document in _documents(comparison):
        query = "SELECT text, size FROM document WHERE sha256 = ?"
        row = db.execute(query, (document.sha256,)).fetchone()
        if row:
            known[document.sha256] = (row["text"], row["size"])
        held = known.setdefault(document.sha256, (document.text, document.size))
        if held != (document.text, document.size):
            raise RecordError(
                f"{comparison.id[:8]}: the document {document.name!r} has the sha256 of another text "
                f"({document.sha256[:12]}…), which stays as it is."
            )


def _documents(comparison: Comparison) -> tuple[Document, ...]:
    return (*comparison.documents, *(d for turn in comparison.context for d in turn.documents))


def _check_ids(db: sqlite3.Connection, new: Record) -> None:
    """An id that is taken belongs to another comparison, whose rows are not this one's."""
    ids = [("ballot", ballot.id) for ballot in new.ballots]
    ids += [("call", call.id) for call in new.calls]
    ids += [("pick", pick.id) for pick in new.picks]
    ids += [("reply", reply.id) for reply in new.replies]
    for table, identity in ids:
        if _is_there(db, table, identity):
            short = new.comparison.id[:8]
            raise RecordError(f"{short}: the {table} {identity[:32]!r} belongs to another comparison here.")


def _check_same(stored: Comparison, found: Comparison) -> None:
    """The same id is the same question."""

    def asked(comparison: Comparison) -> object:
        values = rows.comparison_values(comparison, None)
        documents = [(document.name, document.sha256) for document in comparison.documents]
        # A version that knew no threads exports no context.
        return {name: values[name] for name in values if name != "context"}, documents

    if asked(stored) != asked(found):
        raise RecordError(
            f"{found.id[:8]}: another comparison with this id is stored here; it stays as it is."
        )


def _check_fits(missing: Record, found: Comparison, stored: Record) -> None:
    """What is added speaks of the candidates that are stored, and nobody else writes them just now."""
    short = found.id[:8]
    if stored.running_elsewhere:
        raise RecordError(
            f"{short}: another program is still asking this; import it again when that has ended."
        )
    for letter in _named(missing) & set(stored.comparison.letters):
        here, there = stored.comparison.candidate(letter), found.candidate(letter)
        if rows.candidate_values("", 0, here) != rows.candidate_values("", 0, there):
            raise RecordError(
                f"{short}: its {letter} is not the {letter} that is stored here, which stays; "
                "nothing of this copy was taken."
            )


def _named(record: Record) -> set[str]:
    """The letters that calls, ballots and picks speak of."""
    groups = [ballot.order for ballot in record.ballots]
    groups += [group for pick in record.picks for group in (pick.order, *pick.ranking)]
    return {letter for group in groups for letter in group} | {c.letter for c in record.calls if c.letter}
