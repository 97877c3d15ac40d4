"""One dialog on an empty program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from fusion_tui.ui import app as program
from fusion_tui.ui.screens.base import Dialog
from fusion_tui.ui.themes import DEFAULT, load_themes, theme_folders
from tests.helpers.waiting import steady


class Host(App[None]):
    """Shows one dialog in the program's colours and keeps what it answers."""

    CSS_PATH = Path(program.__file__).with_name("fusion.tcss")

    def __init__(self, dialog: Dialog[Any]) -> None:
        """The dialog opens at once."""
        self._look = load_themes(theme_folders(Path("/nowhere")))[0][DEFAULT].to_textual()
        super().__init__()
        self._dialog = dialog
        self.answers: list[Any] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colour names."""
        return self._look.variables

    def on_mount(self) -> None:
        """Open it."""
        self.register_theme(self._look)
        self.theme = DEFAULT
        self.push_screen(self._dialog, self.answers.append)


@asynccontextmanager
async def opened(dialog: Dialog[Any], size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
    """A dialog, drawn."""
    host = Host(dialog)
    async with host.run_test(size=size) as pilot:
        await steady(pilot)
        yield pilot


def answers(pilot: Pilot[Any]) -> list[Any]:
    """What the dialog answered: nothing while it is open."""
    app = pilot.app
    assert isinstance(app, Host)
    return app.answers
