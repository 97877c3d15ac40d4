"""The dialog that writes picks as preference data; what would be written is counted before."""

from __future__ import annotations

import asyncio
import json
import textwrap
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from fusion_tui.core.export.decisions import Also, Filters
from fusion_tui.core.export.preferences import FORMS, NOTICE, Form, Preferences, prefer
from fusion_tui.core.models import Record
from fusion_tui.errors import UsageError
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.base import Dialog, hint_spans
from fusion_tui.ui.screens.dialogs import Box
from fusion_tui.ui.widgets.line import Line, Span
from fusion_tui.ui.widgets.toggle_row import ToggleRow

_OFFERED: Mapping[Also, str] = {
    "knowing": "knowing names",
    "early": "while others wrote",
    "drafts": "among drafts",
}
"""What is left out unless it is asked for, as it stands before its choice."""
_AROUND = 20
"""Rows of the window that are not counts."""
_WIDTH = 66
"""Columns of the counts."""


@dataclass(frozen=True, slots=True)
class PreferencesChoice:
    """What is written, and where."""

    path: Path
    text: str
    note: Path
    """Beside it, written first: the data never lie there without it."""
    note_text: str
    found: Preferences


class PreferencesDialog(Dialog[PreferencesChoice]):
    """A form, a file, and the counts of what goes in and what is left out, with the reasons."""

    ROWS: ClassVar[tuple[str, ...]] = ("prefer",)
    AUTO_FOCUS = "#file"

    def __init__(
        self,
        keymap: Keymap,
        records: Callable[[], Awaitable[Sequence[Record]]],
        tag: str | None,
        folder: Path,
    ) -> None:
        """`records` reads the comparisons that the dashboard is about; `tag` is its tag."""
        super().__init__(keymap)
        self._records = records
        self._tag = tag
        self._folder = folder
        self._form: Form = FORMS[0]
        self._found: Preferences | None = None
        self._read: Sequence[Record] | None = None

    def compose(self) -> ComposeResult:
        """Form, file, counts, keys."""
        title, keys = Line(), Line()
        with Box():
            yield title
            yield Static(id="form")
            yield Input(id="file")
            yield Static(Content("\nLeft out unless you include them (tab, then space):"))
            for word, label in _OFFERED.items():
                yield ToggleRow(f"  {label:<20}", ("left out", "included"), id=word)
            yield Static(id="counts")
            yield keys
        tagged = f"  picks tagged #{self._tag}" if self._tag else "  all picks that count"
        title.show((Span("preference data", "bold $ink"), Span(tagged, "$dim")))
        keys.show(hint_spans(self.keymap, ("prefer.write", "prefer.form", "app.back"), typing=True))

    def on_mount(self) -> None:
        """Count what the first form would hold."""
        self._draw()

    def _draw(self) -> None:
        marks = [(f"{one}   ", "bold $ink" if one == self._form else "$faint") for one in FORMS]
        self.query_one("#form", Static).update(Content.assemble("\n", *marks, "\n"))
        name = f"picks-{self._form}.{'json' if self._form == 'llm-comparator' else 'jsonl'}"
        self.query_one("#file", Input).value = name
        self._recount()

    def _recount(self) -> None:
        self._found = None
        self._say("counting …", "$dim")
        self._count(self._form, self._filters)

    @property
    def _filters(self) -> Filters:
        rows = {word: self.query_one(f"#{word}", ToggleRow) for word in _OFFERED}
        return Filters(self._tag, frozenset(word for word, row in rows.items() if row.value == "included"))

    @on(ToggleRow.Changed)
    def on_choice_changed(self) -> None:
        """Other picks go in; the file keeps its name."""
        self._recount()

    def _say(self, text: str, style: str) -> None:
        self.query_one("#counts", Static).update(Content(f"\n{text}\n").stylize(style))

    @work(exclusive=True)
    async def _count(self, form: Form, filters: Filters) -> None:
        """The dry run, off the event loop."""
        if self._read is None:
            self._read = await self._records()
        try:
            self._found = await asyncio.to_thread(prefer, self._read, form, filters, None)
        except UsageError as problem:
            self._say(str(problem), "$warning")
            return
        said = "\n".join((*self._fitting(self._found.summary), "", NOTICE))
        self._say(said, "$dim" if self._found.rows else "$warning")

    def _fitting(self, summary: Sequence[str]) -> list[str]:
        """What of it leaves room for the keys; the note beside the file has all of it."""
        lines = [part for line in summary for part in textwrap.wrap(line, _WIDTH)]
        room = max(self.app.size.height - _AROUND, 2)
        return (
            lines if len(lines) <= room else [*lines[: room - 1], "… the rest stands in the note beside it"]
        )

    def action_form(self) -> None:
        """The next form."""
        self._form = FORMS[(FORMS.index(self._form) + 1) % len(FORMS)]
        self._draw()

    def on_input_submitted(self) -> None:
        """Enter in the field writes."""
        self.action_write()

    def action_write(self) -> None:
        """Write it, when there is something."""
        found, name = self._found, self.query_one("#file", Input).value.strip()
        if found is None or not name:
            return
        if not found.rows:
            self._say("\n".join(("There is nothing to write.", *found.summary)), "$warning")
            return
        path = (self._folder / Path(name).expanduser()).absolute()
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in found.lines)
        note = path.parent / f"{path.name}.README.txt"
        self.dismiss(PreferencesChoice(path, text, note, found.note, found))
