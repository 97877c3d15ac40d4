"""Every key of a screen, with the id that moves it in `[ui.keys]`."""

from __future__ import annotations

from collections.abc import Sequence

from fusion_tui.ui.keymap import Keymap, show
from fusion_tui.ui.screens.text_dialog import Row, TextDialog
from fusion_tui.ui.widgets.line import Span

_ROWS = {
    "app": "everywhere",
    "compose": "the question",
    "reader": "reading",
    "arena": "the answers",
    "history": "the history",
    "pick": "the pick",
}
_KEYS = 20
_HELP = 50


class HelpScreen(TextDialog):
    """Keys by row: what is special here first."""

    def __init__(self, keymap: Keymap, rows: Sequence[str], title: str) -> None:
        """`rows` of the keymap that act on the screen below."""
        super().__init__(keymap, title, help_rows(keymap, rows))


def help_rows(keymap: Keymap, rows: Sequence[str]) -> list[Row]:
    """The lines: keys, what they do, their id."""
    lines: list[Row] = []
    found = dict.fromkeys(row.partition(".")[0] for row in rows)
    for row in found:
        lines.append([Span(_ROWS.get(row, row), "bold $ink")])
        for key in keymap.row(*(name for name in rows if name.partition(".")[0] == row)):
            shown = "1 … 8" if key.id == "arena.focus" else "  ".join(show(name) for name in key.keys)
            lines.append(
                [
                    Span(f"  {shown:<{_KEYS}}", "$accent"),
                    Span(f"{key.help:<{_HELP}}"),
                    Span(key.id, "$dim"),
                ]
            )
        lines.append([])
    return lines[:-1]
