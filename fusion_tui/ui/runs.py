"""Comparisons that are being asked: each has one worker of the app, so leaving a screen stops nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from fusion_tui.core.events import (
    Consultation,
    Consulted,
    Delta,
    Ended,
    Event,
    Reasoning,
    Retrying,
    RetryWait,
    Started,
)
from fusion_tui.core.models import Ballot, Call, Candidate, Comparison, Reply
from fusion_tui.engine import Engine
from fusion_tui.store import Recorder

READY = "ready"
"""How the history marks a comparison that has ended and was not looked at since."""

Listener = Callable[[Event], None]


@dataclass(slots=True)
class Asking:
    """A consultation under way."""

    asked: Consultation
    began: float
    chars: int = 0
    """What has arrived of its reply."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A consultation whose call brought no text."""

    asked: Consultation
    call: Call
    after: int
    """Replies of the run that had come before."""


@dataclass(slots=True)
class Run:
    """One comparison with live calls: the recorder keeps, the listener shows, nothing else listens."""

    ballot: Ballot
    """The one that the arena shows."""
    recorder: Recorder
    clock: Callable[[], float]
    began: float
    """On `clock`, when it was asked."""
    listener: Listener | None = None
    first_text: float | None = None
    last_word: dict[str, float] = field(default_factory=dict)
    """Letter to when something last arrived; a call that waits in its queue has no entry."""
    waits: dict[str, tuple[float, RetryWait]] = field(default_factory=dict)
    """Letter to when its next attempt starts."""
    ended_at: float | None = None
    seen: bool = False
    """The person picked in it, or had it on the screen when or after all had ended."""
    replies: list[Reply] = field(default_factory=list)
    """What rounds brought, oldest first."""
    asking: dict[str, Asking] = field(default_factory=dict)
    """Consultations under way, by their ids."""
    unanswered: list[Unanswered] = field(default_factory=list)
    """Of rounds, oldest first: the record keeps the call, but not what it was about."""
    _carried: int = 0
    _ends: dict[str, asyncio.Event] = field(default_factory=dict)
    """Of those that are asked, set when their calls have ended."""

    @property
    def comparison(self) -> Comparison:
        """As it stands now."""
        return self.recorder.live.comparison

    @property
    def busy(self) -> bool:
        """Calls are under way, or what they brought is still being stored."""
        return self._carried > 0 or bool(self.asking)

    @property
    def progress(self) -> str:
        """How far it is, in a few words; empty once it was looked at after its end."""
        candidates = self.comparison.candidates
        if self.comparison.live:
            return f"writing, {sum(not c.live for c in candidates)} of {len(candidates)}"
        return "" if self.seen else READY

    def add(self, candidates: Sequence[Candidate], ballot: Ballot) -> None:
        """Later candidates join, and the ballot that shows them."""
        for candidate in candidates:
            self.recorder.live.add(candidate)
        self.ballot = ballot

    async def consult(self, engine: Engine, asked: Consultation) -> Consulted:
        """Make one call of a round and keep what it brings."""
        asking = self.asking[asked.id] = Asking(asked, self.clock())

        def heard(text: str) -> None:
            asking.chars += len(text)

        try:
            done = await engine.consult(self.comparison.id, asked, heard)
            await self.recorder.keep(done)
        finally:
            del self.asking[asked.id]
        if done.reply:
            self.replies.append(done.reply)
        else:
            self.unanswered.append(Unanswered(asked, done.call, len(self.replies)))
        return done

    def restart(self, letters: Collection[str]) -> None:
        """These are asked again: until their calls leave the queue they wait without a clock."""
        for letter in letters:
            self.recorder.live.restart(letter)
            self.last_word.pop(letter, None)

    async def ended(self, letter: str) -> Candidate:
        """A candidate that is asked, once its call has ended and is stored."""
        if self.comparison.candidate(letter).live or letter in self._ends:
            await self._ends.setdefault(letter, asyncio.Event()).wait()
        return self.comparison.candidate(letter)

    async def emit(self, event: Event) -> None:
        """Take one event of the engine: keep it, then show it."""
        await self.recorder.record(event)
        self._note(event)
        if self.listener:
            self.listener(event)

    async def carry(self, engine: Engine, letters: Collection[str] | None = None) -> None:
        """Ask these letters (all by default) and return when their calls have ended and are stored."""
        self._carried += 1
        asked = tuple(self.comparison.letters if letters is None else letters)
        for letter in asked:
            self._ends.setdefault(letter, asyncio.Event())
        try:
            await engine.fan_out(self.comparison, self.emit, letters)
        finally:
            self._carried -= 1
            if not self._carried:
                await self.recorder.close()
                self.ended_at = self.clock()
            for letter in asked:
                self._ends.pop(letter, asyncio.Event()).set()

    def _note(self, event: Event) -> None:
        now = self.clock()
        self.last_word[event.letter] = now
        match event:
            case Delta() | Reasoning():
                if self.first_text is None:
                    self.first_text = now
            case Retrying(letter, wait):
                self.waits[letter] = (now + wait.seconds, wait)
            case Started(letter):
                self.waits.pop(letter, None)
            case Ended(letter, _, below):
                self.waits.pop(letter, None)
                if below:
                    self.replies.append(below)
