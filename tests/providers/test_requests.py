"""What is sent, what is made of the answer, and what is never shown."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from fusion_tui.config.schema import Api, ProviderConfig, Timeouts
from fusion_tui.core.events import (
    FinishReason,
    ReasoningDelta,
    Request,
    RetryWait,
    Served,
    StreamItem,
    TextDelta,
    UsageReport,
)
from fusion_tui.core.messages import Message
from fusion_tui.core.models import Usage
from fusion_tui.core.redact import Redactor, Secret
from fusion_tui.errors import ProviderError
from fusion_tui.providers import HttpProvider, open_provider
from fusion_tui.providers.anthropic import AnthropicDialect
from fusion_tui.providers.discover import find_local_servers

KEY = "sk-test-0123456789abcdef"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ASKED = Request("m", (Message("system", "Be brief."), Message("user", "Why?")), {"temperature": 0.5})
Answer = Callable[[httpx.Request], httpx.Response]


class Bytes(httpx.AsyncByteStream):
    """A body that arrives in pieces."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


def sse(*events: object, headers: dict[str, str] | None = None) -> httpx.Response:
    pieces = [f"data: {e if isinstance(e, str) else json.dumps(e)}\n\n".encode() for e in events]
    told = {"content-type": "text/event-stream", **(headers or {})}
    return httpx.Response(200, headers=told, stream=Bytes(*pieces))


def provider(
    answer: Answer, api: Api = "openai", key: str | None = KEY, waits: list[float] | None = None, **told: Any
) -> HttpProvider:
    async def sleep(seconds: float) -> None:
        if waits is not None:
            waits.append(seconds)

    base = "https://models.example" + ("" if api == "anthropic" else "/v1")
    return open_provider(
        ProviderConfig("p", api, base, **told),
        Secret(key) if key else None,
        redact=Redactor([Secret(KEY)]),
        trust_env=True,
        now=lambda: NOW,
        rng=random.Random(1),
        sleep=sleep,
        transport=httpx.MockTransport(answer),
    )


async def ask(asked: HttpProvider) -> tuple[list[StreamItem], ProviderError | None]:
    items: list[StreamItem] = []

    async def emit(item: StreamItem) -> None:
        items.append(item)

    try:
        await asked.stream(ASKED, emit)
    except ProviderError as error:
        return items, error
    finally:
        await asked.aclose()
    return items, None


def delta(**changed: object) -> dict[str, object]:
    return {"id": "gen-1", "model": "m-served", "choices": [{"index": 0, "delta": changed}]}


async def test_the_openai_dialect_sends_what_was_configured_and_nothing_else() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return sse(delta(content="yes"), "[DONE]")

    await ask(provider(answer, extra={"provider": {"order": ["x"]}}))
    (request,) = seen
    assert str(request.url) == "https://models.example/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["accept-encoding"] == "identity"
    assert json.loads(request.content) == {
        "model": "m",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Why?"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.5,
        "provider": {"order": ["x"]},
    }
    assert KEY not in str(request.url)


async def test_the_anthropic_dialect_puts_the_system_prompt_and_the_limit_where_they_belong() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return sse(
            {"type": "message_start", "message": {"id": "msg-1", "model": "c", "usage": {"input_tokens": 5}}},
            {"type": "content_block_delta", "delta": {"type": "thinking_delta", "thinking": "hm"}},
            {"type": "content_block_delta", "delta": {"type": "text_delta", "text": "yes"}},
            {
                "type": "message_delta",
                "delta": {"stop_reason": "end_turn"},
                "usage": {"output_tokens": 7, "cache_read_input_tokens": 3},
            },
            {"type": "message_stop"},
        )

    items, error = await ask(provider(answer, "anthropic"))
    (request,) = seen
    assert str(request.url) == "https://models.example/v1/messages"
    assert (request.headers["x-api-key"], request.headers["anthropic-version"]) == (KEY, "2023-06-01")
    assert "authorization" not in request.headers
    assert json.loads(request.content) == {
        "model": "m",
        "max_tokens": 8192,
        "messages": [{"role": "user", "content": "Why?"}],
        "stream": True,
        "system": "Be brief.",
        "temperature": 0.5,
    }
    assert error is None
    assert items == [
        Served("c", "msg-1"),
        UsageReport(Usage(5)),
        ReasoningDelta("hm"),
        TextDelta("yes"),
        UsageReport(Usage(8, 7, 3)),
        FinishReason("end_turn"),
    ], "cached input is counted with the rest, and each count replaces the one before"


