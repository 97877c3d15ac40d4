"""Endpoints over HTTP: one file an API dialect, one pure decoder, one error mapper."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

from fusion_tui.config.schema import ProviderConfig
from fusion_tui.core.redact import Redactor, Secret
from fusion_tui.providers.anthropic import AnthropicDialect
from fusion_tui.providers.http import HttpProvider
from fusion_tui.providers.openai import OpenAiDialect
from fusion_tui.providers.reader import Dialect

if TYPE_CHECKING:
    import httpx

__all__ = ["HttpProvider", "open_provider"]


def open_provider(
    config: ProviderConfig,
    key: Secret | None,
    *,
    redact: Redactor,
    trust_env: bool,
    now: Callable[[], datetime],
    rng: random.Random,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    transport: httpx.AsyncBaseTransport | None = None,
) -> HttpProvider:
    """The provider of one `[providers.…]` table; connects only when it is asked."""
    dialect: Dialect = AnthropicDialect() if config.api == "anthropic" else OpenAiDialect()
    return HttpProvider(
        config,
        dialect,
        key,
        redact=redact,
        trust_env=trust_env,
        now=now,
        rng=rng,
        sleep=sleep,
        transport=transport,
    )
