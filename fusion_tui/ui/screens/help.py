"""Every key of a screen, with the id that moves it in `[ui.keys]`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fusion_tui.ui.keymap import DIGITS, Key, Keymap, show
from fusion_tui.ui.screens.text_dialog import Row, TextDialog
from fusion_tui.ui.widgets.line import Span

_ROWS = {
    "app": "everywhere",
    "compose": "the question",
    "reader": "reading",
    "arena": "the answers",
    "diff": "the diff",
    "triage": "the issues",
    "history": "the history",
    "pick": "the pick",
    "taste": "your taste",
}


class HelpScreen(TextDialog):
    """Keys by row: what is special here first, what works everywhere last."""

    def __init__(self, keymap: Keymap, rows: Sequence[str], title: str) -> None:
        """`rows` of the keymap, or ids, that act on the screen below, from general to special."""
        super().__init__(keymap, title)
        self._wanted = rows

    def rows(self, width: int) -> Sequence[Row]:
        """Keys, what they do, their id: in three columns; in a narrow window ids stand at the right edge."""
        groups = [(name, self.keymap.row(*wanted)) for name, wanted in self._groups().items()]
        keys = [key for _, group in groups for key in group]
        first = max(len(_shown(key)) for key in keys) + 2
        second = max(len(key.help) for key in keys) + 2
        wide = 2 + first + second + max(len(key.id) for key in keys) <= width
        lines: list[Row] = []
        for name, group in groups:
            lines += [[Span(_ROWS.get(name, name), "bold $ink")]]
            for key in group:
                lines += _wide(key, first, second) if wide else _narrow(key, first, width)
            lines += [[]]
        return lines[:-1]

    def _groups(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {}
        for row in sorted(reversed(self._wanted), key=lambda row: row.partition(".")[0] == "app"):
            groups.setdefault(row.partition(".")[0], []).append(row)
        return groups


def _shown(key: Key) -> str:
    return (
        f"{key.keys[0]} … {key.keys[-1]}" if key.id in DIGITS else "  ".join(show(name) for name in key.keys)
    )


def _wide(key: Key, first: int, second: int) -> Iterator[Row]:
    yield [
        Span(f"  {_shown(key):<{first}}", "$accent"),
        Span(f"{key.help:<{second}}", "$ink"),
        Span(key.id, "$dim"),
    ]


def _narrow(key: Key, first: int, width: int) -> Iterator[Row]:
    done = [Span(f"  {_shown(key):<{first}}", "$accent"), Span(key.help, "$ink")]
    gap = width - sum(len(span.text) for span in done) - len(key.id)
    if gap >= 2:
        yield [*done, Span(" " * gap + key.id, "$dim")]
    else:
        yield done
        yield [Span(f"{key.id:>{width}}", "$dim")]
