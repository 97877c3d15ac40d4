"""Where everything lies; no other module knows a path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_NAME = "fusion-tui"


def config_file(environ: Mapping[str, str]) -> Path:
    """`config.toml`: `FUSION_CONFIG`, or in the platform's configuration folder."""
    named = environ.get("FUSION_CONFIG")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path(_NAME) / "config.toml"


def settings_file(config: Path) -> Path:
    """`settings.toml`, what was set inside the program, beside `config.toml`."""
    return config.with_name("settings.toml")


def keys_file(config: Path) -> Path:
    """`keys.toml`, beside `config.toml`."""
    return config.with_name("keys.toml")


def recipes_folder(config: Path) -> Path:
    """The person's own recipes for judges, beside `config.toml`."""
    return config.with_name("recipes")


def rubrics_folder(config: Path) -> Path:
    """The person's own rubrics, beside `config.toml`."""
    return config.with_name("rubrics")


def data_folder(environ: Mapping[str, str]) -> Path:
    """`FUSION_DATA_DIR`, or the platform's data folder."""
    named = environ.get("FUSION_DATA_DIR")
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path(_NAME)


def database_file(environ: Mapping[str, str]) -> Path:
    """The record."""
    return data_folder(environ) / "fusion.db"


def clipboard_file(environ: Mapping[str, str]) -> Path:
    """What was copied last, for terminals that take no copies."""
    return data_folder(environ) / "clipboard.txt"


def report_folder(environ: Mapping[str, str]) -> Path:
    """Reports of crashes, without keys."""
    return data_folder(environ) / "reports"
