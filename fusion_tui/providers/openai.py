"""The `openai` dialect: OpenAI, OpenRouter, Gemini's compatible endpoint, local servers and others."""

from __future__ import annotations

from collections.abc import Iterator

from fusion_tui.core.clean import whole
from fusion_tui.core.events import FinishReason, Request, Served, StreamItem, UsageReport
from fusion_tui.core.models import Usage
from fusion_tui.providers.decoder import ServerEvent
from fusion_tui.providers.reader import (
    InStreamError,
    Joined,
    Json,
    Reader,
    amount,
    count,
    parse,
    part,
    text_of,
)


class OpenAiDialect:
    """Chat completions."""

    path = "/chat/completions"
    models_path = "/models"

    def headers(self, key: str | None) -> dict[str, str]:
        """A bearer token."""
        return {"authorization": f"Bearer {key}"} if key else {}

    def body(self, request: Request) -> dict[str, object]:
        """Messages as they are, streamed, with usage."""
        return {
            "model": request.model,
            "messages": [{"role": m.role, "content": m.content} for m in request.messages],
            "stream": True,
            "stream_options": {"include_usage": True},
            **_shape(request),
            **request.params,
        }

    def reader(self) -> Reader:
        """For one stream."""
        return OpenAiReader()


class OpenAiReader:
    """Reads `chat.completion.chunk` events, and what servers make of them."""

    def __init__(self) -> None:
        """Nothing arrived yet."""
        self.finished = False
        self.done = False
        self._joined = Joined()
        self._served = Served()

    def read(self, event: ServerEvent) -> Iterator[StreamItem]:
        """Text, reasoning, finish reason, usage, in the order an event has them."""
        if event.data.startswith("[DONE]"):
            yield from self._finish("stop")
            self.done = True
            return
        chunk = parse(event.data)
        if chunk is None:
            return
        if chunk.get("error"):
            raise InStreamError(chunk["error"])
        yield from self._serving(chunk)
        choice = _first_choice(chunk)
        yield from self._delta(part(choice, "delta"))
        yield from self._reason(choice)
        yield from _usage(chunk)

    def read_whole(self, body: Json) -> Iterator[StreamItem]:
        """A `chat.completion` in one piece."""
        if body.get("error"):
            raise InStreamError(body["error"])
        choice = _first_choice(body)
        if not choice:
            return
        yield from self._serving(body)
        yield from self._delta(part(choice, "message"))
        yield from self._reason(choice)
        yield from _usage(body)
        yield from self._finish("stop")

    def flush(self) -> Iterator[StreamItem]:
        """What was held back."""
        return self._joined.flush()

    def _delta(self, delta: Json) -> Iterator[StreamItem]:
        # Servers send the same reasoning under several names at once; only one of them is taken.
        names = ("reasoning", "reasoning_content", "reasoning_details")
        yield from self._joined.reasoning(next((t for n in names if (t := text_of(delta.get(n)))), ""))
        yield from self._joined.text(text_of(delta.get("content")) or text_of(delta.get("refusal")))

    def _reason(self, choice: Json) -> Iterator[StreamItem]:
        reason = choice.get("finish_reason")
        if reason == "error":
            raise InStreamError(choice.get("error") or "finish_reason: error")
        if isinstance(reason, str) and reason:
            yield from self._finish(whole(reason))

    def _finish(self, reason: str) -> Iterator[StreamItem]:
        if not self.finished:
            self.finished = True
            yield FinishReason(reason)

    def _serving(self, chunk: Json) -> Iterator[Served]:
        model, identity = chunk.get("model"), chunk.get("id")
        served = Served(
            whole(model) if isinstance(model, str) and model else self._served.model,
            whole(identity) if isinstance(identity, str) and identity else self._served.request_id,
        )
        if served != self._served:
            self._served = served
            yield served


def _shape(request: Request) -> dict[str, object]:
    if request.schema is None:
        return {}
    named = {"name": "reply", "strict": True, "schema": request.schema}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def _first_choice(chunk: Json) -> Json:
    choices = chunk.get("choices")
    if not isinstance(choices, list):
        return {}
    return next((c for c in choices if isinstance(c, dict) and c.get("index", 0) in (0, None)), {})


def _usage(chunk: Json) -> Iterator[UsageReport]:
    usage = part(chunk, "usage")
    if not usage:
        return
    cost = amount(usage, "cost")
    upstream = amount(part(usage, "cost_details"), "upstream_inference_cost")
    if cost is not None and usage.get("is_byok") is True and upstream is not None:
        cost += upstream
    yield UsageReport(
        Usage(
            input_tokens=count(usage, "prompt_tokens"),
            output_tokens=count(usage, "completion_tokens"),
            cached_tokens=count(part(usage, "prompt_tokens_details"), "cached_tokens"),
            reasoning_tokens=count(part(usage, "completion_tokens_details"), "reasoning_tokens"),
        ),
        cost,
    )
