"""The demo is worth reading, true to its document, and needs nothing."""

from __future__ import annotations

import asyncio
import random
import re

import pytest

from fusion_tui.core.blind import names_author
from fusion_tui.core.events import FinishReason, ReasoningDelta, Request, StreamItem, TextDelta, UsageReport
from fusion_tui.core.messages import Message
from fusion_tui.demo import load
from fusion_tui.errors import ProviderError
from fusion_tui.providers.demo import DemoProvider

DEMO = load()
TEXTS = {model: recording.text for model, recording in DEMO.recordings.items()}


def words(text: str) -> int:
    return len(re.findall(r"[A-Za-z0-9][\w'’.,%:/-]*", text))


def test_four_members_answer_at_different_length() -> None:
    counts = sorted(words(text) for text in TEXTS.values())
    assert len(counts) == 4
    assert counts[0] >= 300 and counts[-1] <= 900
    assert counts[-1] > 2.5 * counts[0]


def quotes(text: str) -> list[str]:
    """What a review quotes: block quotes, and what stands between quotation marks, from 25 characters on."""
    found = [line[2:] for line in text.splitlines() if line.startswith("> ")]
    for line in text.splitlines():
        found += line.split('"')[1::2]
    return [quote for quote in found if len(quote) >= 25 and not quote.startswith("Meterline:")]


@pytest.mark.parametrize("model", list(TEXTS))
def test_every_quote_stands_in_the_document(model: str) -> None:
    found = quotes(TEXTS[model])
    assert len(found) >= 2
    for quote in found:
        assert quote.rstrip(".,") in DEMO.document.text, quote


@pytest.mark.parametrize("model", list(TEXTS))
def test_no_answer_names_its_author(model: str) -> None:
    names = [m.model for m in DEMO.panel.members] + [m.name for m in DEMO.panel.members]
    assert not names_author(TEXTS[model], names)
    assert not any(name.split()[0] in TEXTS[model] for name in names)


def test_the_arithmetic_the_reviews_lean_on_is_right() -> None:
    per_day = 12_000 * 600 * 86_400
    assert round(per_day / 1e9) == 622 and round(30 * per_day / 1e12, 1) == 18.7
    assert round(12_000 * 172_800 * 16 / 1e9) == 33
    assert 12_000 * 1.2 == 14_400
    assert 1150 + 310 + 2400 + 1500 + 690 == 6050


async def play(model: str, speed: float, sleeps: list[float]) -> list[StreamItem]:
    async def sleep(seconds: float) -> None:
        sleeps.append(seconds)

    items: list[StreamItem] = []

    async def emit(item: StreamItem) -> None:
        items.append(item)

    provider = DemoProvider(DEMO.recordings, DEMO.rounds, speed=speed, rng=random.Random(1), sleep=sleep)
    await provider.stream(Request(model, (Message("user", "x"),)), emit)
    return items


async def test_a_recording_plays_whole_at_a_lifelike_pace() -> None:
    for model, recording in DEMO.recordings.items():
        sleeps: list[float] = []
        items = await play(model, 1.0, sleeps)
        assert "".join(i.text for i in items if isinstance(i, TextDelta)) == recording.text
        assert "".join(i.text for i in items if isinstance(i, ReasoningDelta)) == recording.reasoning
        assert items[-1] == FinishReason("stop") and isinstance(items[-2], UsageReport)
        assert 3 < sum(sleeps) < 90
        faster: list[float] = []
        await play(model, 10.0, faster)
        assert sum(faster) == pytest.approx(sum(sleeps) / 10, rel=0.1)


async def test_speed_must_be_positive_and_a_stranger_has_no_recording() -> None:
    with pytest.raises(ValueError, match="positive"):
        DemoProvider(DEMO.recordings, DEMO.rounds, speed=0, rng=random.Random(1))
    with pytest.raises(ProviderError, match="no recording"):
        await play("demo/nobody", 1.0, [])


async def test_it_stops_when_it_is_told_to() -> None:
    provider = DemoProvider(DEMO.recordings, DEMO.rounds, speed=0.01, rng=random.Random(1))

    async def emit(_: StreamItem) -> None:
        return

    playing = asyncio.create_task(provider.stream(Request("demo/juniper", ()), emit))
    await asyncio.sleep(0)
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing
