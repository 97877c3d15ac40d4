"""The command palette: everything a key does on the screen below, and the themes, by name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider

from fusion_tui.ui.screens.base import FusionScreen
from fusion_tui.ui.themes import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = tuple[str, str, Callable[[], object]]


class FusionCommands(Provider):
    """Our own table is the only source: no command exists here that has no key or name elsewhere."""

    async def discover(self) -> Hits:
        """Everything, before a word is typed."""
        for text, key, run in self._commands():
            yield DiscoveryHit(text, run, help=key)

    async def search(self, query: str) -> Hits:
        """What fits the words."""
        matcher = self.matcher(query)
        for text, key, run in self._commands():
            score = matcher.match(text)
            if score > 0:
                yield Hit(score, matcher.highlight(text), run, help=key)

    def _commands(self) -> Iterator[Command]:
        screen, app = self.screen, self.app
        if not isinstance(screen, FusionScreen):
            return
        for key in screen.keymap.row(*screen.ROWS, "app"):
            if key.id in ("app.palette", "arena.focus"):
                continue
            owner = screen if hasattr(screen, f"action_{key.action}") else app
            if hasattr(owner, f"action_{key.action}"):
                yield key.help, f"{key.shown}  ·  {key.id}", partial(owner.run_action, key.action)
        themes: dict[str, Theme] = getattr(app, "themes", {})
        for name in sorted(themes):
            yield f"Theme: {name}", "", partial(_use_theme, app, name)


def _use_theme(app: object, name: str) -> None:
    use = getattr(app, "use_theme", None)
    if use is not None:
        use(name)