def test_what_calls_share_is_marked_to_be_cached_and_nothing_else_is() -> None:
    dialect = AnthropicDialect()
    told = (Message("system", "Judge."), Message("user", "Shared. Own.", 8))
    body = dialect.body(Request("m", told))
    assert body["system"] == "Judge."
    assert body["messages"] == [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "Shared. ", "cache_control": {"type": "ephemeral"}},
                {"type": "text", "text": "Own."},
            ],
        }
    ]
    plain = dialect.body(Request("m", (Message("user", "  Own.", 2), Message("user", "All.", 4))))
    assert [message["content"] for message in plain["messages"]] == [  # type: ignore[attr-defined]
        "  Own.",
        [{"type": "text", "text": "All.", "cache_control": {"type": "ephemeral"}}],
    ]


async def test_usage_cost_and_reasoning_are_read_once() -> None:
    details = [{"type": "reasoning.text", "text": "hm"}]
    usage = {
        "prompt_tokens": 10,
        "completion_tokens": 20,
        "cost": 0.25,
        "is_byok": True,
        "cost_details": {"upstream_inference_cost": 0.5},
        "prompt_tokens_details": {"cached_tokens": 4},
        "completion_tokens_details": {"reasoning_tokens": 6},
    }

    def answer(_: httpx.Request) -> httpx.Response:
        return sse(
            delta(reasoning="hm", reasoning_content="hm", reasoning_details=details),
            delta(refusal="I will not."),
            {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
            {"choices": [], "usage": usage},
            "[DONE]",
            headers={"x-request-id": "req-9"},
        )

    items, error = await ask(provider(answer))
    assert error is None
    assert [i for i in items if not isinstance(i, Served)] == [
        ReasoningDelta("hm"),
        TextDelta("I will not."),
        FinishReason("stop"),
        UsageReport(Usage(10, 20, 4, 6), 0.75),
    ]
    assert Served(None, "req-9") in items


@pytest.mark.parametrize("cost", ["NaN", "Infinity", '"free"', "true"])
async def test_a_cost_that_is_no_amount_is_unknown(cost: str) -> None:
    body = f'{{"choices": [], "usage": {{"prompt_tokens": 1, "cost": {cost}}}}}'
    items, _ = await ask(provider(lambda _: sse(delta(content="x"), body, "[DONE]")))
    assert UsageReport(Usage(1), None) in items


@pytest.mark.parametrize(
    ("api", "body", "text"),
    [
        ("openai", {"choices": [{"message": {"content": "whole"}, "finish_reason": "stop"}]}, "whole"),
        ("anthropic", {"content": [{"type": "text", "text": "whole"}], "stop_reason": "end_turn"}, "whole"),
    ],
)
async def test_an_answer_in_one_piece_is_an_answer(api: Api, body: object, text: str) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, headers={"content-type": "application/json"}, stream=Bytes(json.dumps(body).encode())
        )

    items, error = await ask(provider(answer, api))
    assert error is None and TextDelta(text) in items


