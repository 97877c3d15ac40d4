"""The command palette: everything a key does on the screen below, and the themes, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from fusion_tui.core.clean import clean_line
from fusion_tui.ui.keymap import DIGITS, KEYS, Key
from fusion_tui.ui.screens.base import FusionScreen

if TYPE_CHECKING:
    from fusion_tui.ui.app import FusionApp

_TEXT = max(len(key.help) for key in KEYS) + 2
_KEY = 9


@dataclass(frozen=True, slots=True)
class _Command:
    text: str
    run: Callable[[], object]
    key: str = ""
    id: str = ""

    def line(self, text: Content) -> Content:
        """One line: what it does, its key, its id. Never a `str`: the palette reads those as markup."""
        gap = " " * max(_TEXT - text.cell_length, 2)
        return Content.assemble(text, gap, (f"{self.key:<{_KEY}}", "$accent"), (self.id, "not bold $dim"))


class FusionCommands(Provider):
    """Our own table is the only source: no command exists here that has no key or name elsewhere."""

    async def discover(self) -> Hits:
        """Everything, before a word is typed."""
        for command in self._commands():
            yield DiscoveryHit(command.line(Content(command.text)), command.run, text=command.text)

    async def search(self, query: str) -> Hits:
        """What fits the words."""
        matcher = self.matcher(query)
        for command in self._commands():
            score, places = matcher.fuzzy_search.match(query, command.text)
            if score > 0:
                text = Content(command.text)
                for place in places:
                    text = text.stylize(matcher.match_style, place, place + 1)
                yield Hit(score, command.line(text), command.run, text=command.text)

    def _commands(self) -> Iterator[_Command]:
        """What is special on this screen first, then the whole program, then the themes."""
        screen = self.screen
        if not isinstance(screen, FusionScreen):
            return
        rows = [row for row in reversed(screen.ROWS) if not row.startswith("app")]
        keys = dict.fromkeys(key for row in (*rows, "app") for key in screen.keymap.row(row))
        for key in keys:
            if key.id not in ("app.palette", *DIGITS):
                yield from self._acting(screen, key)
        app: FusionApp = self.app  # type: ignore[assignment]  # the only program that has this provider
        for name in sorted(app.themes):
            yield _Command(f"Theme: {clean_line(name)}", partial(app.use_theme, name))

    def _acting(self, screen: FusionScreen, key: Key) -> Iterator[_Command]:
        for owner in (screen, self.app):
            if hasattr(owner, f"action_{key.action}"):
                yield _Command(key.help, partial(owner.run_action, key.action), key.shown, key.id)
                return
