"""Fan-out: every member of a comparison is asked at once, and one failure never touches another.

Coroutines that report through one async callback. An async generator around a TaskGroup breaks when it
is closed early, so there is none here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from fusion_tui.core import prompts
from fusion_tui.core.events import (
    Delta,
    Emit,
    Ended,
    FinishReason,
    Provider,
    Reasoning,
    ReasoningDelta,
    Request,
    Retrying,
    RetryWait,
    Served,
    Started,
    StreamItem,
    TextDelta,
    UsageReport,
)
from fusion_tui.core.models import Call, CallError, Candidate, Comparison, Member, Price, Status
from fusion_tui.core.places import Places
from fusion_tui.errors import ProviderError

_CUT = frozenset({"length", "max_tokens", "model_context_window_exceeded", "MAX_TOKENS"})
_REFUSED = frozenset({"refusal", "content_filter", "SAFETY", "RECITATION", "PROHIBITED_CONTENT"})


class Engine:
    """Asks members and reports what arrives; knows no provider, no store and no screen."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        prices: Mapping[str, Price],
        *,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        """`clock` counts seconds for durations, `now` tells the date, `new_id` draws call ids.

        `providers` may grow while the engine lives; `prices` are used only where a provider reports no cost.
        """
        self._providers = providers
        self._prices = prices
        self._clock = clock
        self._now = now
        self._new_id = new_id
        self._places: dict[str, Places] = {}
        self._running: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._stopped: set[tuple[str, str]] = set()

    async def fan_out(
        self, comparison: Comparison, emit: Emit, letters: Collection[str] | None = None
    ) -> None:
        """Ask the members with these letters (all by default) and return when each call has ended.

        Every letter gets exactly one `Ended`, unless this coroutine itself is cancelled.
        """
        wanted = comparison.letters if letters is None else letters
        async with asyncio.TaskGroup() as group:
            for candidate in comparison.candidates:
                key = (comparison.id, candidate.letter)
                if candidate.letter in wanted and candidate.member and key not in self._running:
                    task = group.create_task(self._answer(comparison, candidate, candidate.member, emit))
                    self._running[key] = task
                    task.add_done_callback(partial(self._forget, key))

    def stop(self, comparison_id: str, letter: str) -> bool:
        """End one call now; its text so far is kept and marked stopped. False when it does not run."""
        key = (comparison_id, letter)
        task = self._running.get(key)
        if task is None or key in self._stopped:
            return False
        self._stopped.add(key)
        task.cancel()
        return True

    async def halt(self, comparison_id: str, letter: str) -> None:
        """Stop one call and wait until its `Ended` has been taken."""
        task = self._running.get((comparison_id, letter))
        if self.stop(comparison_id, letter) and task:
            await asyncio.wait({task})

    def stop_all(self, comparison_id: str) -> int:
        """End every call of a comparison; returns how many."""
        return sum(self.stop(*key) for key in list(self._running) if key[0] == comparison_id)

    def _forget(self, key: tuple[str, str], _: asyncio.Task[None]) -> None:
        self._running.pop(key, None)
        self._stopped.discard(key)

    async def _answer(self, comparison: Comparison, candidate: Candidate, member: Member, emit: Emit) -> None:
        """One member's call, from the queue to its `Ended`; the border where every failure stops."""
        call = Call(
            id=self._new_id(),
            role="member",
            letter=candidate.letter,
            member=member.name,
            provider=member.provider,
            model_requested=member.model,
            started_at=self._now(),
            status="waiting",
        )
        listener = _Listener(candidate.letter, call, emit, self._clock)
        messages = prompts.ask(comparison.prompt, comparison.documents, member.persona, comparison.context)
        request = Request(member.model, messages, member.params)
        try:
            await self._send(member, request, listener)
            error = None
        except asyncio.CancelledError:
            if (comparison.id, candidate.letter) not in self._stopped:
                raise
            # Stopped by the person, not by the program's end: the task lives on to report it.
            asyncio.current_task().uncancel()  # type: ignore[union-attr]  # a coroutine runs in a task
            await emit(Ended(candidate.letter, self._priced(listener.stopped())))
            return
        except ProviderError as failure:
            error = failure
        except Exception as surprise:  # noqa: BLE001  one member's defect must not end the others
            error = ProviderError("provider_error", "response", f"{type(surprise).__name__}: {surprise}")
        await emit(Ended(candidate.letter, self._priced(listener.ended(error))))

    async def _send(self, member: Member, request: Request, listener: _Listener) -> None:
        provider = self._providers.get(member.provider)
        if provider is None:
            raise ProviderError(
                "not_found",
                "connect",
                f"No provider is called {member.provider!r}.",
                hint=f"Add [providers.{member.provider}] to config.toml.",
            )
        async with self._places_of(provider).place((member.provider, member.model)):
            await listener.start(self._now())
            await provider.stream(request, listener)

    def _places_of(self, provider: Provider) -> Places:
        """The queue of a provider's group, with as many places as the smallest of its providers allows."""
        limit = min(p.concurrency for p in self._providers.values() if p.group == provider.group)
        places = self._places.setdefault(provider.group, Places(limit))
        places.limit = limit
        return places

    def _priced(self, call: Call) -> Call:
        """The call with its cost worked out from configured prices, where the provider named none."""
        price = self._prices.get(call.model_served or "") or self._prices.get(call.model_requested)
        tokens_in, tokens_out = call.usage.input_tokens, call.usage.output_tokens
        if call.cost_usd is not None or price is None or tokens_in is None or tokens_out is None:
            return call
        return replace(call, cost_usd=(tokens_in * price.input + tokens_out * price.output) / 1_000_000)


