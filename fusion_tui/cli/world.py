"""What every command starts from: the configuration, the clock and where things lie."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fusion_tui.cli.talk import say
from fusion_tui.config import Config, paths, read_config
from fusion_tui.errors import ConfigError


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
    private: bool = False
    """Nothing is stored."""

    @property
    def database(self) -> Path:
        """The record's file."""
        return paths.database_file(self.environ)


def read_world(config_file: Path | None = None) -> World:
    """The person's configuration; a file that was named must be there."""
    environ = os.environ
    path = config_file or paths.config_file(environ)
    config = read_config(path, must_exist=config_file is not None)
    named_demo = config.providers.get("demo")
    if named_demo and named_demo.api != "demo":
        # Otherwise `fusion demo`, which promises to send nothing, would send its question there.
        raise ConfigError(f"{path}: providers.demo: this name belongs to the bundled demo; take another.")
    return World(config, path, environ)


def told_world(config_file: Path | None = None) -> World:
    """The same, and what the configuration has to say is said."""
    world = read_world(config_file)
    for notice in world.config.notices:
        say(notice)
    return world
