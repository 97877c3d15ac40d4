"""Events become rows about once a second, and an end is committed at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fusion_tui.core.events import Delta, Ended, Reasoning, Retrying, RetryWait, Started
from fusion_tui.core.live import LiveComparison
from fusion_tui.core.models import Call, CallError, Comparison, Usage
from fusion_tui.errors import StoreError
from fusion_tui.store import JournalEntry, Recorder, Store, StoreThread
from tests.helpers.fakes import NOW, compared

CALL = Call(
    "c1", "member", "A", "name", "fake", "m", NOW, "complete", usage=Usage(1, 2), cost_usd=0.5, seconds=2.0
)


@pytest.fixture
async def thread(tmp_path: Path) -> AsyncIterator[StoreThread]:
    """A store in its thread."""
    opened = StoreThread.open(tmp_path / "fusion.db", now=lambda: NOW)
    yield opened
    await opened.close()


async def kept(thread: StoreThread) -> Comparison:
    comparison, ballot = compared("one", "two")
    await thread.run(lambda store: store.save_comparison(comparison, ballot))
    return comparison


def test_the_live_state_takes_every_event() -> None:
    comparison, _ = compared("one", "two")
    live = LiveComparison(comparison)
    for event in (Started("A", "c1"), Delta("A", "he"), Reasoning("A", "why"), Delta("A", "llo")):
        live.apply(event)
    assert (live.comparison.candidate("A").text, live.comparison.candidate("A").status) == (
        "hello",
        "writing",
    )
    assert live.comparison.candidate("A").reasoning == "why"
    assert live.comparison is live.comparison, "a snapshot without news costs nothing"
    live.apply(Retrying("B", RetryWait(1, 2, 3, CallError("response", "rate_limited", 429, "", ""))))
    assert live.comparison.candidate("B").status == "waiting"
    live.apply(Ended("A", CALL))
    done = live.comparison.candidate("A")
    assert (done.status, done.cost_usd, done.usage, done.seconds) == ("complete", 0.5, Usage(1, 2), 2.0)
    assert live.finish_order == ("A",)
    live.apply(Started("A", "c2"))
    assert live.comparison.candidate("A").text == "" and not live.finish_order


async def test_text_is_written_once_a_second_and_each_piece_once(thread: StoreThread) -> None:
    comparison = await kept(thread)
    now = [0.0]
    recorder = Recorder(thread, comparison, clock=lambda: now[0])
    for n in range(10):
        await recorder.record(Delta("A", f"{n} "))
    assert await journal(thread) == []
    now[0] = 1.5
    await recorder.record(Delta("A", "late "))
    await recorder._settle()
    await recorder.record(Delta("A", "later "))
    assert await journal(thread) == ["0 1 2 3 4 5 6 7 8 9 late "]
    await recorder.close()
    record = await thread.run(lambda store: store.load(comparison.id))
    assert record.comparison.candidate("A").text == "0 1 2 3 4 5 6 7 8 9 late later "
    assert record.comparison.candidate("A").status == "interrupted"


async def journal(thread: StoreThread) -> list[str]:
    def read(store: Store) -> list[str]:
        found = store._connection.execute("SELECT text FROM journal ORDER BY seq").fetchall()
        return [row["text"] for row in found]

    return await thread.run(read)


async def test_text_before_a_silence_is_written_although_nothing_follows(thread: StoreThread) -> None:
    comparison = await kept(thread)
    recorder = Recorder(thread, comparison, clock=asyncio.get_running_loop().time, interval=0.05)
    await recorder.record(Delta("A", "first"))
    await recorder.record(Delta("B", "last words"))
    async with asyncio.timeout(5):
        while await journal(thread) != ["first", "last words"]:
            await asyncio.sleep(0.01)
    await recorder.close()


async def test_an_end_is_committed_before_record_returns(thread: StoreThread) -> None:
    comparison = await kept(thread)
    recorder = Recorder(thread, comparison, clock=lambda: 0.0)
    await recorder.record(Delta("A", "all of it"))
    await recorder.record(Ended("A", CALL))
    record = await thread.run(lambda store: store.load(comparison.id))
    assert (record.comparison.candidate("A").text, record.calls) == ("all of it", (CALL,))


async def test_a_failed_write_is_said_kept_and_tried_again(
    thread: StoreThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    comparison = await kept(thread)
    recorder = Recorder(thread, comparison, clock=lambda: 0.0)
    finish = Store.finish_candidate

    def refuse(*_: object) -> None:
        raise StoreError("the disk is full; free some room.")

    monkeypatch.setattr(Store, "finish_candidate", refuse)
    await recorder.record(Delta("B", "journalled "))
    await recorder.record(Delta("A", "whole"))
    await recorder.record(Ended("A", CALL))
    assert recorder.failed is not None
    monkeypatch.setattr(Store, "finish_candidate", finish)
    await recorder.record(Delta("B", "later"))
    await recorder.close()
    assert recorder.failed is None
    record = await thread.run(lambda store: store.load(comparison.id))
    assert record.comparison.candidate("A").text == "whole"
    assert record.comparison.candidate("B").text == "journalled later", "nothing is written twice"


async def test_without_a_store_nothing_is_kept_but_the_screen_has_it() -> None:
    comparison, _ = compared("one")
    recorder = Recorder(None, comparison, clock=lambda: 0.0)
    await recorder.record(Delta("A", "x"))
    await recorder.record(Ended("A", CALL))
    await recorder.close()
    assert recorder.live.comparison.candidate("A").text == "x" and recorder.failed is None


async def test_work_of_the_thread_runs_in_order(thread: StoreThread) -> None:
    comparison = await kept(thread)
    pieces = [
        thread.run(lambda s, n=n: s.append_journal(comparison.id, [JournalEntry("A", str(n), "")]))  # type: ignore[misc]
        for n in range(20)
    ]
    await asyncio.gather(*pieces)
    assert "".join(await journal(thread)) == "".join(map(str, range(20)))


async def test_what_comes_after_the_store_has_closed_is_a_problem_that_is_said(tmp_path: Path) -> None:
    """A program that goes down takes its store along while the last words still come in."""
    thread = StoreThread.open(tmp_path / "fusion.db", now=lambda: NOW)
    comparison, ballot = compared("one")
    await thread.run(lambda store: store.save_comparison(comparison, ballot))
    recorder = Recorder(thread, comparison, clock=lambda: 0.0)
    await recorder.record(Delta("A", "late"))
    await thread.close()
    await recorder.close()
    assert recorder.failed is not None and "closing" in str(recorder.failed)
