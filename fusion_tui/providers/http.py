"""One request over HTTP: clocks, limits, retries, and a connection that closes when nobody wants it."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from fusion_tui.config.reading import is_loopback
from fusion_tui.config.schema import ProviderConfig
from fusion_tui.core.events import (
    EmitItem,
    FinishReason,
    ReasoningDelta,
    Request,
    RetryWait,
    Served,
    TextDelta,
)
from fusion_tui.core.models import CallError
from fusion_tui.core.redact import Redactor, Secret
from fusion_tui.errors import ProviderError, Stage
from fusion_tui.providers import mapping
from fusion_tui.providers.clocks import Clocks
from fusion_tui.providers.decoder import EventDecoder, EventTooLargeError, ServerEvent
from fusion_tui.providers.late import late
from fusion_tui.providers.reader import Dialect, InStreamError, Reader, parse

if TYPE_CHECKING:
    import httpx
else:
    httpx = late("httpx")

MAX_ANSWER = 1 << 20
"""Characters of one answer, and of its reasoning."""

_MAX_ERROR_BODY = 64 << 10
_REQUEST_ID = ("x-request-id", "request-id", "x-generation-id")
_TOOK_TOO_LONG = (408, 504)


class HttpProvider:
    """A configured endpoint; implements `core.models.Provider`."""

    def __init__(
        self,
        config: ProviderConfig,
        dialect: Dialect,
        key: Secret | None,
        *,
        redact: Redactor,
        trust_env: bool,
        now: Callable[[], datetime],
        rng: random.Random,
        sleep: Callable[[float], Awaitable[None]],
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        """Opens nothing yet."""
        self.name = config.name
        self.group = config.group or config.name
        self.concurrency = config.concurrency
        self._config = config
        self._dialect = dialect
        self._key = key
        self._redact = redact
        self._now = now
        self._rng = rng
        self._sleep = sleep
        self._local = is_loopback(config.base_url)
        self._trust_env = trust_env and not self._local
        self._transport = transport
        self._client: httpx.AsyncClient | None = None
        self._shapeless: set[str] = set()
        """Models that have refused a schema."""

    async def aclose(self) -> None:
        """Close idle connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    async def stream(self, request: Request, emit: EmitItem) -> None:
        """Send one request, again where that is allowed, and emit what arrives.

        A schema goes along where the configuration says so; a model that refuses it is asked without it.
        """
        if request.schema and (not self._config.json_schema or request.model in self._shapeless):
            request = replace(request, schema=None)
        try:
            await self._tried(request, emit)
        except ProviderError as error:
            if request.schema is None or not _refuses_schema(error):
                raise
            self._shapeless.add(request.model)
            await self._tried(replace(request, schema=None), emit)

    async def _tried(self, request: Request, emit: EmitItem) -> None:
        attempts = self._config.retries + 1
        for attempt in range(1, attempts + 1):
            answer = _Answer(emit, Clocks(self._config.timeouts))
            try:
                await self._send(request, answer)
                return
            except ProviderError as error:
                if not self._may_retry(error) or answer.begun or attempt == attempts:
                    raise
                wait = self._wait(error, attempt)
                await emit(RetryWait(wait, attempt + 1, attempts, CallError.of(error)))
                await self._sleep(wait)

    async def models(self) -> tuple[str, ...]:
        """The names of the models on offer, sorted."""
        try:
            response = await self._open().get(
                self._config.base_url + self._dialect.models_path, headers=self._headers()
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise mapping.of_exception(error, "response", self._redact) from error
        if response.status_code != 200:
            raise mapping.of_status(
                response.status_code, response.headers, response.content, self._redact, self._now()
            )
        listed = parse(response.text) or {}
        data = listed.get("data")
        if not isinstance(data, list):
            raise mapping.failure(
                "not_a_stream", "response", self._redact(mapping.words_of(response.content))
            )
        return tuple(sorted(str(item["id"]) for item in data if isinstance(item, dict) and "id" in item))

    def _may_retry(self, error: ProviderError) -> bool:
        """Whether the program may ask again; a server on this machine that is only slow would begin anew."""
        return error.retryable and not (self._local and error.http_status in _TOOK_TOO_LONG)

    def _wait(self, error: ProviderError, attempt: int) -> float:
        """As long as the provider asks, else half a second doubling up to eight, with jitter."""
        if error.retry_after is not None:
            return error.retry_after
        return min(0.5 * 2.0 ** (attempt - 1), 8.0) * self._rng.uniform(0.75, 1.25)

    def _open(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(
                timeout=self._limits(self._config.timeouts.idle),
                follow_redirects=False,
                trust_env=self._trust_env,
                transport=self._transport,
            )
        return self._client

    def _limits(self, idle: float | None) -> httpx.Timeout:
        return httpx.Timeout(idle, connect=self._config.timeouts.connect, pool=None)

    def _headers(self) -> dict[str, str]:
        key = self._key.reveal() if self._key else None
        if key is None and (self._config.key_env or self._config.key):
            where = self._config.key_env or self._config.key
            raise mapping.failure("auth", "connect", f"No key was found for {self.name} ({where}).")
        if key is not None and not (key.isascii() and key.isprintable()):
            raise mapping.failure("auth", "connect", "The key has characters that no key has.")
        return {"accept-encoding": "identity", **self._dialect.headers(key)}

    async def _send(self, request: Request, answer: _Answer) -> None:
        body = json.dumps({**self._dialect.body(request), **self._config.extra}).encode()
        headers = {**self._headers(), "content-type": "application/json"}
        address = self._config.base_url + self._dialect.path
        idle = None if self._config.timeouts.idle_waits else self._config.timeouts.idle
        asked = self._open().stream(
            "POST", address, content=body, headers=headers, timeout=self._limits(idle)
        )
        reader = self._dialect.reader()
        try:
            async with answer.clocks, asked as response:
                await self._receive(response, reader, answer)
        except TimeoutError as error:
            if not reader.finished:
                raise mapping.failure(answer.clocks.overdue, "stream") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            # After a finish marker only trailing data can be lost.
            if not reader.finished:
                raise mapping.of_exception(error, answer.stage, self._redact) from error

    async def _receive(self, response: httpx.Response, reader: Reader, answer: _Answer) -> None:
        answer.stage = "stream"
        if response.status_code != 200:
            answer.clocks.begin()
            await self._refuse(response)
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):
            raise mapping.failure("bad_encoding", "response", f"content-encoding: {self._redact(encoding)}")
        for name in _REQUEST_ID:
            if name in response.headers:
                await answer.take(Served(request_id=self._redact(response.headers[name])))
        kind = response.headers.get("content-type", "text/event-stream").partition(";")[0].strip().lower()
        if kind == "text/event-stream":
            await self._read_stream(response, reader, answer)
        else:
            await self._read_whole(response, kind, reader, answer)

    async def _refuse(self, response: httpx.Response) -> None:
        if response.status_code == 204:
            raise mapping.failure("empty_answer", "response", "HTTP 204", status=204)
        body = await _body(response, _MAX_ERROR_BODY)
        raise mapping.of_status(response.status_code, response.headers, body, self._redact, self._now())

    async def _read_stream(self, response: httpx.Response, reader: Reader, answer: _Answer) -> None:
        decoder = EventDecoder()
        seen = False
        try:
            async for chunk in response.aiter_raw():
                answer.clocks.heard()
                seen = seen or bool(chunk.strip())
                if await self._read_events(decoder.feed(chunk), reader, answer):
                    return
            await self._read_events(decoder.flush(), reader, answer)
        except EventTooLargeError:
            raise mapping.failure("event_too_large", "stream") from None
        finally:
            for item in reader.flush():
                await answer.take(item)
        if not reader.finished:
            raise mapping.failure("incomplete_stream" if seen else "empty_answer", "stream")

    async def _read_events(self, events: list[ServerEvent], reader: Reader, answer: _Answer) -> bool:
        """Emit what some events hold; whether the stream is over."""
        for event in events:
            try:
                for item in reader.read(event):
                    await answer.take(item)
            except InStreamError as error:
                said = self._redact(mapping.words_in(error.value))
                raise mapping.failure("provider_error", "stream", said) from None
            if reader.done:
                return True
        return False

    async def _read_whole(self, response: httpx.Response, kind: str, reader: Reader, answer: _Answer) -> None:
        """An answer in one piece: a completion, an error in a success, or a page of something else."""
        body = await _body(response, 2 * MAX_ANSWER)
        value = parse(body.decode("utf-8", "replace")) if "json" in kind else None
        try:
            for item in reader.read_whole(value or {}):
                await answer.take(item)
        except InStreamError as error:
            said = self._redact(mapping.words_in(error.value))
            raise mapping.failure("provider_error", "response", said, status=200) from None
        if not reader.finished:
            said = self._redact(mapping.words_of(body))
            raise mapping.failure("not_a_stream", "response", said, status=200)


class _Answer:
    """What one attempt has brought so far, within its limits."""

    def __init__(self, emit: EmitItem, clocks: Clocks) -> None:
        self.clocks = clocks
        self.begun = False
        """Text or reasoning was emitted, so nobody but the person may ask again."""
        self.stage: Stage = "response"
        self._emit = emit
        self._text = 0
        self._reasoning = 0

    async def take(self, item: object) -> None:
        """Emit an item; text and reasoning move the clocks and count towards the limit."""
        match item:
            case TextDelta(text):
                self._text += len(text)
                await self._content(item, self._text)
            case ReasoningDelta(text):
                self._reasoning += len(text)
                await self._content(item, self._reasoning)
            case FinishReason():
                # Without any text there would be nothing else to start clocks that wait.
                self.clocks.begin()
                await self._emit(item)
            case _:
                await self._emit(item)  # type: ignore[arg-type]  # readers yield nothing but items

    async def _content(self, item: TextDelta | ReasoningDelta, size: int) -> None:
        self.begun = True
        self.clocks.said()
        if size <= MAX_ANSWER:
            await self._emit(item)
            return
        kept = item.text[: len(item.text) - (size - MAX_ANSWER)]
        await self._emit(type(item)(kept))
        raise mapping.failure("answer_too_long", "stream")


async def _body(response: httpx.Response, limit: int) -> bytes:
    """The first bytes of a body, as they come."""
    body = b""
    chunks: AsyncIterator[bytes] = response.aiter_raw()
    async for chunk in chunks:
        body += chunk
        if len(body) >= limit:
            break
    return body[:limit]


def _refuses_schema(error: ProviderError) -> bool:
    """Whether an error says that this model cannot be held to a schema."""
    said = error.provider_text.casefold()
    return error.kind == "bad_request" and any(
        word in said for word in ("response_format", "json_schema", "structured output")
    )
