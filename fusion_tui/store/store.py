"""Everything that is kept: core types in, core types out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from fusion_tui.core.clean import whole
from fusion_tui.core.live import fresh
from fusion_tui.core.models import (
    Ballot,
    Call,
    Candidate,
    Comparison,
    Decision,
    Document,
    Pick,
    Record,
    Reply,
    Reveal,
    Status,
)
from fusion_tui.core.summary import Summary
from fusion_tui.errors import StoreError
from fusion_tui.store import database, deleting, importing, inserting, owner, reading, tasting
from fusion_tui.store.importing import Taken
from fusion_tui.store.search import Found, Index

if TYPE_CHECKING:
    from fusion_tui.core.filters import Filter, Sort
    from fusion_tui.core.taste.observations import Observation

T = TypeVar("T")

_MEMORY = Path(":memory:")
_PAID = ("call", "purged_call")  # where money stands that was spent


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What arrived of one candidate since the last entry."""

    letter: str
    text: str
    reasoning: str


class Store:
    """One connection to `fusion.db`, used from one thread at a time. Every failure is a `StoreError`."""

    def __init__(self, path: Path | None, *, now: Callable[[], datetime], spent: float = 0.0) -> None:
        """Open, create or migrate the file; without one everything is kept in memory and gone in the end.

        `spent` are USD of calls this store does not know of, added to what `spent_since` finds.
        """
        self.path = path or _MEMORY
        self._now = now
        self._spent = spent
        self._connection, self.notice = database.connect(path) if path else (database.in_memory(), None)
        self.read_only = self.notice is not None
        self._me = owner.this_process()
        self._index = Index(self._connection, read_only=self.read_only)

    def __enter__(self) -> Store:
        """The store itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    # Asking

    def save_comparison(self, comparison: Comparison, ballot: Ballot) -> None:
        """Keep a new comparison, its documents, candidates and first ballot, before anything is sent."""
        with database.writing(self._writable()) as db:
            inserting.comparison(db, comparison, self._me)
            inserting.ballot(db, ballot)

    def add_candidates(
        self,
        comparison_id: str,
        candidates: Sequence[Candidate],
        ballot: Ballot,
        replies: Sequence[Reply] = (),
    ) -> None:
        """Add later candidates, the ballot that shows them, and what was written with them."""
        with database.writing(self._writable()) as db:
            for candidate in candidates:
                inserting.candidate(db, comparison_id, candidate)
            inserting.ballot(db, ballot)
            for reply in replies:
                inserting.reply(db, reply)
            db.execute("UPDATE comparison SET owner = ? WHERE id = ?", (self._me, comparison_id))

    def restart_candidate(self, comparison_id: str, letter: str) -> None:
        """Make a candidate wait again; what it had is kept as an earlier attempt."""
        with database.writing(self._writable()) as db:
            had = reading.candidate_with_journal(db, comparison_id, letter)
            if had.text or had.reasoning:
                db.execute(
                    "INSERT INTO earlier_attempt VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        comparison_id,
                        letter,
                        self._now().isoformat(),
                        had.status,
                        whole(had.text),
                        whole(had.reasoning),
                    ),
                )
            inserting.update_candidate(db, comparison_id, fresh(had))
            db.execute("DELETE FROM journal WHERE comparison_id = ? AND letter = ?", (comparison_id, letter))
            db.execute("UPDATE comparison SET owner = ? WHERE id = ?", (self._me, comparison_id))

    def append_journal(self, comparison_id: str, entries: Sequence[JournalEntry]) -> None:
        """Keep what arrived, in one transaction; only the new pieces are written."""
        with database.writing(self._writable()) as db:
            for entry in entries:
                db.execute(
                    "INSERT INTO journal SELECT ?1, ?2, coalesce(max(seq), 0) + 1, ?3, ?4 FROM journal "
                    "WHERE comparison_id = ?1 AND letter = ?2",
                    (comparison_id, entry.letter, whole(entry.text), whole(entry.reasoning)),
                )
                db.execute(
                    "UPDATE candidate SET status = 'writing' "
                    "WHERE comparison_id = ? AND letter = ? AND status = 'waiting'",
                    (comparison_id, entry.letter),
                )

    def finish_candidate(
        self, comparison_id: str, candidate: Candidate, call: Call, below: Reply | None = None
    ) -> None:
        """Keep a candidate's outcome with its call; its journal is not needed any more.

        `below` is what stood below its text.
        """
        with database.writing(self._writable()) as db:
            inserting.update_candidate(db, comparison_id, candidate)
            inserting.call(db, comparison_id, call)
            if below:
                inserting.reply(db, below)
            db.execute(
                "DELETE FROM journal WHERE comparison_id = ? AND letter = ?",
                (comparison_id, candidate.letter),
            )

    def save_reply(self, comparison_id: str, call: Call | None, reply: Reply | None) -> None:
        """Keep a call of a round with what it brought, or what the person wrote themselves."""
        with database.writing(self._writable()) as db:
            if call:
                inserting.call(db, comparison_id, call)
            if reply:
                inserting.reply(db, reply)

    def interrupt(self, comparison_id: str) -> None:
        """This program leaves: what still ran is interrupted, with the text that had arrived."""
        with database.writing(self._writable()) as db:
            for letter in reading.live_letters(db, comparison_id):
                had = reading.candidate_with_journal(db, comparison_id, letter)
                status: Status = "interrupted"
                inserting.update_candidate(db, comparison_id, replace(had, status=status))
                db.execute(
                    "DELETE FROM journal WHERE comparison_id = ? AND letter = ?", (comparison_id, letter)
                )

    # Deciding

    def save_ballot(self, ballot: Ballot) -> None:
        """Keep a later ballot."""
        with database.writing(self._writable()) as db:
            inserting.ballot(db, ballot)

    def save_pick(self, pick: Pick) -> None:
        """Add a pick or an undo."""
        with database.writing(self._writable()) as db:
            inserting.pick(db, pick)

    def save_reveal(self, reveal: Reveal) -> None:
        """Keep the moment names became known."""
        with database.writing(self._writable()) as db:
            inserting.reveal(db, reveal)

    # Finding

    @property
    def search_notice(self) -> str | None:
        """Why searching is slow here, if it is."""
        return self._index.notice

    def find(
        self,
        wanted: Filter,
        sort: Sort = "newest",
        limit: int = 200,
        after: Summary | None = None,
        *,
        threads: bool = False,
    ) -> Found:
        """Lines of the history that fit, after the last one already shown; first what is due is indexed.

        With `threads` only the newest comparison of each thread.
        """
        if wanted.empty and sort == "newest":
            before = (after.created_at, after.id) if after else None
            return Found(self.summaries(limit, before, threads=threads), 0)
        with suppress(StoreError):
            # A full disk keeps the index as it is, and what is due is said.
            self._index.catch_up()
        last = after.id if after else None
        return self._read(lambda db: self._index.find(wanted, sort, limit, last, threads=threads))

    def index(self) -> int:
        """Index a slice of what is due; how many comparisons are left."""
        return self._read(lambda db: self._index.catch_up())

    # Deleting

    def delete(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Hide comparisons from everything but `restore`; those that are being written stay."""
        connection = self._writable()
        self._index.prepare()
        with database.writing(connection) as db:
            deleted = deleting.delete(db, ids, self._now())
            self._index.forget(deleted)
        return deleted

    def restore(self) -> tuple[str, ...]:
        """Bring back what was deleted last; empty when nothing is left to bring back."""
        with database.writing(self._writable()) as db:
            return deleting.restore(db, deleting.last(db))

    def deleted(self) -> int:
        """How many comparisons are deleted and not yet removed."""
        query = "SELECT count(*) FROM comparison WHERE deleted_at IS NOT NULL"
        return int(self._read(lambda db: db.execute(query).fetchone()[0]))

    def purge(self, before: datetime | None = None) -> int:
        """Remove what was deleted before a time, with its picks and texts; how many.

        Without a time all of it goes, to the last word in the file. What its calls cost stays counted.
        """
        connection = self._writable()
        with database.writing(connection) as db:
            count = deleting.purge(db, before)
        if before is None:
            self._index.shrink()
            database.compact(connection)
        return count

    # Copies

    def take(self, record: Record) -> Taken:
        """Add a comparison from elsewhere, or what is missing of it; what is there is never changed.

        Raises `RecordError` when it does not fit what is stored.
        """
        with database.writing(self._writable()) as db:
            return importing.take(db, record, self._me)

    def save_decisions(self, decisions: Sequence[Decision]) -> None:
        """Add what was decided of some issues, all or none."""
        with database.writing(self._writable()) as db:
            for decision in decisions:
                inserting.decision(db, decision)

    # Reading

    def load(self, id_prefix: str) -> Record:
        """A comparison with all that belongs to it, by its id or an unambiguous start of it.

        Raises `NotFoundError`. What a dead process left unfinished reads as interrupted.
        """
        return self._read(lambda db: reading.record(db, id_prefix, self._me))

    def summaries(
        self, limit: int = 200, before: tuple[datetime, str] | None = None, *, threads: bool = False
    ) -> tuple[Summary, ...]:
        """Lines of the history, newest first; `before` is the date and id of the last one already shown.

        With `threads` only the newest comparison of each thread.
        """
        return self._read(lambda db: reading.summaries(db, limit, before, threads=threads))

    def thread(self, thread_id: str) -> tuple[Summary, ...]:
        """Every comparison of a thread, newest first."""
        return self._read(lambda db: reading.thread(db, thread_id))

    def reviews_of(self, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Id and thread of every review of documents with exactly these names, newest first."""
        return self._read(lambda db: reading.reviews_of(db, names))

    def reviews_up_to(self, id_prefix: str) -> tuple[Record, ...]:
        """A review and those it goes on with, oldest first; raises `NotFoundError` for the one named."""
        return self._read(lambda db: reading.reviews_up_to(db, id_prefix, self._me))

    def document(self, name: str, sha256: str) -> Document | None:
        """A document that some comparison had, under this name; `None` when none had it."""
        return self._read(lambda db: reading.document(db, name, sha256))

    def ids(self) -> tuple[str, ...]:
        """Every comparison's id, oldest first."""
        return self._read(reading.ids)

    def old_pick(self, now: datetime, seed: int) -> Observation | None:
        """A pick of long ago, drawn by chance among those that a person may repeat."""
        from fusion_tui.store import repeating  # here, because the first paint waits for this room

        return self._read(lambda db: repeating.old_pick(db, now, seed, self._me))

    def for_taste(
        self, after: tuple[datetime, str] | None = None, limit: int = tasting.PAGE
    ) -> tuple[Record, ...]:
        """A page of records for the statistics, oldest first: without prompts, documents and texts.

        `after` are the date and id of the last one already read. What is counted in a text is kept.
        """
        ids = self._read(lambda db: tasting.next_ids(db, after, limit))
        if not self.read_only and self._read(lambda db: tasting.uncounted(db, ids)):
            # Counts are kept to save time; without room for them the answer is the same.
            with suppress(StoreError), database.writing(self._connection) as db:
                tasting.count(db, ids)
        return self._read(lambda db: tasting.records(db, ids, self._me))

    def retested(self) -> tuple[Record, ...]:
        """Records, as the statistics read them, of the newest comparisons with a retest ballot."""
        return self._read(lambda db: tasting.records(db, tasting.retested_ids(db), self._me))

    def all_for_taste(self) -> Iterator[Record]:
        """Every record for the statistics, read a page at a time."""
        after = None
        while page := self.for_taste(after):
            yield from page
            after = page[-1].comparison.created_at, page[-1].comparison.id

    def newest_picked(self) -> str | None:
        """The comparison picked in last."""
        return self._read(reading.newest_picked)

    def wins(self, name: str) -> tuple[int, int]:
        """How often a member was the single best, and in how many picked comparisons it stood; no demos."""
        return self._read(lambda db: reading.wins(db, name))

    def tags(self) -> tuple[str, ...]:
        """Every tag that was given to a pick, the most used first."""
        return self._read(reading.tags)

    def spent_since(self, since: datetime) -> float:
        """USD of all calls with a known cost."""
        query = "SELECT coalesce(sum(cost_usd), 0) FROM {} WHERE started_at >= ?"
        at = (since.isoformat(),)
        paid = self._read(lambda db: [db.execute(query.format(table), at).fetchone()[0] for table in _PAID])
        return self._spent + float(sum(paid))

    # Small things the program remembers

    def remember(self, key: str, value: str) -> None:
        """Keep a value."""
        with database.writing(self._writable()) as db:
            db.execute("INSERT OR REPLACE INTO memory VALUES (?, ?)", (key, whole(value)))

    def recall(self, key: str) -> str | None:
        """A value that was kept."""
        row = self._read(lambda db: db.execute("SELECT value FROM memory WHERE key = ?", (key,)).fetchone())
        return str(row["value"]) if row else None

    def forget(self, key: str) -> None:
        """Drop a value."""
        with database.writing(self._writable()) as db:
            db.execute("DELETE FROM memory WHERE key = ?", (key,))

    def backup(self, keep: int = 3) -> Path | None:
        """A copy beside the file, at most one a day; `None` when there was nothing to do."""
        if self.read_only or self.path is _MEMORY:
            return None
        return database.back_up(self._connection, self.path, self._now().date(), keep)

    def _writable(self) -> sqlite3.Connection:
        if self.read_only:
            raise StoreError(self.notice or "the database is read-only.")
        return self._connection

    def _read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return query(self._connection)
        except sqlite3.Error as problem:
            raise StoreError(database.said(problem)) from problem
        except (ValueError, KeyError, TypeError) as problem:
            # A row that another program changed: said, and no other row is touched by it.
            raise StoreError(f"{self.path}: a stored row cannot be read ({problem}).") from problem
