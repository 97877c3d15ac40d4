"""The configuration as the program reads it, and what would otherwise only be a notice inside it."""

from __future__ import annotations

import os
from pathlib import Path

from fusion_tui.cli.checks.check import Check
from fusion_tui.cli.world import World, read_world
from fusion_tui.config import FoundKey, find_key, paths
from fusion_tui.config.schema import ProviderConfig
from fusion_tui.core.models import Panel
from fusion_tui.errors import ConfigError


def check_configuration(config_file: Path | None) -> tuple[World | None, list[Check]]:
    """The world as every command reads it, `None` when it cannot be read, and what was found."""
    try:
        world = read_world(config_file)
    except ConfigError as problem:
        return None, [Check("configuration", False, str(problem))]
    checks = [_file(world), *(Check("configuration", False, notice) for notice in world.config.notices)]
    return world, checks + [*_panels(world), *_theme(world), *_bindings(world)]


def check_keys(world: World) -> list[Check]:
    """Every provider with its address and where its key comes from; nothing is asked."""
    checks = []
    for name, provider in world.config.providers.items():
        try:
            key = find_key(provider, world.environ, paths.keys_file(world.config_file))
        except ConfigError as problem:
            checks.append(Check(f"provider {name}", False, str(problem)))
            continue
        checks.append(check_key(world, provider, key))
    unset = Check("providers", None, "none is configured", "`fusion doctor` says what is found without.")
    return checks or [unset]


def check_key(world: World, provider: ProviderConfig, key: FoundKey | None) -> Check:
    """A provider's address and key; one without its key is wrong where a panel needs it."""
    name, where = f"provider {provider.name}", provider.base_url
    if provider.api == "demo":
        return Check(name, True, "recorded answers, nothing is asked")
    if key:
        return Check(name, True, f"{where}, key from {key.source}")
    if not provider.key_env and not provider.key:
        return Check(name, True, f"{where}, no key is set up for it")
    seated = [panel.name for panel in world.config.panels.values() if provider.name in _asked(panel)]
    need = f", and panel {seated[0]} needs it" if seated else ""
    variable = f"Set {provider.key_env}" if provider.key_env else f"Store it as {provider.key}"
    file = paths.keys_file(world.config_file)
    cure = f'{variable}, or write {provider.name} = "…" into {file}, readable by you alone.'
    return Check(name, False if seated else None, f"{where}, no key was found{need}", cure)


def _asked(panel: Panel) -> set[str]:
    """The providers a panel needs."""
    return {seat.provider for seat in (*panel.members, *panel.judge, *panel.jurors)}


def _file(world: World) -> Check:
    files = (world.config_file, paths.settings_file(world.config_file))
    if there := [str(path) for path in files if os.path.exists(path)]:
        return Check("configuration", True, " and ".join(there))
    return Check("configuration", True, f"{world.config_file} is not there; the defaults hold")


def _panels(world: World) -> list[Check]:
    panels, wanted = world.config.panels, world.config.ui.default_panel
    checks = []
    for name, panel in panels.items():
        first = name == (wanted or next(iter(panels)))
        members = f"{len(panel.members)} members" if len(panel.members) > 1 else "1 member"
        checks.append(Check(f"panel {name}", True, f"{members}{', asked by default' if first else ''}"))
    if not panels and wanted is None:
        cure = "`fusion ask` offers what it finds, or takes --member PROVIDER/MODEL."
        checks.append(Check("panels", None, "none is configured", cure))
    if wanted is not None and wanted not in panels:
        # The reader refuses a wrong name only where there are right ones.
        file = world.config.origins["ui.default_panel"]
        found = f"{file}: ui.default_panel: found {wanted!r}, and no panel is configured"
        checks.append(Check("panels", False, found, f"Write a [panels.{wanted}] table, or remove the line."))
    return checks


def _theme(world: World) -> list[Check]:
    from fusion_tui.ui.themes import DEFAULT, load_themes, theme_folders

    themes, failures = load_themes(theme_folders(world.config_file.parent))
    wanted = world.config.ui.theme
    checks = [Check("theme", False, failure) for failure in failures]
    if wanted in themes:
        return [Check("theme", True, wanted), *checks]
    file = world.config.origins.get("ui.theme", world.config_file)
    found = f"{file}: ui.theme: found {wanted!r}, expected one of {', '.join(sorted(themes))}"
    return [Check("theme", False, found, f"Until then {DEFAULT} is used."), *checks]


def _bindings(world: World) -> list[Check]:
    from fusion_tui.ui.keymap import Keymap

    ui = world.config.ui
    keymap = Keymap(ui.keys, ui.key_places)
    if keymap.notices:
        return [Check("key bindings", False, notice) for notice in keymap.notices]
    return [Check("key bindings", True, f"{len(ui.keys)} of your own" if ui.keys else "as they come")]
