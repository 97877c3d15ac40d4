"""Engine, providers and keys are put together here."""

from __future__ import annotations

import random
import time
from collections.abc import Collection
from dataclasses import dataclass, replace

from fusion_tui.cli.world import World, new_id, new_seed, now
from fusion_tui.config import find_key, hosts, is_loopback, offer_panel, panel_from_members, paths
from fusion_tui.config.schema import Config, ProviderConfig
from fusion_tui.core.events import Provider
from fusion_tui.core.models import Panel
from fusion_tui.core.redact import Redactor
from fusion_tui.demo import Demo
from fusion_tui.engine import Engine
from fusion_tui.errors import ConfigError, UsageError
from fusion_tui.providers import HttpProvider, open_provider
from fusion_tui.providers.demo import DemoProvider


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


def is_demo(config: Config, panel: Panel) -> bool:
    """Whether a recorded answer would stand among the candidates."""
    return any(config.providers[member.provider].api == "demo" for member in panel.members)


def refuse_remote(config: Config, panel: Panel) -> None:
    """`--local`: nothing may leave this machine."""
    for member in panel.members:
        provider = config.providers[member.provider]
        if provider.api != "demo" and not is_loopback(provider.base_url):
            where = hosts(config, [member])[0]
            raise UsageError(f"--local: {member.name} would be asked at {where}, which is not this machine.")


@dataclass(slots=True)
class Machine:
    """The engine with its providers, and the keys it hides."""

    engine: Engine
    redact: Redactor
    key_sources: dict[str, str]
    """Provider name to where its key comes from."""
    opened: list[HttpProvider]

    async def close(self) -> None:
        """Give connections back."""
        for provider in self.opened:
            await provider.aclose()


def build_machine(
    world: World, demo: Demo, speed: float = 1.0, only: Collection[str] | None = None
) -> Machine:
    """The configured providers with their keys, and the demo's; connects to nothing.

    `only` names the providers that are needed; the keys of others are not looked for.
    """
    rng = random.Random(new_seed())
    providers: dict[str, Provider] = {
        "demo": DemoProvider(demo.recordings, demo.rounds, speed=speed, rng=rng)
    }
    engine = Engine(providers, world.config.prices, clock=time.monotonic, now=now, new_id=new_id)
    machine = Machine(engine, Redactor(), {}, [])
    for name, config in world.config.providers.items():
        if only is not None and name not in only:
            continue
        if config.api == "demo":
            providers[name] = DemoProvider(demo.recordings, demo.rounds, speed=speed, rng=rng, name=name)
        else:
            providers[name] = _open(world, config, machine, rng)
    return machine


def _open(world: World, config: ProviderConfig, machine: Machine, rng: random.Random) -> HttpProvider:
    key = find_key(config, world.environ, paths.keys_file(world.config_file))
    if key:
        machine.redact.learn(key.secret)
        machine.key_sources[config.name] = key.source
    provider = open_provider(
        replace(config, concurrency=world.config.places(config)),
        key.secret if key else None,
        redact=machine.redact,
        trust_env=world.config.trust_env,
        now=now,
        rng=rng,
    )
    machine.opened.append(provider)
    return provider
