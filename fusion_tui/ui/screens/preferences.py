"""The dialog that writes picks as preference data; what would be written is counted before."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from fusion_tui.core.export.decisions import Filters
from fusion_tui.core.export.preferences import FORMS, NOTICE, Form, Preferences, prefer
from fusion_tui.core.models import Record
from fusion_tui.errors import UsageError
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.base import Dialog, hint_spans
from fusion_tui.ui.screens.dialogs import Box
from fusion_tui.ui.widgets.line import Line, Span


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
        self._found = None
        self._say("counting …", "$dim")
        self._count(self._form)

    def _say(self, text: str, style: str) -> None:
        self.query_one("#counts", Static).update(Content(f"\n{text}\n").stylize(style))

    @work(exclusive=True)
    async def _count(self, form: Form) -> None:
        """The dry run, off the event loop."""
        if self._read is None:
            self._read = await self._records()
        try:
            self._found = await asyncio.to_thread(prefer, self._read, form, Filters(self._tag), None)
        except UsageError as problem:
            self._say(str(problem), "$warning")
            return
        self._say("\n".join((*self._found.summary, "", NOTICE)), "$dim" if self._found.rows else "$warning")

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
