"""The index of all comparisons, brought up to date in slices.

Triggers note which comparisons are due, so that no write can forget one and none has to wait for it. The
words stand in an FTS5 table without content. A word index with one token a character for scripts without
spaces answers terms of one and two characters as well, which trigrams cannot, and takes a fraction of
their room.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fusion_tui.store import database, owner, schema
from fusion_tui.store.search import asking, lines
from fusion_tui.store.search.asking import Found

if TYPE_CHECKING:
    from fusion_tui.core.filters import Filter, Sort

SLICE = 200
"""Comparisons indexed at a time, at most."""
SLICE_CHARACTERS = 1_000_000
"""Characters indexed at a time, or one comparison."""

_NO_FTS5 = "SQLite of this Python has no FTS5, so a search reads every text: same results, more time."


class Index:
    """Finds comparisons of one connection; of a file that may only be read the index lies in memory."""

    def __init__(self, db: sqlite3.Connection, *, read_only: bool) -> None:
        """Nothing is done until something is asked."""
        self._db = db
        self._read_only = read_only
        self._begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"
        self._ready = False
        self._fts = False

    @property
    def notice(self) -> str | None:
        """Why searching is slow here, if it is."""
        return None if has_fts5(self._db) else _NO_FTS5

    def find(self, wanted: Filter, sort: Sort, limit: int, after: str | None, *, threads: bool) -> Found:
        """One page, and how many comparisons are not indexed yet."""
        self.prepare()
        rows = asking.page(self._db, wanted, sort, limit, after, threads=threads, fts=self._fts)
        return Found(rows, self.due())

    def due(self) -> int:
        """How many comparisons are to be indexed."""
        self.prepare()
        return int(self._db.execute("SELECT count(*) FROM line_due").fetchone()[0])

    def catch_up(self) -> int:
        """Index one slice, the newest first; how many are left."""
        self.prepare()
        self._note_the_dead()
        if not self.due():
            return 0
        with self._writing() as db:
            query = "SELECT comparison_id FROM line_due ORDER BY seq DESC LIMIT ?"
            ids = [row["comparison_id"] for row in db.execute(query, (SLICE,))]
            self._index(ids)
        return self.due()

    def forget(self, ids: Sequence[str]) -> None:
        """Take these out, inside the caller's transaction."""
        for identity in ids:
            self._remove(identity)

    def shrink(self) -> None:
        """Write the words anew, so that those of comparisons that are gone leave the file."""
        self.prepare()
        if self._fts:
            with self._writing() as db:
                db.execute("INSERT INTO line_words (line_words) VALUES ('optimize')")

    # Tables

    def prepare(self) -> None:
        """Make what is missing of the index's tables; nothing once that is done."""
        if self._ready:
            return
        self._db.create_function("holds", 2, asking.holds, deterministic=True)
        lent = self._read_only and not self._usable()
        if lent:
            with self._writing() as db:
                for statement in schema.statements(_in_memory(schema.LINES)):
                    db.execute(statement)
        self._fts = self._prepare_words(lent)
        self._ready = True

    def _usable(self) -> bool:
        """Whether the file's own index is of this version and complete."""
        if schema.version(self._db) != len(schema.MIGRATIONS):
            return False
        return not self._db.execute("SELECT count(*) FROM line_due").fetchone()[0]

    def _prepare_words(self, lent: bool) -> bool:
        """Make the table of words, anew where it was not kept in step; whether it can be asked."""
        here, there, behind = has_fts5(self._db), _has_words(self._db), self._behind()
        if lent:
            if here:
                self._db.execute(_WORDS.format(schema="temp."))
        elif self._read_only:
            return here and there and not behind
        elif here and (behind or not there):
            self._begin_anew()
        elif there and not (here or behind):
            with self._writing() as db:
                db.execute("INSERT OR REPLACE INTO memory VALUES (?, '')", (_BEHIND,))
        return here

    def _behind(self) -> bool:
        return self._db.execute("SELECT 1 FROM memory WHERE key = ?", (_BEHIND,)).fetchone() is not None

    def _begin_anew(self) -> None:
        again = "INSERT OR IGNORE INTO line_due (comparison_id) SELECT comparison_id FROM line ORDER BY place"
        with self._writing() as db:
            db.execute(_WORDS.format(schema=""))
            db.execute("INSERT INTO line_words (line_words) VALUES ('delete-all')")
            db.execute(again)
            db.execute("DELETE FROM line")
            db.execute("DELETE FROM line_text")
            db.execute("DELETE FROM memory WHERE key = ?", (_BEHIND,))

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with database.writing(self._db, self._begin) as db:
            yield db

    # Lines

    def _note_the_dead(self) -> None:
        """What a program wrote when it died is indexed as far as it had come."""
        query = "SELECT id, owner FROM line JOIN comparison ON id = comparison_id WHERE live"
        dead = [row["id"] for row in self._db.execute(query) if not owner.alive(row["owner"])]
        if dead and not self._read_only:
            with self._writing() as db:
                db.executemany("INSERT OR IGNORE INTO line_due (comparison_id) VALUES (?)", zip(dead))

    def _index(self, ids: Sequence[str]) -> None:
        """Index as many of these as make a slice."""
        made: list[lines.Line] = []
        room = SLICE_CHARACTERS
        for identity in ids:
            if room <= 0:
                break
            self._remove(identity)
            self._db.execute("DELETE FROM line_due WHERE comparison_id = ?", (identity,))
            if new := lines.line(self._db, identity):
                made.append(new)
                room -= len(new.text)
        # FTS5 writes what it holds to the disk whenever a place comes before the last one.
        for new in sorted(made, key=lambda each: (each.time, each.comparison_id)):
            self._add(new)

    def _add(self, new: lines.Line) -> None:
        place = self._free_place(new.time)
        self._db.execute("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (place, *new.values))
        self._db.execute("INSERT INTO line_text VALUES (?, ?)", (place, lines.pack(new.text)))
        if self._fts:
            self._db.execute("INSERT INTO line_words (rowid, text) VALUES (?, ?)", (place, new.text))

    def _free_place(self, time: int) -> int:
        """The time itself, or the first free number after it."""
        query = "SELECT place FROM line WHERE place >= ? ORDER BY place"
        for row in self._db.execute(query, (time,)):
            if row["place"] != time:
                break
            time += 1
        return time

    def _remove(self, identity: str) -> None:
        query = "SELECT place, text FROM line JOIN line_text USING (place) WHERE comparison_id = ?"
        row = self._db.execute(query, (identity,)).fetchone()
        if row is None:
            return
        if self._fts:
            self._db.execute(
                "INSERT INTO line_words (line_words, rowid, text) VALUES ('delete', ?, ?)",
                (row["place"], lines.unpack(row["text"])),
            )
        self._db.execute("DELETE FROM line WHERE place = ?", (row["place"],))
        self._db.execute("DELETE FROM line_text WHERE place = ?", (row["place"],))


_BEHIND = "words behind"
"""Remembered when a program without FTS5 wrote the index: the words no longer fit it."""

# The words are parted already; this tokenizer takes everything beyond ASCII as it is, in every version.
_WORDS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS {schema}line_words USING fts5 (text, content='', tokenize='ascii')"
)


def has_fts5(db: sqlite3.Connection) -> bool:
    """Whether SQLite was built with full text search."""
    query = "SELECT 1 FROM pragma_module_list WHERE name = 'fts5'"
    return db.execute(query).fetchone() is not None


def _has_words(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master WHERE name = 'line_words'").fetchone() is not None


def _in_memory(script: str) -> str:
    return script.replace("CREATE TABLE ", "CREATE TEMP TABLE ").replace(
        "CREATE INDEX ", "CREATE INDEX temp."
    )
