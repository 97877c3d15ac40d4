"""A program for a real terminal: shows one text after the other in an answer view, then ends.

`python -m tests.ui.show_texts FILE` takes a JSON list of texts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.helpers.answers import Views


class Show(Views):
    """Every text, behind a word that says which one it is."""

    def __init__(self, texts: list[str]) -> None:
        """All texts to show."""
        super().__init__()
        self._texts = list(enumerate(texts))

    def on_ready(self) -> None:
        """Start."""
        self._next()

    def _next(self) -> None:
        if not self._texts:
            self.exit()
            return
        number, text = self._texts.pop(0)
        self.view.reset()
        self.view.append(f"text-{number}-of-all\n\n{text}")
        self.view.flush()
        self.view.refresh()
        self.set_timer(0.02, self._whole)

    def _whole(self) -> None:
        self.view.finish()
        self.call_after_refresh(self._next)


if __name__ == "__main__":
    Show(json.loads(Path(sys.argv[1]).read_text("utf-8"))).run()
