"""`history`: past comparisons from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from fusion_tui.cli.storing import open_store
from fusion_tui.cli.talk import Exit, out, out_json, say
from fusion_tui.cli.world import World
from fusion_tui.core import filters
from fusion_tui.core.picking import describe
from fusion_tui.core.summary import Summary
from fusion_tui.store import Store

_MANY = 1_000
"""Comparisons whose indexing takes long enough to be spoken of."""


def history(world: World, typed: str, *, limit: int, as_json: bool) -> Exit:
    """Print past comparisons, newest first, or those that fit what was typed."""
    wanted = filters.parse(typed, None)
    for mistake in wanted.mistakes:
        say(f"{mistake} The rest of the filter holds.")
    with open_store(world) as store:
        if not wanted.empty:
            _index(store)
        if as_json:
            out_json([_summary(row) for row in store.find(wanted, limit=limit).rows], indent=2)
            return Exit.DONE
        lines = _lines(store, limit) if wanted.empty else map(_line, store.find(wanted, limit=limit).rows)
        found = list(islice(lines, limit))
    if not found:
        say(f"No comparison matches “{typed}”." if typed else "Nothing yet: `fusion ask` asks a question.")
    for line in found:
        out(line)
    return Exit.DONE


def purge(world: World) -> Exit:
    """Remove for good what was deleted."""
    with open_store(world) as store:
        count = store.purge()
        copies = list(store.path.parent.glob(f"{store.path.stem}-*.backup.db"))
    say(f"Removed {count:,} deleted comparison{'' if count == 1 else 's'} for good.")
    if copies:
        say(f"Copies made earlier may still hold them: {store.path.parent}/{store.path.stem}-*.backup.db")
    return Exit.DONE


def _index(store: Store) -> None:
    """Index what is due, so that nothing is missing from what is found."""
    if notice := store.search_notice:
        say(notice)
    left = store.index()
    if left > _MANY:
        say(f"Indexing {left:,} comparisons, once.")
    while left:
        left = store.index()


def _lines(store: Store, limit: int) -> Iterator[str]:
    """The list as the screen has it with every thread open: at the place of its newest question."""
    for row in store.summaries(limit, threads=True):
        yield _line(row, f"  ({row.questions} questions)" if row.questions > 1 else "")
        if row.questions > 1:
            for earlier in store.thread(row.thread_id)[1:]:
                yield _line(earlier, before="· ")


def _line(row: Summary, after: str = "", before: str = "") -> str:
    when = f"{row.created_at:%Y-%m-%d %H:%M}"
    title = f"DEMO {row.title}" if row.demo else row.title
    return f"{row.id[:8]}  {when}  {_outcome(row):<12}  {before}{title}{after}"


def _outcome(summary: Summary) -> str:
    unfinished = summary.unfinished and summary.pick is None
    return "unfinished" if unfinished else summary.decision


def _summary(summary: Summary) -> dict[str, object]:
    chosen = summary.pick
    return {
        "id": summary.id,
        "created_at": summary.created_at.isoformat(),
        "title": summary.title,
        "panel": summary.panel,
        "candidates": summary.candidates,
        "failed": summary.failed,
        "unfinished": summary.unfinished,
        "picked": describe(chosen) if chosen else None,
        "member": summary.picked_name if summary.revealed else None,
        "revealed": summary.revealed,
        "demo": summary.demo,
        "thread_id": summary.thread_id,
        "questions": summary.questions,
    }