@dataclass(slots=True)
class _Listener:
    """Turns one provider's items into the engine's events and keeps what the receipt needs."""

    letter: str
    call: Call
    emit: Emit
    clock: Callable[[], float]
    began: float | None = None
    has_text: bool = False

    async def start(self, now: datetime) -> None:
        """The call leaves its queue: only now its clocks run."""
        self.began = self.clock()
        self.call = replace(self.call, started_at=now)
        await self.emit(Started(self.letter, self.call.id))

    async def __call__(self, item: StreamItem) -> None:
        """Take one item, in the order they arrive."""
        match item:
            case TextDelta(text):
                self._first()
                self.has_text = self.has_text or bool(text.strip())
                await self.emit(Delta(self.letter, text))
            case ReasoningDelta(text):
                self._first()
                await self.emit(Reasoning(self.letter, text))
            case Served(model, request_id):
                self.call = replace(
                    self.call,
                    model_served=model or self.call.model_served,
                    request_id=request_id or self.call.request_id,
                )
            case UsageReport(usage, cost):
                self.call = replace(self.call, usage=usage, cost_usd=cost)
            case FinishReason(reason):
                self.call = replace(self.call, finish_reason=reason)
            case RetryWait():
                self.call = replace(self.call, attempts=item.attempt)
                await self.emit(Retrying(self.letter, item))

    def stopped(self) -> Call:
        """The call as the person's stop leaves it."""
        return self._closed("stopped", None)

    def ended(self, error: ProviderError | None) -> Call:
        """The call with its outcome."""
        error = error or self._emptiness()
        if error is None:
            return self._closed("truncated" if self.call.finish_reason in _CUT else "complete", None)
        return self._closed("truncated" if self.has_text else "failed", CallError.of(error))

    def _emptiness(self) -> ProviderError | None:
        if self.has_text:
            return None
        reason = self.call.finish_reason
        said = f"The model returned no text (finish reason: {reason or 'none given'})."
        if reason in _REFUSED:
            return ProviderError("refused", "stream", said, hint="Another model, or other words, may answer.")
        hint = (
            "Reasoning used up the token limit; raise max_tokens in the member's params."
            if reason in _CUT
            else "r asks again."
        )
        return ProviderError("empty_answer", "stream", said, hint=hint)

    def _first(self) -> None:
        if self.call.ttft_s is None and self.began is not None:
            self.call = replace(self.call, ttft_s=self.clock() - self.began)

    def _closed(self, status: Status, error: CallError | None) -> Call:
        seconds = None if self.began is None else self.clock() - self.began
        return replace(self.call, status=status, error=error, seconds=seconds)
