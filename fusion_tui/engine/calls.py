"""Every call to a model: all members of a comparison at once, or one of a round; no failure touches another.

Coroutines that report through one async callback. An async generator around a TaskGroup breaks when it
is closed early, so there is none here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from fusion_tui.core import prompts
from fusion_tui.core.events import Consultation, Consulted, Emit, Ended, Provider, Request, Started
from fusion_tui.core.messages import Brief
from fusion_tui.core.models import (
    Call,
    Candidate,
    CandidateKind,
    Comparison,
    Member,
    Price,
    Reply,
    ReplyKind,
    Role,
)
from fusion_tui.core.places import Places
from fusion_tui.core.replies import UNREAD
from fusion_tui.engine.listening import Cut, Hearing, Listener, Writing
from fusion_tui.engine.unmarked import UNMARKED, again_unmarked
from fusion_tui.errors import ProviderError

_ROLES: Mapping[CandidateKind, Role] = {
    "answer": "member",
    "revision": "reviser",
    "synthesis": "synthesiser",
    "merge": "synthesiser",
    "draft": "member",
}
_BELOW: Mapping[CandidateKind, ReplyKind] = {"revision": "revision", "synthesis": "synthesis"}


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
        self._running: dict[tuple[str, str], asyncio.Task[object]] = {}
        self._stopped: set[tuple[str, str]] = set()

    async def fan_out(
        self, comparison: Comparison, emit: Emit, letters: Collection[str] | None = None
    ) -> None:
        """Ask the members with these letters (all by default) and return when each call has ended.

        Every call gets exactly one `Ended`, unless this coroutine itself is cancelled.
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
        """End one call now; its text so far is kept and marked stopped. False when it does not run.

        `letter` is a candidate's, or the id of a consultation.
        """
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

    def stopping(self, comparison_id: str) -> bool:
        """Whether all calls of a comparison that have not ended yet were told to stop."""
        running = {key for key in self._running if key[0] == comparison_id}
        return bool(running) and running <= self._stopped

    def _forget(self, key: tuple[str, str], _: asyncio.Task[object]) -> None:
        self._running.pop(key, None)
        self._stopped.discard(key)

    async def _answer(self, comparison: Comparison, candidate: Candidate, member: Member, emit: Emit) -> None:
        """One candidate's call, from the queue to its `Ended`; an unreadable synthesis is asked for again."""
        brief = candidate.brief or Brief(
            prompts.ask(comparison.prompt, comparison.documents, member.persona, comparison.context)
        )
        unread = await self._written(comparison, candidate, member, brief, emit)
        if unread:
            await self._written(comparison, candidate, member, again_unmarked(brief, unread), emit)

    async def _written(
        self, comparison: Comparison, candidate: Candidate, member: Member, brief: Brief, emit: Emit
    ) -> str:
        """Make one call; gives back what arrived where it cannot be told which of it is the synthesis."""
        role = _ROLES[candidate.kind]
        listener = Writing(
            candidate.letter, self._call(role, member, candidate.letter), emit, self._clock, Cut(brief.mark)
        )
        request = Request(member.model, brief.messages, member.params, role)
        call = await self._carry((comparison.id, candidate.letter), member, request, listener)
        unread = candidate.kind == "synthesis" and call.status == "complete" and not listener.cut.found
        if unread:
            await emit(Started(candidate.letter, call.id))
            call = replace(call, status="failed", error=UNMARKED)
        below = listener.text if unread else listener.cut.below.strip()
        kind = _BELOW.get(candidate.kind)
        about: dict[str, object] = {"letter": candidate.letter, **({UNREAD: True} if unread else {})}
        reply = (
            Reply(call.id, comparison.id, kind, member, about, below, self._now()) if kind and below else None
        )
        await emit(Ended(candidate.letter, call, reply))
        return listener.text if unread else ""

    async def consult(
        self, comparison_id: str, asked: Consultation, heard: Callable[[str], None] | None = None
    ) -> Consulted:
        """Make one call that writes no candidate; `heard` is told what arrives.

        A failure is the call's error; text that arrived before it is still the reply. `stop` with the
        consultation's id ends it.
        """
        key = (comparison_id, asked.id)
        listener = Hearing(self._call(asked.role, asked.member, None), heard, self._clock)
        request = Request(asked.member.model, asked.messages, asked.member.params, asked.role, asked.schema)
        task = asyncio.ensure_future(self._carry(key, asked.member, request, listener))
        self._running[key] = task
        task.add_done_callback(partial(self._forget, key))
        try:
            call = await asyncio.shield(task)
        except asyncio.CancelledError:
            task.cancel()
            raise
        text = listener.text
        reply = Reply(call.id, comparison_id, asked.kind, asked.member, asked.about, text, self._now())
        return Consulted(call, reply if text.strip() else None)

    async def _carry(
        self, key: tuple[str, str], member: Member, request: Request, listener: Listener
    ) -> Call:
        """One call from the queue to its end; the border where every failure stops."""
        error, stopped = None, False
        try:
            await self._send(member, request, listener)
        except asyncio.CancelledError:
            if key not in self._stopped:
                raise
            # Stopped by the person, not by the program's end: the task lives on to report it.
            asyncio.current_task().uncancel()  # type: ignore[union-attr]  # a coroutine runs in a task
            stopped = True
        except ProviderError as failure:
            error = failure
        except Exception as surprise:  # noqa: BLE001  one member's defect must not end the others
            error = ProviderError("provider_error", "response", f"{type(surprise).__name__}: {surprise}")
        await listener.finish()
        return self._priced(listener.stopped() if stopped else listener.ended(error))

    def _call(self, role: Role, member: Member, letter: str | None) -> Call:
        return Call(
            id=self._new_id(),
            role=role,
            letter=letter,
            member=member.name,
            provider=member.provider,
            model_requested=member.model,
            started_at=self._now(),
            status="waiting",
        )

    async def _send(self, member: Member, request: Request, listener: Listener) -> None:
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
