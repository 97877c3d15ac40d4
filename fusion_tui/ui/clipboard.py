"""Copying: through the terminal, and into a private file for terminals that take no copies."""

from __future__ import annotations

from collections.abc import Callable

from fusion_tui.core.clean import clean
from fusion_tui.errors import ExportError
from fusion_tui.ui.services import Services


class Clipboard:
    """A terminal never says whether it took a copy, so the file is always written, and told of once."""

    def __init__(self, services: Services) -> None:
        """With `--private` nothing is written to a file."""
        self._services = services
        self._told = services.private

    def copy(self, text: str, send: Callable[[str], None]) -> str:
        """Hand a text to the terminal through `send`, characters that could act on it made visible.

        Returns what the status row should add, if anything.
        """
        shown = clean(text)
        send(shown)
        if self._services.private:
            return ""
        path = self._services.clipboard_file
        try:
            self._services.write_file(path, shown, True)
        except ExportError as problem:
            return f"for the terminal only: {problem}"
        if self._told:
            return ""
        self._told = True
        return f"also in {path}, for terminals that take no copies"
