"""The `anthropic` dialect: the Messages API."""

from __future__ import annotations

from collections.abc import Iterator

from fusion_tui.core.clean import whole
from fusion_tui.core.events import FinishReason, Request, Served, StreamItem, UsageReport
from fusion_tui.core.messages import Message
from fusion_tui.core.models import Usage
from fusion_tui.providers.decoder import ServerEvent
from fusion_tui.providers.reader import InStreamError, Joined, Json, Reader, count, parse, part, text_of

VERSION = "2023-06-01"
MAX_TOKENS = 8192
"""Sent unless the member's params say otherwise: the API insists on a limit."""


class AnthropicDialect:
    """Messages."""

    path = "/v1/messages"
    models_path = "/v1/models"

    def headers(self, key: str | None) -> dict[str, str]:
        """The key has a header of its own."""
        return {"anthropic-version": VERSION, **({"x-api-key": key} if key else {})}

    def body(self, request: Request) -> dict[str, object]:
        """The system prompt stands apart from the messages."""
        system = "\n\n".join(m.content for m in request.messages if m.role == "system")
        return {
            "model": request.model,
            "max_tokens": MAX_TOKENS,
            "messages": [
                {"role": m.role, "content": _content(m)} for m in request.messages if m.role != "system"
            ],
            "stream": True,
            **({"system": system} if system else {}),
            **request.params,
        }

    def reader(self) -> Reader:
        """For one stream."""
        return AnthropicReader()


def _content(message: Message) -> str | list[dict[str, object]]:
    """What several calls begin with, system text included, is marked to be cached up to its end."""
    shared, own = message.content[: message.shared], message.content[message.shared :]
    if not shared.strip():
        return message.content
    cached: dict[str, object] = {
        "type": "text",
        "text": shared,
        "cache_control": {"type": "ephemeral"},
    }
    # An empty block is refused.
    return [cached, {"type": "text", "text": own}] if own.strip() else [cached]


class AnthropicReader:
    """Reads named events; unknown ones are skipped, as the API's rules demand."""

    def __init__(self) -> None:
        """Nothing arrived yet."""
        self.finished = False
        self.done = False
        self._joined = Joined()
        self._usage: dict[str, int] = {}

    def read(self, event: ServerEvent) -> Iterator[StreamItem]:
        """Text, reasoning, stop reason, usage."""
        data = parse(event.data)
        if data is None:
            return
        if event.name == "error" or data.get("type") == "error" or data.get("error"):
            raise InStreamError(data.get("error") or data)
        match data.get("type"):
            case "message_start":
                yield from self._start(part(data, "message"))
            case "content_block_delta":
                yield from self._delta(part(data, "delta"))
            case "message_delta":
                yield from self._counted(part(data, "usage"))
                yield from self._reason(part(data, "delta"))
            case "message_stop":
                yield from self._finish("end_turn")
                self.done = True

    def read_whole(self, body: Json) -> Iterator[StreamItem]:
        """A message in one piece."""
        if body.get("error"):
            raise InStreamError(body["error"])
        content = body.get("content")
        if not isinstance(content, list):
            return
        yield from self._start(body)
        yield from self._joined.text(text_of(content))
        yield from self._reason(body)
        yield from self._finish("end_turn")

    def flush(self) -> Iterator[StreamItem]:
        """What was held back."""
        return self._joined.flush()

    def _start(self, message: Json) -> Iterator[StreamItem]:
        model, identity = message.get("model"), message.get("id")
        yield Served(
            whole(model) if isinstance(model, str) else None,
            whole(identity) if isinstance(identity, str) else None,
        )
        yield from self._counted(part(message, "usage"))

    def _delta(self, delta: Json) -> Iterator[StreamItem]:
        yield from self._joined.reasoning(text_of(delta.get("thinking")))
        yield from self._joined.text(text_of(delta.get("text")))

    def _reason(self, delta: Json) -> Iterator[StreamItem]:
        reason = delta.get("stop_reason")
        if isinstance(reason, str) and reason:
            yield from self._finish(whole(reason))

    def _finish(self, reason: str) -> Iterator[StreamItem]:
        if not self.finished:
            self.finished = True
            yield FinishReason(reason)

    def _counted(self, usage: Json) -> Iterator[StreamItem]:
        """Counts are cumulative, each replaces the one before; cached input is counted apart."""
        names = ("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")
        self._usage |= {name: value for name in names if (value := count(usage, name)) is not None}
        if not self._usage:
            return
        cached = self._usage.get("cache_read_input_tokens")
        fresh = self._usage.get("input_tokens")
        more = (cached or 0) + self._usage.get("cache_creation_input_tokens", 0)
        yield UsageReport(
            Usage(
                input_tokens=None if fresh is None else fresh + more,
                output_tokens=self._usage.get("output_tokens"),
                cached_tokens=cached,
                reasoning_tokens=count(part(usage, "output_tokens_details"), "thinking_tokens"),
            )
        )
