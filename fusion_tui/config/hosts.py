"""Where prompts go."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from fusion_tui.config.schema import Config
from fusion_tui.core.models import Member


def hosts(config: Config, members: Sequence[Member]) -> tuple[str, ...]:
    """The hosts that receive prompt and documents, each once; the demo sends nothing."""
    found = []
    for member in members:
        provider = config.providers.get(member.provider)
        if provider and provider.api != "demo":
            found.append(urlsplit(provider.base_url).hostname or provider.base_url)
    return tuple(dict.fromkeys(found))
