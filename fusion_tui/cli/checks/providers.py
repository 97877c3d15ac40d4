"""Whether providers have their keys and answer, all of them asked at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from fusion_tui.cli.checks.check import Check
from fusion_tui.cli.checks.configuration import check_key
from fusion_tui.cli.world import World, now
from fusion_tui.config import FoundKey, find_key, is_loopback, paths
from fusion_tui.config.schema import ProviderConfig
from fusion_tui.core.redact import Redactor
from fusion_tui.errors import ConfigError, ErrorKind, ProviderError
from fusion_tui.providers import open_provider

LIMIT_S = 5.0
"""Seconds for one provider, its key included."""

_ANSWERS: frozenset[ErrorKind] = frozenset({"not_found", "not_a_stream", "rate_limited"})
"""Something is there; whether it lists models says little about whether it answers questions."""


@dataclass(frozen=True, slots=True)
class _Looked:
    """What became of one provider."""

    check: Check
    models: tuple[str, ...] = ()


async def check_providers(world: World, redact: Redactor, *, local: bool) -> list[Check]:
    """Every provider, then every model of a panel that its provider does not list."""
    providers = list(world.config.providers.values())
    if not providers:
        cure = (
            f"Write {world.config_file}, set a key such as OPENROUTER_API_KEY, or try `fusion demo`: "
            "it needs neither key nor network."
        )
        return [Check("providers", False, "no key in the environment, no server on this machine", cure)]
    looked = await asyncio.gather(*(_look(world, each, redact, local) for each in providers))
    listed = {each.name: found.models for each, found in zip(providers, looked, strict=True)}
    checks = [Check("offer", True, world.offer)] if world.offer else []
    return [*checks, *(found.check for found in looked), *_strangers(world, listed)]


async def _look(world: World, provider: ProviderConfig, redact: Redactor, local: bool) -> _Looked:
    name, where = f"provider {provider.name}", provider.base_url
    try:
        async with asyncio.timeout(LIMIT_S):
            return await _ask(world, provider, redact, local)
    except ConfigError as problem:
        return _Looked(Check(name, False, str(problem)))
    except ProviderError as error:
        code = f" {error.http_status}" if error.http_status else ""
        found = f"{where}, {error.kind}{code}: {error.provider_text}".removesuffix(": ")
        return _Looked(Check(name, None if error.kind in _ANSWERS else False, found, error.hint))
    except TimeoutError:
        found = f"{where} did not answer within {LIMIT_S:g} seconds"
        return _Looked(Check(name, False, found, "Check the network and base_url."))
    except (OSError, ValueError) as problem:
        # Proxy variables and SSL_CERT_FILE are read while the connection is set up.
        found = f"{where} cannot be asked: {problem}"
        return _Looked(Check(name, False, found, "Check proxies and certificates in the environment."))


async def _ask(world: World, provider: ProviderConfig, redact: Redactor, local: bool) -> _Looked:
    # A keyring may take its time.
    keys = paths.keys_file(world.config_file)
    key = await asyncio.to_thread(find_key, provider, world.environ, keys)
    if key:
        redact.learn(key.secret)
    check = check_key(world, provider, key)
    if provider.api == "demo" or not check.ok:
        return _Looked(check)
    if local and not is_loopback(provider.base_url):
        return _Looked(replace(check, ok=None, found=f"{check.found}, not asked because of --local"))
    models = await _models(world, provider, key, redact)
    return _Looked(replace(check, found=f"{check.found}, lists {_count(models)}"), models)


async def _models(
    world: World, provider: ProviderConfig, key: FoundKey | None, redact: Redactor
) -> tuple[str, ...]:
    opened = open_provider(
        provider,
        key.secret if key else None,
        redact=redact,
        trust_env=world.config.trust_env,
        now=now,
        rng=random.Random(),
    )
    try:
        return await opened.models()
    finally:
        await opened.aclose()


def _count(models: Sequence[str]) -> str:
    return "1 model" if len(models) == 1 else f"{len(models):,} models"


def _strangers(world: World, listed: dict[str, tuple[str, ...]]) -> list[Check]:
    """Models of panels that are not on their provider's list. Aliases exist, so this is never a failure."""
    checks: dict[tuple[str, str], Check] = {}
    for panel in world.config.panels.values():
        for seat in (*panel.members, *panel.judge, *panel.jurors):
            names = listed[seat.provider]
            if not names or any(name == seat.model or name.endswith(f"/{seat.model}") for name in names):
                continue
            found = f"not among the {_count(names)} that {seat.provider} lists (panel {panel.name})"
            close = get_close_matches(seat.model, names, 1)
            hint = f"Did you mean {close[0]}? " if close else ""
            cure = f"{hint}An alias may work all the same."
            checks.setdefault((seat.provider, seat.model), Check(f"model {seat.model}", None, found, cure))
    return list(checks.values())
