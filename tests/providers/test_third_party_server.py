"""Both dialects against a server that somebody else wrote."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from fusion_tui.config.schema import Api, ProviderConfig
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
from fusion_tui.core.redact import Redactor, Secret
from fusion_tui.errors import ProviderError
from fusion_tui.providers import open_provider
from tests.core.critique.rounds import answered, critiques
from tests.helpers.aimock import AiMock

pytestmark = pytest.mark.node

DIALECTS: tuple[Api, ...] = ("openai", "anthropic")


@pytest.fixture(scope="module")
def mock() -> Iterator[AiMock]:
    """One server for the module."""
    server = AiMock()
    yield server
    server.close()


@dataclass
class Heard:
    """What one request brought."""

    items: list[StreamItem] = field(default_factory=list)
    error: ProviderError | None = None
    waits: list[float] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(item.text for item in self.items if isinstance(item, TextDelta))

    def all(self, kind: type[StreamItem]) -> list[StreamItem]:
        return [item for item in self.items if isinstance(item, kind)]


async def ask(
    mock: AiMock, api: Api, model: str, system: str = "", messages: tuple[Message, ...] = ()
) -> Heard:
    heard = Heard()

    async def wait(seconds: float) -> None:
        heard.waits.append(seconds)

    async def emit(item: StreamItem) -> None:
        heard.items.append(item)

    provider = open_provider(
        ProviderConfig("mock", api, mock.anthropic if api == "anthropic" else mock.openai),
        Secret("sk-test-0123456789"),
        redact=Redactor(),
        trust_env=True,
        now=lambda: datetime.now(UTC),
        rng=random.Random(1),
        sleep=wait,
    )
    asked = (*((Message("system", system),) if system else ()), Message("user", "What is missing?"))
    try:
        await provider.stream(Request(model, messages or asked), emit)
    except ProviderError as error:
        heard.error = error
    finally:
        await provider.aclose()
    return heard


@pytest.mark.parametrize("api", DIALECTS)
async def test_a_normal_answer_arrives_whole_in_many_pieces(mock: AiMock, api: Api) -> None:
    heard = await ask(mock, api, "m-normal")
    assert heard.error is None
    assert heard.text.startswith("# Verdict") and heard.text.endswith("then decide.\n")
    assert len(heard.all(TextDelta)) > 20
    assert heard.all(FinishReason) == [FinishReason("stop" if api == "openai" else "end_turn")]
    served = heard.all(Served)[-1]
    assert isinstance(served, Served) and served.model == "m-normal" and served.request_id
    assert heard.all(UsageReport)


@pytest.mark.parametrize("api", DIALECTS)
async def test_reasoning_is_kept_apart_from_the_answer(mock: AiMock, api: Api) -> None:
    heard = await ask(mock, api, "m-reasoning")
    reasoning = "".join(item.text for item in heard.items if isinstance(item, ReasoningDelta))
    assert reasoning == "First the failure story, then the numbers."
    assert "failure story, then" not in heard.text and heard.error is None


@pytest.mark.parametrize("api", DIALECTS)
@pytest.mark.parametrize(
    ("model", "kind", "status", "said", "tries"),
    [
        ("m-401", "auth", 401, "Incorrect API key", 1),
        ("m-429", "rate_limited", 429, "Slow down", 3),
        ("m-500", "server_error", 500, "Something broke", 3),
        ("m-529", "server_error", 529, "Overloaded", 3),
    ],
)
async def test_a_refusal_says_kind_status_and_the_servers_words(
    mock: AiMock, api: Api, model: str, kind: str, status: int, said: str, tries: int
) -> None:
    heard = await ask(mock, api, model)
    error = heard.error
    assert error is not None and (error.kind, error.http_status, error.stage) == (kind, status, "response")
    assert said in error.provider_text and error.hint
    assert len(heard.all(RetryWait)) == tries - 1
    if model == "m-429":
        assert heard.waits == [1.0, 1.0], "Retry-After is obeyed"


@pytest.mark.parametrize("api", DIALECTS)
@pytest.mark.parametrize("model", ["m-truncated", "m-disconnected"])
async def test_text_before_a_cut_is_kept_and_the_request_is_not_repeated(
    mock: AiMock, api: Api, model: str
) -> None:
    heard = await ask(mock, api, model)
    assert heard.text
    assert heard.error is not None and heard.error.kind in ("connection_lost", "incomplete_stream")
    assert heard.error.stage == "stream" and not heard.waits


async def test_nothing_is_sent_that_was_not_configured(mock: AiMock) -> None:
    await ask(mock, "openai", "m-normal", system="Be brief.")
    sent = mock.journal()[-1]["body"]
    assert set(sent) <= {"model", "messages", "stream", "stream_options", "_endpointType", "_context"}
    assert sent["messages"][0] == {"role": "system", "content": "Be brief."}


@pytest.mark.parametrize("api", DIALECTS)
async def test_calls_of_a_critique_reach_a_server_with_the_same_beginning(mock: AiMock, api: Api) -> None:
    record = answered()
    asked = critiques(record, "A", "B")
    for one in asked:
        heard = await ask(mock, api, "m-normal", messages=one.messages)
        assert heard.error is None
    sent = [entry["body"] for entry in mock.journal()[-len(asked) :]]
    assert len({json.dumps(body["messages"][0]) for body in sent}) == 1, "the system text"
    said = ["".join(_texts(body["messages"][-1]["content"])) for body in sent]
    shared = asked[0].messages[1].content[: asked[0].messages[1].shared]
    assert shared and all(text.startswith(shared) for text in said)
    assert len({text[len(shared) :] for text in said}) == len(asked)
    for text in said:
        assert "name of" not in text and not any(f"m{n}" in text.split() for n in (1, 2, 3))


def _texts(content: object) -> list[str]:
    if isinstance(content, str):
        return [content]
    assert isinstance(content, list)
    return [part["text"] for part in content]
