"""Providers that need no configuration: their keys in the environment, their servers on this machine.

Addresses, variables and ports are the vendors' own (their SDKs and documentation, 2026-11). Model names are
aliases where a vendor has them; they age, so they are only offered, and `config.toml` or `--member` decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fusion_tui.config.reading import with_unique_names
from fusion_tui.config.schema import PATIENT, Api, Config, ProviderConfig
from fusion_tui.core.models import MAX_SEATS, Member, Panel
from fusion_tui.errors import ConfigError

FOUND = "found"
"""Name of the offered panel."""
_LOCAL_MODELS = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A provider that is known without configuration."""

    api: Api
    base_url: str
    key_env: str
    models: tuple[str, ...]


KNOWN: dict[str, Known] = {
    "openrouter": Known(
        "openai",
        "https://openrouter.ai/api/v1",
        "OPENROUTER_API_KEY",
        ("anthropic/claude-opus-latest", "google/gemini-pro-latest", "deepseek/deepseek-v4"),
    ),
    "anthropic": Known(
        "anthropic",
        "https://api.anthropic.com",
        "ANTHROPIC_API_KEY",
        ("claude-opus-4-5", "claude-sonnet-4-5"),
    ),
    "openai": Known("openai", "https://api.openai.com/v1", "OPENAI_API_KEY", ("gpt-5", "gpt-5-mini")),
    "gemini": Known(
        "openai",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        "GEMINI_API_KEY",
        ("gemini-pro-latest", "gemini-flash-latest"),
    ),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A configuration nobody wrote, and where it comes from."""

    config: Config
    sentence: str


def offer_panel(
    config: Config, environ: Mapping[str, str], local: Sequence[tuple[str, str, tuple[str, ...]]]
) -> Offer | None:
    """The configuration with a panel of what was found, or `None` when nothing was.

    `local` are servers on this machine: name, base URL, models.
    """
    providers = dict(config.providers)
    seats: list[Member] = []
    found: list[str] = []
    for name, known in KNOWN.items():
        if environ.get(known.key_env):
            providers.setdefault(name, _provider(name, known))
            seats += [Member(name, model, model) for model in known.models]
            found.append(f"{known.key_env} in the environment")
    for name, base_url, models in local:
        if models:
            providers.setdefault(name, _local_provider(name, base_url))
            seats += [Member(name, model, model) for model in models[:_LOCAL_MODELS]]
            found.append(f"{name} on this machine")
    if not seats:
        return None
    panel = Panel(FOUND, with_unique_names(seats[:MAX_SEATS]))
    offered = replace(config, providers=providers, panels={FOUND: panel})
    return Offer(offered, f"Found {' and '.join(found)}.")


def panel_from_members(config: Config, named: Sequence[str]) -> tuple[Config, Panel]:
    """A panel of `PROVIDER/MODEL` names, and the configuration that has their providers."""
    providers = dict(config.providers)
    seats = []
    for text in named:
        name, _, model = text.partition("/")
        if not name or not model:
            raise ConfigError(
                f"--member {text!r}: expected PROVIDER/MODEL, such as openrouter/deepseek/deepseek-v4."
            )
        if name not in providers:
            if name not in KNOWN:
                allowed = ", ".join(sorted({*providers, *KNOWN}))
                raise ConfigError(f"--member {text!r}: no provider is called {name!r}. There are {allowed}.")
            providers[name] = _provider(name, KNOWN[name])
        seats.append(Member(name, model, model))
    if len(seats) > MAX_SEATS:
        raise ConfigError(f"--member: found {len(seats)} seats, expected 1 to {MAX_SEATS}.")
    return replace(config, providers=providers), Panel("members", with_unique_names(seats))


def _local_provider(name: str, base_url: str) -> ProviderConfig:
    return ProviderConfig(name, "openai", base_url, timeouts=PATIENT, concurrency=1, group=name)


def _provider(name: str, known: Known) -> ProviderConfig:
    return ProviderConfig(name, known.api, known.base_url, known.key_env, group=name)
