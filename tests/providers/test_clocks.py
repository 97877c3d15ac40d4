"""A server on this machine may read a prompt for as long as it takes; a clock that was set counts."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime

import httpx
import pytest

from fusion_tui.config.schema import PATIENT, ProviderConfig, Timeouts
from fusion_tui.core.events import FinishReason, ReasoningDelta, Request, StreamItem, TextDelta
from fusion_tui.core.messages import Message
from fusion_tui.core.redact import Redactor
from fusion_tui.errors import ProviderError
from fusion_tui.providers import HttpProvider, open_provider
from tests.helpers.leaps import leap, leaping

STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
PING = b":\n\n"
DONE = b"data: [DONE]\n\n"
HOUR = 3600.0


def event(finish: str | None = None, **delta: str) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n"


class Watched(httpx.AsyncBaseTransport):
    """The usual transport; it tells when a piece of a response has been dealt with."""

    def __init__(self) -> None:
        self.pieces = 0
        self._inner = httpx.AsyncHTTPTransport()
        self._more = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        self._tell()
        assert isinstance(response.stream, httpx.AsyncByteStream)
        return httpx.Response(
            response.status_code, headers=response.headers, stream=Pieces(response.stream, self._tell)
        )

    def _tell(self) -> None:
        self.pieces += 1
        self._more.set()

    async def until(self, pieces: int) -> None:
        """Wait for that many pieces; the head is the first."""
        while self.pieces < pieces:
            self._more.clear()
            await self._more.wait()

    async def aclose(self) -> None:
        await self._inner.aclose()


class Pieces(httpx.AsyncByteStream):
    """A body that tells after each piece."""

    def __init__(self, inner: httpx.AsyncByteStream, tell: Callable[[], None]) -> None:
        self._inner, self._tell = inner, tell

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._inner:
            yield piece
            self._tell()

    async def aclose(self) -> None:
        await self._inner.aclose()


class Asked:
    """One request to a server whose answer the test writes piece by piece."""

    def __init__(self, timeouts: Timeouts) -> None:
        self.items: list[StreamItem] = []
        self.requests = 0
        self.left = asyncio.Event()
        """The client closed the connection."""
        self._timeouts = timeouts
        self._arrived = asyncio.Event()
        self._transport = Watched()

    async def __aenter__(self) -> Asked:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.provider = provider(self._server, self._timeouts, self._transport)
        self.task = asyncio.create_task(
            self.provider.stream(Request("m", (Message("user", "Why?"),)), self._take)
        )
        await self.arrives()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError, ProviderError):
            await self.task
        await self.provider.aclose()
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        self.requests += 1
        self._writer = writer
        self._arrived.set()
        await reader.read()
        self.left.set()
        writer.close()

    async def _take(self, item: StreamItem) -> None:
        self.items.append(item)

    async def arrives(self) -> None:
        """Wait for a request."""
        await self._arrived.wait()
        self._arrived.clear()

    async def reads(self, piece: bytes) -> None:
        """Send something and wait until the client has dealt with it."""
        before = self._transport.pieces
        self._writer.write(piece)
        await self._transport.until(before + 1)

    async def ends(self, piece: bytes = b"") -> None:
        """Send the end of an answer and wait until all is over."""
        self._writer.write(piece + DONE)
        await self.task

    async def failure(self) -> ProviderError:
        """How the request failed, which it must have."""
        with pytest.raises(ProviderError) as raised:
            await self.task
        return raised.value

    @property
    def text(self) -> str:
        """What was taken."""
        return "".join(item.text for item in self.items if isinstance(item, TextDelta))


def provider(
    server: asyncio.Server, timeouts: Timeouts, transport: httpx.AsyncBaseTransport | None = None
) -> HttpProvider:
    port = server.sockets[0].getsockname()[1]
    return open_provider(
        ProviderConfig("p", "openai", f"http://127.0.0.1:{port}/v1", timeouts=timeouts),
        None,
        redact=Redactor(),
        trust_env=True,
        now=lambda: datetime.now(UTC),
        rng=random.Random(1),
        transport=transport,
    )


async def pings(asked: Asked, seconds: float) -> None:
    """A comment every half minute."""
    for _ in range(int(seconds / 30)):
        await asked.reads(PING)
        await leap(30)


@leaping
async def test_nothing_is_cut_before_the_first_text_however_long_a_local_server_reads() -> None:
    async with Asked(PATIENT) as asked:
        await leap(HOUR)
        await asked.reads(STREAM)
        await leap(HOUR)
        await pings(asked, HOUR)
        await asked.reads(event(role="assistant", content=""))
        await leap(HOUR)
        await asked.reads(event(content="slow "))
        await asked.ends(event(content="words"))
        assert asked.text == "slow words" and asked.requests == 1


@pytest.mark.parametrize("sent", [b"", STREAM], ids=["before the headers", "after the headers"])
@leaping
async def test_a_configured_idle_counts_from_the_start(sent: bytes) -> None:
    async with Asked(Timeouts(idle=60, content_waits=True)) as asked:
        if sent:
            await asked.reads(sent)
        await leap(30)
        assert not asked.task.done()
        await leap(31)
        error = await asked.failure()
        assert error.kind == "stalled" and "timeouts.idle" in error.hint
        assert asked.requests == 1, "a prompt is not sent again to a server that is only slow"


@leaping
async def test_a_configured_content_counts_from_the_start_whatever_idle_does() -> None:
    async with Asked(Timeouts(idle_waits=True, content=900)) as asked:
        await asked.reads(STREAM)
        await leap(899)
        assert not asked.task.done()
        await leap(2)
        assert (await asked.failure()).kind == "timeout_no_content" and asked.requests == 1


@leaping
async def test_a_configured_idle_leaves_content_waiting() -> None:
    async with Asked(Timeouts(idle=60, content_waits=True)) as asked:
        await asked.reads(STREAM)
        await pings(asked, HOUR)
        assert not asked.task.done()
        await leap(61)
        assert (await asked.failure()).kind == "stalled"


@pytest.mark.parametrize("first", ["content", "reasoning"])
@leaping
async def test_after_the_first_text_or_reasoning_silence_is_cut(first: str) -> None:
    async with Asked(PATIENT) as asked:
        await leap(HOUR)
        await asked.reads(STREAM)
        await asked.reads(event(**{first: "hm"}))
        await leap(59)
        assert not asked.task.done()
        await leap(2)
        error = await asked.failure()
        assert (error.kind, error.stage) == ("stalled", "stream")
        assert isinstance(asked.items[-1], TextDelta | ReasoningDelta), "what came before is kept"
        assert asked.requests == 1


@leaping
async def test_after_the_first_text_comments_keep_idle_quiet_but_not_content() -> None:
    async with Asked(PATIENT) as asked:
        await leap(HOUR)
        await asked.reads(STREAM)
        await asked.reads(event(content="begun"))
        await pings(asked, 870)
        assert not asked.task.done()
        await leap(31)
        assert (await asked.failure()).kind == "timeout_no_content"


@leaping
async def test_reasoning_counts_as_content() -> None:
    async with Asked(PATIENT) as asked:
        await asked.reads(STREAM)
        for _ in range(100):
            await asked.reads(event(reasoning="hm "))
            await leap(50)
        await asked.ends(event(content="yes"))
        assert asked.text == "yes"


@leaping
async def test_a_finish_marker_without_any_text_does_not_wait_for_ever() -> None:
    async with Asked(PATIENT) as asked:
        await asked.reads(STREAM)
        await leap(HOUR)
        await asked.reads(event(finish="length"))
        await leap(59)
        assert not asked.task.done(), "usage may still come"
        await leap(2)
        await asked.task
        assert asked.items == [FinishReason("length")]


@leaping
async def test_a_refusal_whose_words_do_not_come_is_cut() -> None:
    async with Asked(PATIENT) as asked:
        await asked.reads(b"HTTP/1.1 400 X\r\ncontent-length: 100\r\n\r\n")
        await leap(59)
        assert not asked.task.done()
        await leap(2)
        assert (await asked.failure()).kind == "stalled"


@pytest.mark.parametrize(("status", "requests"), [(408, 1), (504, 1), (503, 2)])
@leaping
async def test_a_local_server_that_took_too_long_is_not_asked_again_but_one_that_loads_is(
    status: int, requests: int
) -> None:
    async with Asked(PATIENT) as asked:
        await asked.reads(b"HTTP/1.1 %d X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n" % status)
        await leap(1)
        if requests == 1:
            assert (await asked.failure()).kind == "server_error"
        else:
            await asked.arrives()
            await asked.reads(STREAM)
            await asked.ends(event(content="yes"))
        assert asked.requests == requests


@leaping
async def test_stopping_a_silent_call_closes_its_connection() -> None:
    async with Asked(PATIENT) as asked:
        await leap(HOUR)
        asked.task.cancel()
        await asked.left.wait()


@leaping
async def test_a_list_of_models_is_not_waited_for_like_an_answer() -> None:
    asked_for = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked_for.set()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    patient = provider(server, PATIENT)
    listing = asyncio.create_task(patient.models())
    await asked_for.wait()
    await leap(61)
    with pytest.raises(ProviderError) as raised:
        await listing
    assert raised.value.kind == "stalled"
    await patient.aclose()
    server.close()
