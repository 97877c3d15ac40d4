"""Fan-out: what one member does never touches another."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from fusion_tui.core.events import (
    Delta,
    Ended,
    FinishReason,
    Reasoning,
    ReasoningDelta,
    Retrying,
    RetryWait,
    Served,
    Started,
    TextDelta,
    UsageReport,
)
from fusion_tui.core.models import CallError, Comparison, Price, Usage
from fusion_tui.engine import Engine
from fusion_tui.errors import ProviderError
from tests.helpers.fakes import NOW, FakeProvider, Step, answer, compared, forever, ids, letter_of
from tests.helpers.log import Log


def engine(provider: FakeProvider, prices: Mapping[str, Price] | None = None) -> Engine:
    ticks = iter(range(1_000_000))
    return Engine(
        {provider.name: provider},
        prices or {},
        clock=lambda: float(next(ticks)),
        now=lambda: NOW,
        new_id=ids(),
    )


async def ask(provider: FakeProvider, comparison: Comparison, **prices: Price) -> Log:
    log = Log()
    await engine(provider, prices).fan_out(comparison, log)
    return log


async def test_every_member_answers_and_each_text_reaches_its_own_letter() -> None:
    comparison, _ = compared("one", "two", "three")
    provider = FakeProvider({m: answer(f"text of {m}") for m in ("one", "two", "three")})
    log = await ask(provider, comparison)
    for model in ("one", "two", "three"):
        letter = letter_of(comparison, model)
        assert log.text(letter).strip() == f"text of {model}"
        assert log.call(letter).status == "complete"
        assert log.call(letter).model_requested == model


async def test_one_members_failure_leaves_the_others_alone() -> None:
    comparison, _ = compared("good", "bad", "broken")
    failure = ProviderError("rate_limited", "response", "slow down", http_status=429, hint="Wait.")
    provider = FakeProvider({"good": answer("fine"), "bad": [failure], "broken": [ZeroDivisionError("bug")]})
    log = await ask(provider, comparison)
    assert log.call(letter_of(comparison, "good")).status == "complete"
    bad = log.call(letter_of(comparison, "bad"))
    assert bad.status == "failed"
    assert bad.error == CallError("response", "rate_limited", 429, "slow down", "Wait.")
    broken = log.call(letter_of(comparison, "broken"))
    assert broken.status == "failed"
    assert broken.error is not None and "bug" in broken.error.provider_text


@pytest.mark.parametrize("text", ["", "  \n\t "])
async def test_an_empty_answer_is_a_failure_that_names_the_finish_reason(text: str) -> None:
    comparison, _ = compared("m")
    log = await ask(FakeProvider({"m": [TextDelta(text), FinishReason("length")]}), comparison)
    call = log.call("A")
    assert call.status == "failed"
    assert call.error is not None and call.error.kind == "empty_answer"
    assert "finish reason: length" in call.error.provider_text
    assert "max_tokens" in call.error.hint


async def test_a_refusal_without_text_is_refused_not_empty() -> None:
    comparison, _ = compared("m")
    log = await ask(FakeProvider({"m": [FinishReason("content_filter")]}), comparison)
    error = log.call("A").error
    assert error is not None and error.kind == "refused"


async def test_text_before_an_error_is_kept_and_marked_truncated() -> None:
    comparison, _ = compared("m")
    cut = ProviderError("connection_lost", "stream", "peer closed")
    log = await ask(FakeProvider({"m": [TextDelta("half an "), TextDelta("answer"), cut]}), comparison)
    assert log.text("A") == "half an answer"
    call = log.call("A")
    assert call.status == "truncated"
    assert call.error is not None and call.error.kind == "connection_lost"


async def test_a_length_limit_is_truncated_without_an_error() -> None:
    comparison, _ = compared("m")
    log = await ask(FakeProvider({"m": answer("long text", reason="max_tokens")}), comparison)
    assert (log.call("A").status, log.call("A").error) == ("truncated", None)


async def test_stopping_one_keeps_its_text_and_lets_the_others_finish() -> None:
    comparison, _ = compared("slow", "quick")
    provider = FakeProvider({"slow": [TextDelta("begun"), forever().wait], "quick": answer("done")})
    machine, log = engine(provider), Log()
    slow, quick = letter_of(comparison, "slow"), letter_of(comparison, "quick")
    asking = asyncio.create_task(machine.fan_out(comparison, log))
    await log.until(Delta, slow)
    assert machine.stop(comparison.id, slow)
    assert not machine.stop(comparison.id, slow), "a second stop finds nothing to do"
    await asyncio.wait_for(asking, 5)
    assert log.call(slow).status == "stopped" and log.text(slow) == "begun"
    assert log.call(quick).status == "complete"
    assert provider.cancelled == ["slow"]


async def test_stopping_all_ends_every_call_of_that_comparison_only() -> None:
    first, _ = compared("a", "b")
    second, _ = compared("c", new_id=iter(["f" * 32, "e" * 32]).__next__)
    wait = forever().wait
    provider = FakeProvider({m: [TextDelta("x"), wait] for m in "abc"})
    machine, log, other = engine(provider), Log(), Log()
    asking = asyncio.create_task(machine.fan_out(first, log))
    elsewhere = asyncio.create_task(machine.fan_out(second, other))
    await log.until(Delta, "A")
    await log.until(Delta, "B")
    await other.until(Delta, "A")
    assert machine.stop_all(first.id) == 2
    await asyncio.wait_for(asking, 5)
    assert {log.call("A").status, log.call("B").status} == {"stopped"}
    assert not elsewhere.done()
    machine.stop_all(second.id)
    await asyncio.wait_for(elsewhere, 5)


async def test_halt_returns_only_after_the_end_was_taken() -> None:
    comparison, _ = compared("m")
    machine, log = engine(FakeProvider({"m": [TextDelta("x"), forever().wait]})), Log()
    asking = asyncio.create_task(machine.fan_out(comparison, log))
    await log.until(Delta, "A")
    await machine.halt(comparison.id, "A")
    assert log.call("A").status == "stopped"
    await asyncio.wait_for(asking, 5)


async def test_retrying_one_asks_only_that_member() -> None:
    comparison, _ = compared("one", "two")
    provider, log = FakeProvider({}), Log()
    letter = letter_of(comparison, "two")
    await engine(provider).fan_out(comparison, log, (letter,))
    assert [request.model for request in provider.requests] == ["two"]
    assert {event.letter for event in log.events} == {letter}


async def test_ending_the_program_reports_nothing_so_that_the_text_reads_interrupted() -> None:
    comparison, _ = compared("m")
    provider, log = FakeProvider({"m": [TextDelta("x"), forever().wait]}), Log()
    asking = asyncio.create_task(engine(provider).fan_out(comparison, log))
    await log.until(Delta, "A")
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert not any(isinstance(event, Ended) for event in log.events)
    assert provider.cancelled == ["m"]


async def test_the_receipt_has_tokens_cost_served_model_and_times() -> None:
    comparison, _ = compared("m")
    script: list[Step] = [
        Served("m-2026", "req-1"),
        ReasoningDelta("hm"),
        TextDelta("yes"),
        UsageReport(Usage(10, 20, 3, 4), 0.25),
        FinishReason("stop"),
    ]
    log = await ask(FakeProvider({"m": script}), comparison)
    call = log.call("A")
    assert (call.model_served, call.request_id, call.finish_reason) == ("m-2026", "req-1", "stop")
    assert (call.usage, call.cost_usd) == (Usage(10, 20, 3, 4), 0.25)
    assert call.ttft_s is not None and call.seconds is not None and 0 < call.ttft_s < call.seconds
    assert [type(event) for event in log.events] == [Started, Reasoning, Delta, Ended]


async def test_configured_prices_count_only_where_the_provider_names_no_cost() -> None:
    comparison, _ = compared("m")
    price = Price(input=1.0, output=2.0)
    silent = FakeProvider(
        {"m": [TextDelta("x"), UsageReport(Usage(1_000_000, 500_000)), FinishReason("stop")]}
    )
    assert (await ask(silent, comparison, m=price)).call("A").cost_usd == 2.0
    named = FakeProvider({"m": [TextDelta("x"), UsageReport(Usage(1, 1), 0.5), FinishReason("stop")]})
    assert (await ask(named, comparison, m=price)).call("A").cost_usd == 0.5
    untold = FakeProvider({"m": answer("x")})
    assert (await ask(untold, comparison, m=price)).call("A").cost_usd is None, "unknown is never 0"


async def test_a_wait_before_a_retry_is_reported_and_attempts_are_counted() -> None:
    comparison, _ = compared("m")
    wait = RetryWait(2.0, 2, 3, CallError("response", "rate_limited", 429, "", ""))
    log = await ask(FakeProvider({"m": [wait, *answer("x")]}), comparison)
    assert [e for e in log.events if isinstance(e, Retrying)] == [Retrying("A", wait)]
    assert log.call("A").attempts == 2


async def test_a_member_of_an_unknown_provider_fails_with_a_hint() -> None:
    comparison, _ = compared("m")
    machine, log = Engine({}, {}, clock=lambda: 0.0, now=lambda: NOW, new_id=ids()), Log()
    await machine.fan_out(comparison, log)
    error = log.call("A").error
    assert error is not None and "[providers.fake]" in error.hint


async def test_places_are_shared_by_a_group_and_queueing_starts_no_clock() -> None:
    comparison, _ = compared("one", "two")
    gate = asyncio.Event()
    provider = FakeProvider(
        {"one": [gate.wait, *answer("x")], "two": [gate.wait, *answer("x")]}, concurrency=1
    )
    log = Log()
    asking = asyncio.create_task(engine(provider).fan_out(comparison, log))
    await log.until(Started, "A")
    assert [event.letter for event in log.events] == ["A"], "B waits for the place"
    gate.set()
    await asyncio.wait_for(asking, 5)
    assert provider.most_running == 1
