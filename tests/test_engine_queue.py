"""Calls wait for their group's places: in an order that loads each model once, and without a clock."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fusion_tui.core.events import Delta, Ended, Started, TextDelta
from fusion_tui.core.models import Candidate, Comparison, Member
from fusion_tui.engine import Engine
from tests.helpers.fakes import NOW, FakeProvider, answer, compared, forever, ids
from tests.helpers.log import Log


def seated(*members: tuple[str, str], identity: str = "c" * 32) -> Comparison:
    """A comparison of these providers and models, lettered as they stand."""
    comparison, _ = compared("m")
    seats = [Member(provider, model, f"seat {n}") for n, (provider, model) in enumerate(members)]
    candidates = tuple(
        Candidate(letter, member=m, name=m.name) for letter, m in zip("ABCDEFGH", seats, strict=False)
    )
    return replace(comparison, id=identity, candidates=candidates)


class Clock:
    """A clock and a date that go on together, only when told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)


def engine(*providers: FakeProvider, clock: Clock | None = None) -> Engine:
    clock = clock or Clock()
    return Engine({p.name: p for p in providers}, {}, clock=clock, now=clock.now, new_id=ids())


def began(log: Log) -> str:
    """The letters in the order they left the queue."""
    return "".join(event.letter for event in log.events if isinstance(event, Started))


async def test_one_place_asks_each_model_once_through_before_the_next() -> None:
    provider, log = FakeProvider({}, concurrency=1), Log()
    await engine(provider).fan_out(seated(("fake", "m1"), ("fake", "m2"), ("fake", "m1")), log)
    assert [request.model for request in provider.requests] == ["m1", "m1", "m2"]
    assert began(log) == "ACB" and provider.most_running == 1


async def test_which_model_comes_first_follows_the_letters_and_never_the_names() -> None:
    for models in itertools.permutations(("ant", "bee", "cat")):
        provider, log = FakeProvider({}, concurrency=1), Log()
        await engine(provider).fan_out(seated(*(("fake", model) for model in models)), log)
        assert began(log) == "ABC"


async def test_a_comparison_asked_meanwhile_joins_the_queue_by_model() -> None:
    gate, log, later = asyncio.Event(), Log(), Log()
    provider = FakeProvider({"m1": [gate.wait, *answer("x")]}, concurrency=1)
    machine = engine(provider)
    first = asyncio.create_task(machine.fan_out(seated(("fake", "m1"), ("fake", "m2")), log))
    await log.until(Started, "A")
    other = seated(("fake", "m2"), ("fake", "m1"), identity="d" * 32)
    second = asyncio.create_task(machine.fan_out(other, later))
    await asyncio.sleep(0)
    gate.set()
    await asyncio.wait_for(asyncio.gather(first, second), 5)
    assert [request.model for request in provider.requests] == ["m1", "m1", "m2", "m2"]


async def test_providers_of_one_group_never_overlap_whoever_is_asked_first() -> None:
    for members in itertools.permutations((("wide", "m1"), ("narrow", "m2"), ("wide", "m3"))):
        log = Log()
        wide = FakeProvider({}, "wide", concurrency=4, group="gpu0")
        narrow = FakeProvider({}, "narrow", concurrency=1, group="gpu0")
        running = 0

        async def alone() -> None:
            nonlocal running
            running += 1
            assert running == 1
            await asyncio.sleep(0)
            running -= 1

        for provider in (wide, narrow):
            provider.scripts = {m: [alone, *answer("x")] for m in ("m1", "m2", "m3")}
        await engine(wide, narrow).fan_out(seated(*members), log)
        assert {log.call(letter).status for letter in "ABC"} == {"complete"}


async def test_a_narrower_provider_that_joins_a_group_narrows_it() -> None:
    gate, log, later = asyncio.Event(), Log(), Log()
    wide = FakeProvider({"m1": [gate.wait, *answer("x")]}, "wide", concurrency=4, group="gpu0")
    providers = {"wide": wide}
    machine = Engine(providers, {}, clock=Clock(), now=lambda: NOW, new_id=ids())
    first = asyncio.create_task(machine.fan_out(seated(("wide", "m1")), log))
    await log.until(Started, "A")
    providers["narrow"] = FakeProvider({}, "narrow", concurrency=1, group="gpu0")
    other = seated(("narrow", "m2"), ("wide", "m3"), identity="d" * 32)
    second = asyncio.create_task(machine.fan_out(other, later))
    for _ in range(10):
        await asyncio.sleep(0)
    assert not later.events
    gate.set()
    await asyncio.wait_for(asyncio.gather(first, second), 5)
    assert [later.call(letter).status for letter in "AB"] == ["complete", "complete"]


