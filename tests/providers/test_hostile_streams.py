"""Every hostile response ends with the right text and the right kind of error."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from fusion_tui.config.schema import ProviderConfig, Timeouts
from fusion_tui.core.events import FinishReason, Request, RetryWait, StreamItem, TextDelta
from fusion_tui.core.messages import Message
from fusion_tui.core.redact import Redactor, Secret
from fusion_tui.errors import ProviderError
from fusion_tui.providers import open_provider
from fusion_tui.providers.http import MAX_ANSWER
from tests.helpers.replay import Replay

FOLDER = Path(__file__).parent.parent / "data" / "hostile_sse"
CASES: list[dict[str, Any]] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["cases"]
KEY = "sk-test-0123456789abcdef"


@pytest.fixture(scope="module")
def server() -> Iterator[Replay]:
    """One server for all cases."""
    replay = Replay(FOLDER)
    yield replay
    replay.close()


def test_all_cases_are_here() -> None:
    assert len(CASES) == 81


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
async def test_text_and_kind_are_right(case: dict[str, Any], server: Replay) -> None:
    expect = case["expect"]
    text, items, error, waits = await ask(case, server)
    kind = error.kind if error else None
    kinds = {expect["error_kind"], *expect.get("accept_error_kinds", ())}
    assert kind in {None if k in ("None", None) else k for k in kinds}, error
    if expect.get("text_is_prefix"):
        assert text.startswith(expect["text"]) or kind == "event_too_large"
        assert len(text) <= MAX_ANSWER
    else:
        assert text in {expect["text"], *expect.get("accept_texts", ())}
    text.encode("utf-8")
    if expect.get("finish"):
        assert FinishReason(expect["finish"]) in items
    if error is not None:
        shown = f"{error} {error.hint} {error.provider_text}"
        assert KEY not in shown
        assert expect.get("secret_must_not_show", KEY) not in shown
        assert error.hint, "every failure says what to do"
        assert len(error.provider_text) <= 2000
    if "retry_after_s" in expect and error is not None:
        assert error.retry_after == pytest.approx(expect["retry_after_s"], abs=2)
    attempts = sum(seen.case == case["id"] for seen in server.seen)
    assert attempts <= expect.get("max_attempts", 3)
    if expect.get("retryable") is not None or "max_attempts" in expect:
        assert (attempts > 1) == bool(expect.get("retryable", True)), attempts
    assert all(wait <= 30 for wait in waits), "a long wait is the person's to decide on"
    assert not server.stolen


async def ask(
    case: dict[str, Any], server: Replay
) -> tuple[str, list[StreamItem], ProviderError | None, list[float]]:
    """One request for a case, with short clocks and waits that only get written down."""
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    anthropic = case["protocol"] == "anthropic"
    config = ProviderConfig(
        "replay",
        "anthropic" if anthropic else "openai",
        f"http://127.0.0.1:{server.port}/{case['id']}" + ("" if anthropic else "/v1"),
        timeouts=Timeouts(connect=2, idle=0.4, content=1.0),
    )
    provider = open_provider(
        config,
        Secret(KEY),
        redact=Redactor([Secret(KEY)]),
        trust_env=True,
        now=lambda: datetime.now(UTC),
        rng=random.Random(1),
        sleep=wait,
    )
    items: list[StreamItem] = []

    async def emit(item: StreamItem) -> None:
        items.append(item)

    error = None
    try:
        await provider.stream(Request("model", (Message("user", "hi"),)), emit)
    except ProviderError as raised:
        error = raised
    finally:
        await provider.aclose()
    assert waits == [item.seconds for item in items if isinstance(item, RetryWait)]
    return "".join(item.text for item in items if isinstance(item, TextDelta)), items, error, waits
