"""Everything is put together here: clocks, random numbers, files, providers, the store."""

from __future__ import annotations

import os
import random
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from fusion_tui.config import (
    Config,
    find_key,
    is_loopback,
    offer_panel,
    panel_from_members,
    paths,
    read_config,
)
from fusion_tui.core.models import Panel, Provider
from fusion_tui.core.redact import Redactor
from fusion_tui.demo import Demo
from fusion_tui.engine import Engine
from fusion_tui.errors import ConfigError, UsageError
from fusion_tui.providers import HttpProvider, open_provider
from fusion_tui.providers.demo import DemoProvider


def now() -> datetime:
    """The date, with this machine's time zone."""
    return datetime.now().astimezone()


def new_id() -> str:
    """32 hexadecimal digits, unique across machines."""
    return secrets.token_hex(16)


def new_seed() -> int:
    """A seed for the shuffle of letters."""
    return secrets.randbits(32)


@dataclass(frozen=True, slots=True)
class World:
    """What every command starts from."""

    config: Config
    config_file: Path
    environ: Mapping[str, str]
    offer: str = ""
    """Where an unconfigured panel was found, in a sentence."""

    @property
    def database(self) -> Path:
        """The record's file."""
        return paths.database_file(self.environ)


def read_world(config_file: Path | None = None) -> World:
    """The person's configuration; a file that was named must be there."""
    environ = os.environ
    named = config_file is not None
    path = config_file or paths.config_file(environ)
    return World(read_config(path, must_exist=named), path, environ)


async def with_offer(world: World) -> World:
    """The world with a panel of what was found, when none is configured."""
    if world.config.panels:
        return world
    from fusion_tui.providers.discover import find_local_servers

    servers = [(s.name, s.base_url, s.models) for s in await find_local_servers()]
    offer = offer_panel(world.config, world.environ, servers)
    return replace(world, config=offer.config, offer=offer.sentence) if offer else world


def choose_panel(world: World, name: str | None, members: list[str]) -> tuple[World, Panel]:
    """The panel to ask, by `--member`, by `--panel`, or by default; raises `ConfigError` or `UsageError`."""
    if members and name:
        raise UsageError("--panel and --member cannot be used together.")
    if members:
        config, panel = panel_from_members(world.config, members)
        return replace(world, config=config), panel
    panels = world.config.panels
    wanted = name or world.config.ui.default_panel or next(iter(panels), None)
    if wanted is None:
        raise ConfigError(
            f"No provider is set up. Write {world.config_file}, set a key such as OPENROUTER_API_KEY, "
            "or try `fusion demo`: it needs neither key nor network."
        )
    if wanted not in panels:
        raise UsageError(f"No panel is called {wanted!r}; there are {', '.join(panels) or 'none'}.")
    return world, panels[wanted]


def refuse_remote(config: Config, panel: Panel) -> None:
    """`--local`: nothing may leave this machine."""
    for member in panel.members:
        provider = config.providers[member.provider]
        if provider.api != "demo" and not is_loopback(provider.base_url):
            host = urlsplit(provider.base_url).hostname
            raise UsageError(f"--local: {member.name} would be asked at {host}, which is not this machine.")


@dataclass(slots=True)
class Machine:
    """The engine with its providers, and the keys it hides."""

    engine: Engine
    redact: Redactor
    key_sources: dict[str, str]
    _opened: list[HttpProvider]

    async def close(self) -> None:
        """Give connections back."""
        for provider in self._opened:
            await provider.aclose()


def build_machine(world: World, demo: Demo, speed: float = 1.0) -> Machine:
    """Every configured provider with its key, and the demo's; connects to nothing."""
    redact = Redactor()
    opened: list[HttpProvider] = []
    sources: dict[str, str] = {}
    rng = random.Random(new_seed())
    providers: dict[str, Provider] = {"demo": DemoProvider(demo.recordings, speed=speed, rng=rng)}
    for name, config in world.config.providers.items():
        if config.api == "demo":
            providers[name] = DemoProvider(demo.recordings, speed=speed, rng=rng, name=name)
            continue
        key = find_key(config, world.environ, paths.keys_file(world.config_file))
        if key:
            redact.learn(key.secret)
            sources[name] = key.source
        provider = open_provider(
            config,
            key.secret if key else None,
            redact=redact,
            trust_env=world.config.trust_env,
            now=now,
            rng=rng,
        )
        opened.append(provider)
        providers[name] = provider
    engine = Engine(providers, world.config.prices, clock=time.monotonic, now=now, new_id=new_id)
    return Machine(engine, redact, sources, opened)
