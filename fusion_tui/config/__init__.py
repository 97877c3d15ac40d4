"""Configuration: TOML in, every path, where keys come from."""

from fusion_tui.config.hosts import hosts
from fusion_tui.config.keys import FoundKey, find_key
from fusion_tui.config.offer import KNOWN, Offer, offer_panel, panel_from_members
from fusion_tui.config.reading import is_loopback, read_config
from fusion_tui.config.schema import Budget, Config, ProviderConfig, Timeouts, Ui

__all__ = [
    "KNOWN",
    "Budget",
    "Config",
    "FoundKey",
    "Offer",
    "ProviderConfig",
    "Timeouts",
    "Ui",
    "find_key",
    "hosts",
    "is_loopback",
    "offer_panel",
    "panel_from_members",
    "read_config",
]
