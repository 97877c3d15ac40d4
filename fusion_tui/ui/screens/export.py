"""Where the chosen answer goes: a file, or the clipboard."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from fusion_tui.core.clean import clean, clean_line
from fusion_tui.core.export import export_object, to_markdown
from fusion_tui.core.models import Record
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.base import Dialog, hint_spans
from fusion_tui.ui.screens.dialogs import Box, ConfirmDialog
from fusion_tui.ui.widgets.line import Line
from fusion_tui.ui.widgets.toggle_row import ToggleRow

_PREVIEW = 5


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """Write this text there."""

    path: Path
    text: str
    overwrite: bool
    names: bool
    """The text says who wrote what although that is still hidden."""


@dataclass(frozen=True, slots=True)
class CopyChoice:
    """Copy this text."""

    text: str
    names: bool


class ExportDialog(Dialog[ExportChoice | CopyChoice]):
    """Format, how much, and the file's name; an existing file is asked about."""

    ROWS: ClassVar[tuple[str, ...]] = ("export",)
    DEFAULT_CSS = """
    ExportDialog #preview { color: $dim; margin: 1 0; max-height: 9; }
    ExportDialog #file { height: 1; margin: 1 0 0 0; }
    """

    def __init__(self, keymap: Keymap, record: Record, folder: Path, exists: Callable[[Path], bool]) -> None:
        """`folder` is where a name without one lands."""
        super().__init__(keymap)
        self._record = record
        self._folder = folder
        self._exists = exists
        self._picked = bool(record.pick and record.pick.ranking)

    def compose(self) -> ComposeResult:
        """Rows, name, preview, keys."""
        keys = Line()
        with Box():
            yield Static(Content(self._remark()))
            yield Static("")
            yield ToggleRow("format", ("Markdown", "JSON"), id="format")
            amounts = ("the pick", "all answers") if self._picked else ("all answers",)
            yield ToggleRow("what", amounts, id="amount")
            yield Static(Content("file"), id="file")
            yield Input(str(self._free_name(".md")), id="name")
            yield Static(id="preview")
            yield keys
        keys.show(hint_spans(self.keymap, ("export.write", "export.copy", "app.back")))

    def on_mount(self) -> None:
        """The name is what most people change; enter is enough for the others."""
        self.query_one("#format").focus()
        self._draw_preview()

    def _remark(self) -> str:
        if not self._picked:
            return "Nothing is picked yet, so all answers are written."
        if not self._record.revealed:
            return "Names are hidden, so the Markdown has letters only; JSON shows names."
        return "The chosen answer, with where it comes from on top."

    def _shows_names(self) -> bool:
        return self._is_json() and not self._record.revealed

    def _is_json(self) -> bool:
        return self.query_one("#format", ToggleRow).value == "JSON"

    def _text(self) -> str:
        if self._is_json():
            return json.dumps(export_object(self._record), ensure_ascii=False, allow_nan=False) + "\n"
        everything = self.query_one("#amount", ToggleRow).value == "all answers"
        return to_markdown(self._record, everything=everything)

    @on(ToggleRow.Changed)
    def on_choice_changed(self, message: ToggleRow.Changed) -> None:
        """Another format has another ending."""
        if message.row == "format":
            name = self.query_one("#name", Input)
            name.value = str(self._free_name(".json" if message.value == "JSON" else ".md"))
        self._draw_preview()

    @on(Input.Changed)
    def on_name_changed(self) -> None:
        """Say whether the file exists."""
        self._draw_preview()

    def _draw_preview(self) -> None:
        text = self._text()
        lines = text.split("\n")
        size = f"{len(lines):,} lines, {len(text.encode('utf-8', 'replace')):,} bytes"
        warning = (
            "This file exists; enter asks before it is overwritten.\n" if self._exists(self._path()) else ""
        )
        shown = "\n".join(clean_line(line)[:76] for line in lines[:_PREVIEW])
        self.query_one("#preview", Static).update(
            Content.assemble((warning, "$warning"), (shown + "\n…\n", "$dim"), (size, "$dim"))
        )

    def _path(self) -> Path:
        typed = Path(self.query_one("#name", Input).value.strip()).expanduser()
        return typed if typed.is_absolute() else self._folder / typed

    def _free_name(self, ending: str) -> Path:
        """A name from date and title that is not taken."""
        comparison = self._record.comparison
        stem = f"{comparison.created_at:%Y-%m-%d}-{slug(comparison.title)}"
        names = (Path(f"{stem}{number}{ending}") for number in ("", *(f"-{n}" for n in range(2, 1000))))
        return next((name for name in names if not self._exists(self._folder / name)), Path(stem + ending))

    @on(Input.Submitted)
    def on_name_submitted(self) -> None:
        """Enter in the name writes too."""
        self.action_write()

    @work
    async def action_write(self) -> None:
        """Write; an existing file is asked about."""
        path = self._path()
        if not path.name or path.is_dir():
            return
        overwrite = self._exists(path)
        if overwrite:
            dialog = ConfirmDialog(self.keymap, f"Overwrite {clean(str(path))}?", "overwrite")
            if not await self.app.push_screen_wait(dialog):
                return
        self.dismiss(ExportChoice(path, self._text(), overwrite, self._shows_names()))

    def action_copy(self) -> None:
        """Copy instead of writing."""
        self.dismiss(CopyChoice(self._text(), self._shows_names()))


def slug(title: str) -> str:
    """A title as a file name: at most six ASCII words."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())[:6]
    return "-".join(words)[:60] or "comparison"