@pytest.mark.parametrize(
    ("status", "body", "kind", "said"),
    [
        (
            400,
            {"error": {"message": "This model's maximum context length is 8"}},
            "context_too_long",
            "maximum",
        ),
        (413, "too big", "context_too_long", "too big"),
        (400, {"error": {"message": "content_filter: no"}}, "refused", "no"),
        (422, {"detail": "unknown field"}, "bad_request", "unknown field"),
        (402, {"error": "pay"}, "no_credit", "pay"),
        (403, [{"error": {"message": "forbidden", "code": 403}}], "auth", "forbidden · 403"),
        (404, {"error": {"message": "no model", "type": "not_found"}}, "not_found", "no model · not_found"),
        (408, "", "server_error", ""),
        (429, {"error": {"message": "x", "code": "insufficient_quota"}}, "no_credit", "insufficient_quota"),
        (500, "<html><title>Bad &amp; broken</title><p>x</p></html>", "server_error", "Bad & broken"),
        (302, "", "redirect_refused", ""),
        (401, {"error": {"message": f"Incorrect key {KEY}"}}, "auth", "[key hidden]"),
    ],
)
async def test_every_refusal_has_a_kind_the_providers_words_and_a_hint(
    status: int, body: object, kind: str, said: str
) -> None:
    text = body if isinstance(body, str) else json.dumps(body)

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers={"location": "https://evil"}, stream=Bytes(text.encode()))

    _, error = await ask(provider(answer, retries=0))
    assert error is not None and (error.kind, error.http_status) == (kind, status)
    assert said in error.provider_text and error.hint and KEY not in str(error)


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({"retry-after": "2"}, [2.0, 2.0]),
        ({"retry-after-ms": "150", "retry-after": "9"}, [0.15, 0.15]),
        ({"retry-after": "Tue, 24 Nov 2026 12:00:07 GMT"}, [7.0, 7.0]),
        ({"retry-after": "nonsense"}, None),
        ({"retry-after": "31"}, []),
        ({"x-should-retry": "false"}, []),
    ],
)
async def test_a_retry_waits_as_long_as_it_is_asked_to(
    headers: dict[str, str], waits: list[float] | None
) -> None:
    slept: list[float] = []
    items, error = await ask(
        provider(lambda _: httpx.Response(429, headers=headers, stream=Bytes(b"{}")), waits=slept)
    )
    assert error is not None and error.kind == "rate_limited"
    if waits is None:
        assert len(slept) == 2 and 0.3 < slept[0] < 0.7 < slept[1] < 1.3, "backing off with jitter"
    else:
        assert slept == waits
    assert [item.attempt for item in items if isinstance(item, RetryWait)] == [2, 3][: len(slept)]
    if headers.get("retry-after") == "31":
        assert "31 seconds" in error.hint


async def test_a_retry_that_succeeds_is_an_answer() -> None:
    turns = iter([httpx.Response(503, stream=Bytes(b"busy")), sse(delta(content="yes"), "[DONE]")])
    items, error = await ask(provider(lambda _: next(turns)))
    assert error is None and TextDelta("yes") in items


async def test_nothing_is_repeated_once_text_has_arrived() -> None:
    calls = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return sse(delta(content="begun"))

    _, error = await ask(provider(answer))
    assert error is not None and error.kind == "incomplete_stream" and len(calls) == 1


@pytest.mark.parametrize(
    ("raised", "kind", "stage"),
    [
        (httpx.ConnectError("refused"), "connection_lost", "connect"),
        (httpx.ConnectTimeout(""), "connection_lost", "connect"),
        (httpx.ReadTimeout(""), "stalled", "response"),
        (httpx.ReadError("reset"), "connection_lost", "response"),
        (httpx.RemoteProtocolError("Server disconnected"), "connection_lost", "response"),
        (httpx.RemoteProtocolError("illegal status line"), "bad_http", "response"),
        (httpx.UnsupportedProtocol("gopher"), "bad_request", "connect"),
        (httpx.DecodingError("bad"), "bad_encoding", "response"),
    ],
)
async def test_every_failure_of_the_connection_is_told_apart(
    raised: httpx.HTTPError, kind: str, stage: str
) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise raised

    _, error = await ask(provider(answer, retries=0))
    assert error is not None and (error.kind, error.stage) == (kind, stage)
    assert error.provider_text, "a silent exception is named by its class"


@pytest.mark.parametrize("bad", ["sk-ü", "sk-\x07"])
async def test_a_key_that_cannot_be_sent_is_said_without_showing_it(bad: str) -> None:
    _, error = await ask(provider(lambda _: sse("[DONE]"), key=bad))
    assert error is not None and error.kind == "auth" and bad not in str(error)


async def test_a_missing_key_is_said_before_anything_is_sent() -> None:
    calls: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return sse("[DONE]")

    _, error = await ask(provider(answer, key=None, key_env="P_KEY"))
    assert error is not None and error.kind == "auth" and "P_KEY" in error.provider_text and not calls


async def test_no_log_shows_the_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for api in ("openai", "anthropic"):
        await ask(provider(lambda _: sse(delta(content="x"), "[DONE]"), api))
    assert KEY not in caplog.text


