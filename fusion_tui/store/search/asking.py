"""Questions to the index: a filter as SQL, answered in the order of time as far as a page needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fusion_tui.core.summary import Summary
from fusion_tui.store import reading
from fusion_tui.store.search import lines

if TYPE_CHECKING:
    from fusion_tui.core.filters import Filter, Phrase, PickedWord, Sort


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the history."""

    rows: tuple[Summary, ...]
    pending: int
    """Comparisons that are not indexed yet; what is in them is not found."""


_PICKED: dict[PickedWord, str] = {
    "yes": "line.outcome IN ('best', 'ranking', 'tie')",
    "no": "line.outcome = ''",
    "none": "line.outcome = 'none'",
    "tie": "line.outcome = 'tie'",
}

_ORDER: dict[Sort, tuple[str, str]] = {
    "newest": ("{place} DESC", "{place} < ?"),
    "oldest": ("{place}", "{place} > ?"),
    "most answers": ("line.answers DESC, {place} DESC", "(line.answers, {place}) < (?, ?)"),
}
"""For each order, how rows are sorted and which ones come after one that was shown."""


def page(
    db: sqlite3.Connection,
    wanted: Filter,
    sort: Sort,
    limit: int,
    after: str | None,
    *,
    threads: bool,
    fts: bool,
) -> tuple[Summary, ...]:
    """What fits, after the comparison `after`; with `threads` only the newest of each thread."""
    match = " ".join(map(_match, wanted.phrases)) if fts else ""
    place = "line_words.rowid" if match else "line.place"
    order, later = (part.format(place=place) for part in _ORDER[sort])
    clauses, values = _clauses(wanted, fts)
    if match:
        clauses, values = ["line_words MATCH ?", *clauses], [match, *values]
    if after:
        clauses, values = [*clauses, later], [*values, *_cursor(db, after, sort)]
    if threads:
        clauses.append(
            f"EXISTS (SELECT 1 FROM comparison WHERE id = comparison_id AND {reading.NEWEST_OF_THREAD})"
        )
    source = "line_words CROSS JOIN line ON line.place = line_words.rowid" if match else "line"
    query = (
        f"SELECT comparison_id FROM {source} WHERE {' AND '.join(clauses) or '1'} ORDER BY {order} LIMIT ?"
    )
    found = db.execute(query, (*values, limit)).fetchall()
    return tuple(reading.summary(db, row["comparison_id"]) for row in found)


def _cursor(db: sqlite3.Connection, after: str, sort: Sort) -> Sequence[int]:
    """Where a comparison stands in an order; one that is gone stands at the end."""
    query = "SELECT answers, place FROM line WHERE comparison_id = ?"
    row = db.execute(query, (after,)).fetchone()
    if row is None:
        end = -1 if sort != "oldest" else (1 << 62)
        return (end, end) if sort == "most answers" else (end,)
    return (row["answers"], row["place"]) if sort == "most answers" else (row["place"],)


def _clauses(wanted: Filter, fts: bool) -> tuple[list[str], list[object]]:
    """Conditions on `line`, and their values in order."""
    found: list[tuple[str, tuple[object, ...]]] = []
    if not fts:
        text = "(SELECT text FROM line_text WHERE line_text.place = line.place)"
        found += [(f"holds({text}, ?)", (phrase.needle,)) for phrase in wanted.phrases]
    found += [("instr(line.tags, ?)", (f"\n{tag}\n",)) for tag in wanted.tags]
    found += [("instr(line.members, ?)", (model,)) for model in wanted.models]
    found += [("instr(line.panel, ?)", (panel,)) for panel in wanted.panels]
    found += [("instr(line.kinds, ?)", (f"\n{kind}\n",)) for kind in wanted.kinds]
    found += [(_PICKED[word], ()) for word in wanted.picked]
    found += [("line.demo = ?", (demo,)) for demo in wanted.demo]
    if wanted.before:
        found.append(("line.place < ?", (lines.time_of(wanted.before),)))
    if wanted.since:
        found.append(("line.place >= ?", (lines.time_of(wanted.since),)))
    return [clause for clause, _ in found], [value for _, values in found for value in values]


def _match(phrase: Phrase) -> str:
    """A phrase in FTS5's language; folded words hold no quotation mark."""
    return f'"{phrase.words}"' + ("" if phrase.whole else " *")


def holds(packed: bytes, needle: str) -> bool:
    """Whether a kept text has a phrase, as FTS5 would say it."""
    return needle in f" {lines.unpack(packed)} "
