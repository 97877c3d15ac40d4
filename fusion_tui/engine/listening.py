"""What one call brings: kept for the receipt, told as events or gathered as a text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from fusion_tui.core.events import (
    Delta,
    Emit,
    FinishReason,
    Reasoning,
    ReasoningDelta,
    Retrying,
    RetryWait,
    Served,
    Started,
    StreamItem,
    TextDelta,
    UsageReport,
)
from fusion_tui.core.models import Call, CallError, Status
from fusion_tui.errors import ProviderError

_CUT = frozenset({"length", "max_tokens", "model_context_window_exceeded", "MAX_TOKENS"})
_REFUSED = frozenset({"refusal", "content_filter", "SAFETY", "RECITATION", "PROHIBITED_CONTENT"})


class Listener:
    """Keeps what the receipt needs of one call."""

    def __init__(self, call: Call, clock: Callable[[], float]) -> None:
        """`clock` counts seconds."""
        self.call = call
        self.has_text = False
        self._clock = clock
        self._began: float | None = None

    async def start(self, now: datetime) -> None:
        """The call leaves its queue: only now its clocks run."""
        self._began = self._clock()
        self.call = replace(self.call, started_at=now)

    async def __call__(self, item: StreamItem) -> None:
        """Take one item, in the order they arrive."""
        match item:
            case TextDelta(text):
                self._first()
                self.has_text = self.has_text or bool(text.strip())
            case ReasoningDelta():
                self._first()
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

    async def finish(self) -> None:
        """Nothing more arrives."""

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
        if self.call.ttft_s is None and self._began is not None:
            self.call = replace(self.call, ttft_s=self._clock() - self._began)

    def _closed(self, status: Status, error: CallError | None) -> Call:
        seconds = None if self._began is None else self._clock() - self._began
        return replace(self.call, status=status, error=error, seconds=seconds)


class Cut:
    """Parts a text that arrives in pieces at the first line that is the mark."""

    def __init__(self, mark: str) -> None:
        """Without a mark everything is above it."""
        self.below = ""
        self.found = False
        self._mark = mark
        self._held = ""
        self._line_start = True

    def take(self, piece: str) -> str:
        """What of the text so far is surely above the mark and was not given yet."""
        if not self._mark:
            return piece
        if self.found:
            self.below += piece
            return ""
        self._held += piece
        return self._given()

    def rest(self) -> str:
        """The end of the text: what was held back because a mark could still have come of it."""
        held, self._held = self._held, ""
        if self._line_start and held.strip() == self._mark:
            self.found = True
            return ""
        return held

    def _given(self) -> str:
        """Whole lines, and of the last one as much as can be no mark."""
        given: list[str] = []
        while "\n" in self._held:
            line, self._held = self._held.split("\n", 1)
            if self._line_start and line.strip() == self._mark:
                self.found, self.below, self._held = True, self._held, ""
                return "".join(given)
            given.append(line + "\n")
            self._line_start = True
        if self._held and not (self._line_start and self._may_be_mark(self._held)):
            given.append(self._held)
            self._held, self._line_start = "", False
        return "".join(given)

    def _may_be_mark(self, start: str) -> bool:
        return self._mark.startswith(start.strip()) or start.strip() == self._mark


class Writing(Listener):
    """Tells what a candidate's call brings as the engine's events."""

    def __init__(self, letter: str, call: Call, emit: Emit, clock: Callable[[], float], cut: Cut) -> None:
        """`cut` parts the candidate's text from what stands below it."""
        super().__init__(call, clock)
        self.cut = cut
        self._said = False
        self._pieces: list[str] = []
        self._letter = letter
        self._emit = emit

    @property
    def text(self) -> str:
        """What has arrived above the mark."""
        return "".join(self._pieces)

    async def start(self, now: datetime) -> None:
        """The call leaves its queue."""
        await super().start(now)
        await self._emit(Started(self._letter, self.call.id))

    async def __call__(self, item: StreamItem) -> None:
        """Take one item and tell of it."""
        await super().__call__(item)
        match item:
            case TextDelta(text):
                await self._tell(self.cut.take(text))
            case ReasoningDelta(text):
                await self._emit(Reasoning(self._letter, text))
            case RetryWait():
                await self._emit(Retrying(self._letter, item))

    async def finish(self) -> None:
        """Give what was held back."""
        await self._tell(self.cut.rest())

    async def _tell(self, text: str) -> None:
        self._said = self._said or bool(text.strip())
        # What stands below the mark is no text of the candidate.
        self.has_text = self._said
        if text:
            self._pieces.append(text)
            await self._emit(Delta(self._letter, text))


class Hearing(Listener):
    """Gathers what a consultation brings."""

    def __init__(self, call: Call, heard: Callable[[str], None] | None, clock: Callable[[], float]) -> None:
        """`heard` is told each piece of text."""
        super().__init__(call, clock)
        self._heard = heard
        self._pieces: list[str] = []

    @property
    def text(self) -> str:
        """What has arrived."""
        return "".join(self._pieces)

    async def __call__(self, item: StreamItem) -> None:
        """Take one item."""
        await super().__call__(item)
        if isinstance(item, TextDelta):
            self._pieces.append(item.text)
            if self._heard:
                self._heard(item.text)