async def test_models_are_listed_sorted_or_the_failure_is_said() -> None:
    def listing(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/v1/models"
        return httpx.Response(200, json={"data": [{"id": "b"}, {"id": "a"}, {"no": 1}]})

    assert await provider(listing).models() == ("a", "b")
    for refusal, kind in (
        (httpx.Response(401, json={"error": "no"}), "auth"),
        (httpx.Response(200, json={"hello": 1}), "not_a_stream"),
    ):
        with pytest.raises(ProviderError) as raised:
            await provider(_always(refusal)).models()
        assert raised.value.kind == kind

    def refused(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with pytest.raises(ProviderError):
        await provider(refused).models()


def _always(response: httpx.Response) -> Answer:
    return lambda _: response


async def serve(answer: bytes, closed: asyncio.Event) -> asyncio.Server:
    """A server on loopback that sends an answer and then waits for the client to go."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        while await reader.read(1024):
            pass
        closed.set()
        writer.close()

    return await asyncio.start_server(handle, "127.0.0.1", 0)


async def test_stopping_closes_the_connection_at_once() -> None:
    closed, begun = asyncio.Event(), asyncio.Event()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    event = b'data: {"choices":[{"index":0,"delta":{"content":"x"}}]}\n\n'
    server = await serve(head + b"%x\r\n%s\r\n" % (len(event), event), closed)
    port = server.sockets[0].getsockname()[1]
    asked = open_provider(
        ProviderConfig(
            "p", "openai", f"http://127.0.0.1:{port}/v1", timeouts=Timeouts(idle=None, content=None)
        ),
        None,
        redact=Redactor(),
        trust_env=True,
        now=lambda: NOW,
        rng=random.Random(1),
    )

    async def emit(item: StreamItem) -> None:
        begun.set()

    running = asyncio.create_task(asked.stream(ASKED, emit))
    async with asyncio.timeout(5):
        await begun.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await closed.wait()
    await asked.aclose()
    server.close()


async def test_local_servers_are_found_by_what_they_answer() -> None:
    def told(body: bytes) -> bytes:
        return b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)

    closed = asyncio.Event()
    models = await serve(told(b'{"data": [{"id": "qwen3"}, {"id": 3}]}'), closed)
    other = await serve(told(b"<html>something else</html>"), closed)
    ports = {s.sockets[0].getsockname()[1]: name for s, name in ((models, "mine"), (other, "other"))}
    found = await find_local_servers(ports | {1: "closed"})
    assert [(server.name, server.models) for server in found] == [("mine", ("qwen3",))]
    assert found[0].base_url.startswith("http://127.0.0.1:")
    models.close()
    other.close()


SHAPED = Request("m", (Message("user", "Why?"),), schema={"type": "object"})


async def shaped(asked: HttpProvider, times: int = 1) -> list[StreamItem]:
    items: list[StreamItem] = []

    async def emit(item: StreamItem) -> None:
        items.append(item)

    for _ in range(times):
        await asked.stream(SHAPED, emit)
    await asked.aclose()
    return items


def refused(message: str) -> httpx.Response:
    body = json.dumps({"error": {"message": message}}).encode()
    return httpx.Response(400, headers={"content-type": "application/json"}, stream=Bytes(body))


def shapes(seen: list[httpx.Request]) -> list[object]:
    return [json.loads(request.content).get("response_format") for request in seen]


@pytest.mark.parametrize("on", [True, False])
async def test_a_schema_goes_along_only_where_the_configuration_says_so(on: bool) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return sse(delta(content="{}"), "[DONE]")

    await shaped(provider(answer, json_schema=on))
    named = {"name": "reply", "strict": True, "schema": {"type": "object"}}
    assert shapes(seen) == [{"type": "json_schema", "json_schema": named} if on else None]


async def test_a_model_that_refuses_a_schema_is_asked_without_it_from_then_on() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if "response_format" in json.loads(request.content):
            return refused("Invalid parameter: 'response_format' of type 'json_schema'")
        return sse(delta(content="{}"), "[DONE]")

    items = await shaped(provider(answer, json_schema=True), times=2)
    assert [bool(one) for one in shapes(seen)] == [True, False, False]
    assert [item for item in items if isinstance(item, TextDelta)] == [TextDelta("{}"), TextDelta("{}")]


async def test_another_refusal_is_an_error_as_always() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return refused("no such tool")

    with pytest.raises(ProviderError, match="no such tool"):
        await shaped(provider(answer, json_schema=True))
