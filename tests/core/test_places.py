"""Places of a group: never too many run, nobody is forgotten, and a model is loaded once."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fusion_tui.core.places import Places


class Calls:
    """Calls for places of a group that run until they are told to end."""

    def __init__(self, limit: int) -> None:
        self.places = Places(limit)
        self.order: list[str] = []
        self.running: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.most = 0

    def ask(self, name: str, model: str) -> None:
        """Queue a call."""
        self.tasks[name] = asyncio.create_task(self._run(name, model))

    async def _run(self, name: str, model: str) -> None:
        async with self.places.place(model):
            self.order.append(name)
            over = self.running[name] = asyncio.Event()
            self.most = max(self.most, len(self.running))
            try:
                await over.wait()
            finally:
                del self.running[name]

    async def end(self, name: str) -> None:
        """Let a call that runs end, and whoever follows begin."""
        self.running[name].set()
        await self.tasks[name]
        await turns()

    async def end_all(self) -> None:
        """Let everybody run and end."""
        while self.running:
            await self.end(next(iter(self.running)))


async def turns() -> None:
    """Everything that can happen now happens."""
    for _ in range(5):
        await asyncio.sleep(0)


async def asked(limit: int, *models: str) -> Calls:
    """Calls of these models, named A, B, C … in the order they came."""
    calls = Calls(limit)
    for letter, model in zip("ABCDEFGH", models, strict=False):
        calls.ask(letter, model)
    await turns()
    return calls


@pytest.mark.parametrize(
    ("models", "order"),
    [
        (("m1", "m2", "m1"), "ACB"),
        (("m2", "m1", "m1"), "ABC"),
        (("m1", "m2", "m3", "m2", "m1", "m3"), "AEBDCF"),
        (("zebra", "ant", "bee"), "ABC"),
    ],
)
async def test_calls_of_one_model_follow_each_other_else_the_oldest(
    models: tuple[str, ...], order: str
) -> None:
    calls = await asked(1, *models)
    await calls.end_all()
    assert "".join(calls.order) == order


async def test_a_second_comparison_is_served_by_the_same_rule() -> None:
    calls = await asked(1, "m1", "m2")
    calls.ask("second m2", "m2")
    calls.ask("second m1", "m1")
    await turns()
    await calls.end_all()
    assert calls.order == ["A", "second m1", "B", "second m2"]


async def test_two_places_keep_two_models_apart() -> None:
    calls = await asked(2, "m1", "m2", "m2", "m1")
    assert calls.order == ["A", "B"]
    await calls.end("A")
    assert calls.order == ["A", "B", "D"], "the place of m1 goes to m1"
    await calls.end_all()
    assert calls.most == 2


async def test_a_call_that_is_cancelled_while_it_waits_is_passed_over() -> None:
    calls = await asked(1, "m1", "m1", "m2")
    calls.tasks["B"].cancel()
    await calls.end("A")
    assert calls.order == ["A", "C"]
    await calls.end_all()


async def test_a_call_that_is_cancelled_while_it_runs_gives_its_place_back() -> None:
    calls = await asked(1, "m1", "m2")
    calls.tasks["A"].cancel()
    await turns()
    assert calls.order == ["A", "B"]
    await calls.end_all()


async def test_a_place_that_comes_together_with_the_cancellation_goes_on() -> None:
    calls = await asked(1, "m1", "m1", "m2", "m1")
    calls.running["A"].set()
    await asyncio.sleep(0)
    assert not calls.running and calls.order == ["A"], "B has its place, and has not woken up yet"
    calls.tasks["B"].cancel()
    await turns()
    assert calls.order == ["A", "D"]
    await calls.end_all()
    assert calls.order == ["A", "D", "C"]


async def test_everybody_cancelled_at_once_leaves_all_places_free() -> None:
    calls = await asked(2, "m1", "m2", "m3", "m1")
    for task in calls.tasks.values():
        task.cancel()
    await asyncio.wait(calls.tasks.values())
    calls.ask("E", "m1")
    calls.ask("F", "m2")
    await turns()
    assert sorted(calls.running) == ["E", "F"]
    await calls.end_all()


async def test_a_lower_limit_ends_nobody_and_holds_from_then_on() -> None:
    calls = await asked(2, "m1", "m1", "m1", "m1")
    calls.places.limit = 1
    await calls.end("A")
    assert sorted(calls.running) == ["B"]
    await calls.end("B")
    assert sorted(calls.running) == ["C"]
    await calls.end_all()
    assert calls.order == ["A", "B", "C", "D"]


Step = tuple[str, int]


def steps() -> st.SearchStrategy[list[Step]]:
    kinds = st.sampled_from(["ask", "end", "cancel", "turn"])
    return st.lists(st.tuples(kinds, st.integers(0, 99)), min_size=20, max_size=80)


async def act(calls: Calls, step: Step, number: int) -> None:
    kind, choice = step
    if kind == "ask":
        calls.ask(f"{number}", f"m{choice % 3}")
    elif kind == "end" and calls.running:
        list(calls.running.values())[choice % len(calls.running)].set()
    elif kind == "cancel" and calls.tasks:
        list(calls.tasks.values())[choice % len(calls.tasks)].cancel()
    elif kind == "turn":
        await asyncio.sleep(0)


@given(st.integers(1, 4), steps())
def test_whatever_comes_and_goes_places_are_kept_and_everybody_is_served(
    limit: int, chosen: list[Step]
) -> None:
    async def scenario() -> None:
        calls = Calls(limit)
        for number, step in enumerate(chosen):
            await act(calls, step, number)
            assert len(calls.running) <= limit
        await turns()
        waiting = [n for n, task in calls.tasks.items() if not task.done() and n not in calls.running]
        assert not waiting or len(calls.running) == limit, "nobody waits beside a free place"
        await calls.end_all()
        served = {name for name, task in calls.tasks.items() if not task.cancelled()}
        assert all(task.done() for task in calls.tasks.values()) and served <= set(calls.order)
        assert calls.most <= limit

    asyncio.run(scenario())