async def test_a_providers_name_is_part_of_its_model() -> None:
    one, two = (FakeProvider({}, name, concurrency=1, group="gpu0") for name in ("one", "two"))
    log = Log()
    await engine(one, two).fan_out(seated(("one", "m"), ("two", "m"), ("one", "m")), log)
    assert began(log) == "ACB", "two servers have each loaded a model of that name"


async def test_seconds_and_the_date_of_a_call_begin_when_it_leaves_the_queue() -> None:
    gate, clock, log = asyncio.Event(), Clock(), Log()
    provider = FakeProvider({"m1": [gate.wait, *answer("x")]}, concurrency=1)
    asking = asyncio.create_task(
        engine(provider, clock=clock).fan_out(seated(("fake", "m1"), ("fake", "m2")), log)
    )
    await log.until(Started, "A")
    clock.seconds = 600.0
    gate.set()
    await asyncio.wait_for(asking, 5)
    first, second = log.call("A"), log.call("B")
    assert (first.started_at, first.seconds) == (NOW, 600.0)
    assert (second.started_at, second.seconds, second.ttft_s) == (NOW + timedelta(seconds=600), 0.0, 0.0)


async def test_stopping_a_call_in_its_queue_sends_nothing_and_has_no_seconds() -> None:
    log = Log()
    provider = FakeProvider({"m1": [TextDelta("x"), forever().wait]}, concurrency=1)
    machine, comparison = engine(provider), seated(("fake", "m1"), ("fake", "m2"), ("fake", "m3"))
    asking = asyncio.create_task(machine.fan_out(comparison, log))
    await log.until(Delta, "A")
    assert machine.stop(comparison.id, "B")
    await log.until(Ended, "B")
    stopped = log.call("B")
    assert (stopped.status, stopped.seconds, stopped.ttft_s) == ("stopped", None, None)
    machine.stop(comparison.id, "A")
    await asyncio.wait_for(asking, 5)
    assert [request.model for request in provider.requests] == ["m1", "m3"]
    assert log.call("C").status == "complete"


@pytest.mark.parametrize("order", ["AB", "BA"])
async def test_stopping_one_that_runs_and_the_next_in_line_at_once_frees_the_place(order: str) -> None:
    log = Log()
    provider = FakeProvider({"m1": [TextDelta("x"), forever().wait]}, concurrency=1)
    machine, comparison = engine(provider), seated(("fake", "m1"), ("fake", "m2"), ("fake", "m3"))
    asking = asyncio.create_task(machine.fan_out(comparison, log))
    await log.until(Delta, "A")
    for letter in order:
        machine.stop(comparison.id, letter)
    await asyncio.wait_for(asking, 5)
    assert {log.call(letter).status for letter in "AB"} == {"stopped"}
    assert log.call("C").status == "complete"


async def test_ending_the_program_empties_the_queue() -> None:
    log, later = Log(), Log()
    provider = FakeProvider({"m1": [TextDelta("x"), forever().wait]}, concurrency=1)
    machine = engine(provider)
    asking = asyncio.create_task(machine.fan_out(seated(("fake", "m1"), ("fake", "m2")), log))
    await log.until(Delta, "A")
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert not any(isinstance(event, Ended) for event in log.events) and began(log) == "A"
    await asyncio.wait_for(machine.fan_out(seated(("fake", "m2"), identity="d" * 32), later), 5)
    assert later.call("A").status == "complete", "no place was lost"


async def test_a_defect_gives_its_place_back() -> None:
    provider, log = FakeProvider({"m1": [ZeroDivisionError("bug")]}, concurrency=1), Log()
    comparison = seated(("fake", "m1"), ("fake", "m2"))
    await asyncio.wait_for(engine(provider).fan_out(comparison, log), 5)
    assert (log.call("A").status, log.call("B").status) == ("failed", "complete")
