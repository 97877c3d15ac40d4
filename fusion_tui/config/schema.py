"""The configuration as frozen dataclasses: every key, its default and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from fusion_tui.core.models import Panel, Price

Api = Literal["openai", "anthropic", "demo"]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Three clocks, in seconds; `None` switches one off."""

    connect: float = 10.0
    """To connect."""
    idle: float | None = 60.0
    """Between bytes."""
    content: float | None = 900.0
    """Without any text or reasoning."""
    idle_waits: bool = False
    """`idle` runs only from the first text or reasoning on, not from the request."""
    content_waits: bool = False
    """`content` does so, too."""


PATIENT = Timeouts(idle_waits=True, content_waits=True)
"""The default on loopback: a prompt may be read there for as long as the person has patience."""


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """One `[providers.NAME]` table."""

    name: str
    api: Api
    base_url: str = ""
    """Without a trailing slash; empty only for the demo."""
    key_env: str | None = None
    """Environment variable that holds the key."""
    key: str | None = None
    """`keyring:NAME`."""
    extra: Mapping[str, object] = field(default_factory=dict)
    """Sent in every request as it is."""
    timeouts: Timeouts = Timeouts()
    """`PATIENT` by default on loopback."""
    retries: int = 2
    """At most, and only while no text has arrived."""
    concurrency: int = 4
    """Calls at a time; 1 by default on loopback."""
    group: str = ""
    """Providers of one group share the smallest `concurrency` of them; the provider's own name by default."""
    json_schema: bool = False
    """Models are held to a JSON schema where a reply has a shape; on by default for OpenAI and OpenRouter."""


@dataclass(frozen=True, slots=True)
class Budget:
    """`[budget]`, in USD; `None` is no limit."""

    per_run: float | None = None
    per_month: float | None = None


@dataclass(frozen=True, slots=True)
class Ui:
    """`[ui]`."""

    theme: str = "ember"
    blind: bool = True
    strict_blind: bool = False
    """Show text only when all have finished."""
    repeats: bool = False
    """Now and then offer an old comparison once more, to see how steady the person's picks are."""
    default_panel: str | None = None
    glyphs: Literal["unicode", "ascii"] = "unicode"
    motion: Literal["full", "none"] = "full"
    bell: bool = True
    prose_width: int = 90
    """Columns, 40 to 200."""
    repaint_hz: int = 15
    """1 to 60."""
    notify_seconds: float = 5.0
    """0 keeps a notice until it is dismissed."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Binding id to Textual key names."""
    key_places: Mapping[str, str] = field(default_factory=dict)
    """Binding id to file and line, for the notice when it cannot be used; not a setting."""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the person configured, defaults filled in."""

    providers: Mapping[str, ProviderConfig] = field(default_factory=dict)
    panels: Mapping[str, Panel] = field(default_factory=dict)
    prices: Mapping[str, Price] = field(default_factory=dict)
    """By model name."""
    contexts: Mapping[str, int] = field(default_factory=dict)
    """Tokens that a model reads at most, by its name, where the person says so."""
    budget: Budget = Budget()
    ui: Ui = Ui()
    trust_env: bool = True
    """Whether proxy variables count; never for loopback."""
    notices: tuple[str, ...] = ()
    """Entries that were left out (a bad key binding), one sentence each."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Dotted key to the file that set it."""

    def places(self, provider: ProviderConfig) -> int:
        """Calls at a time in a provider's group: the smallest `concurrency` in it, whoever is asked."""
        group = provider.group or provider.name
        return min(p.concurrency for p in self.providers.values() if (p.group or p.name) == group)
