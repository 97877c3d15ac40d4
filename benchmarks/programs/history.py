"""The history of very many comparisons: its first page, and finding one by words of its question."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from textual.widgets import Input

from benchmarks.programs.channel import settings, tell, until
from benchmarks.programs.setting import keep_answers, painted, run_with, services_in
from fusion_tui.cli.world import now
from fusion_tui.core.models import Pick, Shown
from fusion_tui.store import Store
from fusion_tui.ui.app import FusionApp
from fusion_tui.ui.screens.history import HistoryScreen
from fusion_tui.ui.services import StartCompose
from fusion_tui.ui.widgets.line import Line

RARE = "heliotrope"
"""Stands in three questions."""
_ID = "printf('%032x', n * 16{})"
_AT = "strftime('%Y-%m-%dT%H:%M:%S+00:00', 1600000000 + n * 600, 'unixepoch')"


def fill(path: Path, count: int) -> None:
    """An indexed database of so many picked comparisons of three answers, copied from one the store made."""
    with Store(path, now=now) as store:
        identity = keep_answers(store, ["an answer", "another answer", "a third answer"])
        ballot = store.load(identity).ballots[0]
        shown = tuple(Shown(letter, "complete", 9, 2, 1, False) for letter in ballot.order)
        store.save_pick(
            Pick(
                id=f"{9:032x}",
                ballot_id=ballot.id,
                comparison_id=identity,
                created_at=now(),
                outcome="best",
                ranking=(("A",),),
                offered=("best",),
                order=ballot.order,
                shown=shown,
                finish_order=ballot.order,
                blind=True,
                seen_verdict=False,
                seen_critique=False,
                still_writing=0,
                seconds=1.0,
            )
        )
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    db.execute("BEGIN")
    own = _ID.format("")
    marked = f"n IN ({count // 4}, {count // 2}, {count - 5})"
    title = f"'Question ' || n || ' about caches' || CASE WHEN {marked} THEN ' and {RARE}' ELSE '' END"
    asked = {"title": title, "prompt": title}
    _copy(db, "comparison", count, {"id": own, "thread_id": own, "created_at": _AT, **asked})
    _copy(db, "candidate", count, {"comparison_id": own})
    _copy(db, "ballot", count, {"id": _ID.format(" + 1"), "comparison_id": own, "created_at": _AT})
    _copy(db, "call", count, {"id": _ID.format(" + 2 + call.rowid"), "comparison_id": own, "started_at": _AT})
    picked = {"seq": "NULL", "id": _ID.format(" + 1"), "ballot_id": _ID.format(" + 1"), "comparison_id": own}
    _copy(db, "pick", count, {**picked, "created_at": _AT})
    db.execute("COMMIT")
    db.close()
    with Store(path, now=now) as store:
        while store.index():
            pass


def _copy(db: sqlite3.Connection, table: str, count: int, changed: Mapping[str, str]) -> None:
    """Every row of a table, so many times, with some columns computed from the number `n`."""
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(changed.get(name, f"{table}.{name}") for name in columns)
    db.execute(
        f"WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {count}) "
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM number, {table}"
    )


async def open_history(app: FusionApp) -> float:
    """CPU from the key to the painted list."""
    used = time.process_time()
    await app.action_history()
    await until(lambda: isinstance(app.screen, HistoryScreen) and "comparison" in title_of(app))
    await painted(app)
    cpu = time.process_time() - used
    await app.action_ask()
    await asyncio.sleep(0.3)
    return cpu


def title_of(app: FusionApp) -> str:
    """What the history's first row says, which counts what is listed."""
    return app.screen.query_one("#title", Line).plain


async def find(app: FusionApp) -> float:
    """CPU from a typed word to the painted list of all three that have it."""
    await app.action_history()
    await until(lambda: isinstance(app.screen, HistoryScreen) and "comparison" in title_of(app))
    await painted(app)
    used = time.process_time()
    field = app.screen.query_one("#filter", Input)
    field.value = RARE
    await until(lambda: " 3 comparisons" in title_of(app))
    await painted(app)
    cpu = time.process_time() - used
    field.value = ""
    await app.action_ask()
    await asyncio.sleep(0.3)
    return cpu


async def main(count: int, times: int = 5) -> None:
    """Measure in the program; the first time of each only warms up."""
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder) / "fusion.db", count)
        services = services_in(Path(folder))

        async def measure(app: FusionApp) -> None:
            await asyncio.sleep(0.5)
            pages = [await open_history(app) for _ in range(times + 1)][1:]

            def read(store: Store) -> float:
                used = time.thread_time()
                store.summaries(200, threads=True)
                return time.thread_time() - used

            reads = [await app.services.store.run(read) for _ in range(times)]
            finds = [await find(app) for _ in range(max(times // 2, 1) + 1)][1:]
            tell("result", pages=pages, reads=reads, finds=finds)

        await run_with(services, StartCompose(), measure)


if __name__ == "__main__":
    asyncio.run(main(**settings()))
