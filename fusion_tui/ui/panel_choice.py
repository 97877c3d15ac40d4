"""Which panel, and who of it, is asked this time."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from fusion_tui.config.schema import Config, ProviderConfig
from fusion_tui.core.models import Member, Panel


class PanelChoice:
    """One of the panels, with some of its members left out; there may be no panel at all."""

    def __init__(
        self,
        config: Config,
        key_sources: Mapping[str, str],
        wanted: str | None,
        *,
        once: Panel | None = None,
        asked: Collection[str] = (),
    ) -> None:
        """The wanted panel, or the first; members without a key are left out while others have one.

        `once` is a panel besides the configured ones, and comes first; `asked` names the members of the
        wanted panel that are switched on, all by default.
        """
        self._config = config
        self._key_sources = key_sources
        self.panels: tuple[Panel, ...] = (*([once] if once else ()), *config.panels.values())
        self._place = 0
        self._left_out: set[int] = set()
        self.turn_to(wanted)
        if asked and self.panels and self.panel.name == wanted:
            others = {place for place, seat in enumerate(self.panel.members) if seat.name not in asked}
            self._left_out |= others if len(others) < len(self.panel.members) else set()

    @property
    def panel(self) -> Panel:
        """The chosen panel; there must be one."""
        return self.panels[self._place]

    @property
    def members(self) -> tuple[Member, ...]:
        """Who will be asked."""
        seats = self.panel.members if self.panels else ()
        return tuple(member for place, member in enumerate(seats) if self.asks(place))

    def asks(self, place: int) -> bool:
        """Whether the member at this place is asked."""
        return place not in self._left_out

    def toggle(self, place: int) -> None:
        """Ask this one, or not."""
        self._left_out ^= {place}

    def turn_to(self, name: str | None) -> None:
        """The panel of this name; the first when there is none."""
        names = [panel.name for panel in self.panels]
        self._choose(names.index(name) if name in names else 0)

    def turn(self, step: int) -> None:
        """Another panel, around the end."""
        self._choose((self._place + step) % len(self.panels))

    def _choose(self, place: int) -> None:
        self._place = place
        seats = self.panel.members if self.panels else ()
        keyless = {n for n, member in enumerate(seats) if self._lacks_key(member)}
        self._left_out = keyless if len(keyless) < len(seats) else set()

    def _lacks_key(self, member: Member) -> bool:
        provider = self._config.providers.get(member.provider)
        return provider is not None and lacks_key(provider, self._key_sources)


def lacks_key(provider: ProviderConfig, key_sources: Mapping[str, str]) -> bool:
    """Whether a key is configured that was not found."""
    return bool(provider.key_env or provider.key) and provider.name not in key_sources
