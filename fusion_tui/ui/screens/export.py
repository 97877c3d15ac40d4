"""Where the chosen answer goes: a file, or the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from fusion_tui.core.clean import clean_line
from fusion_tui.core.export import to_markdown
from fusion_tui.core.models import Record
from fusion_tui.ui.exporting import free_path, json_lines, stem_of
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.base import Dialog, hint_spans
from fusion_tui.ui.screens.dialogs import Box, ConfirmDialog
from fusion_tui.ui.widgets.line import Line
from fusion_tui.ui.widgets.toggle_row import ToggleRow

_PREVIEW = 5
_LONGEST = 400
"""Characters of a line that a preview looks at."""
_LOWEST = 20
"""Rows of the window below which the preview gives way to the keys."""


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
    ExportDialog #file { height: 1; margin: 1 0 0 0; }
    ExportDialog #file Static { width: 10; color: $dim; }
    ExportDialog #file Input { width: 1fr; }
    ExportDialog #said { color: $warning; min-height: 1; }
    ExportDialog #preview { text-wrap: nowrap; text-overflow: ellipsis; margin: 0 0 1 0; }
    """

    def __init__(self, keymap: Keymap, record: Record, folder: Path, exists: Callable[[Path], bool]) -> None:
        """`folder` is where a name without one lands."""
        super().__init__(keymap)
        self._record = record
        self._folder = folder
        self._exists = exists
        self._picked = bool(record.pick and record.pick.ranking)
        self._suggested = self._free_name(".md")
        self._texts: dict[tuple[str, str], str] = {}

    def compose(self) -> ComposeResult:
        """Rows, name, preview, keys."""
        keys = Line()
        with Box():
            yield Static(id="remark")
            yield Static("")
            yield ToggleRow("format", ("Markdown", "JSON"), id="format")
            amounts = ("the pick", "all answers") if self._picked else ("all answers",)
            yield ToggleRow("what", amounts, id="amount")
            with Horizontal(id="file"):
                yield Static(Content("file"))
                yield Input(self._suggested, id="name")
            yield Static(id="said")
            yield Static(id="preview")
            yield keys
        keys.show(hint_spans(self.keymap, ("export.write", "export.copy", "app.back")))

    def on_mount(self) -> None:
        """The name is what most people change; enter is enough for the others."""
        self.query_one("#format").focus()
        self._draw()

    def on_resize(self) -> None:
        """In a low window the keys matter more than the preview."""
        self.query_one("#preview").display = self.app.size.height >= _LOWEST

    @property
    def _json(self) -> bool:
        return self.query_one("#format", ToggleRow).value == "JSON"

    @property
    def _names(self) -> bool:
        """Whether writing tells names that are still hidden."""
        return self._json and not self._record.revealed

    @property
    def _text(self) -> str:
        amount = self.query_one("#amount", ToggleRow).value
        wanted = ("JSON", "") if self._json else ("Markdown", amount)
        if wanted not in self._texts:
            self._texts[wanted] = (
                json_lines([self._record])
                if self._json
                else to_markdown(self._record, everything=amount == "all answers")
            )
        return self._texts[wanted]

    def _remark(self) -> str:
        if self._json:
            what = "JSON holds everything: question, answers, picks."
            return what + (" It reveals the names." if self._names else "")
        what = (
            "The chosen answer, its origin on top."
            if self._picked
            else "No answer is picked, so all are written."
        )
        return what + ("" if self._record.revealed else " Names are hidden: letters only.")

    @on(ToggleRow.Changed)
    def on_choice_changed(self, message: ToggleRow.Changed) -> None:
        """Another format has another ending; what was typed stays."""
        if message.row == "format":
            old, new = (".md", ".json") if self._json else (".json", ".md")
            field = self.query_one("#name", Input)
            if field.value == self._suggested:
                field.value = self._suggested = self._free_name(new)
            elif field.value.endswith(old):
                field.value = field.value.removesuffix(old) + new
            # JSON has no amount; hiding keeps the rows below where they are.
            self.query_one("#amount").visible = not self._json
        self._draw()

    @on(Input.Changed)
    def on_name_changed(self) -> None:
        """Say whether the file exists."""
        self._draw()

    def _draw(self) -> None:
        self.query_one("#remark", Static).update(Content(self._remark()))
        path, refusal = self._target()
        said = refusal
        if path and self._exists(path):
            key = self.keymap.key("export.write").shown
            said = f"This file exists; {key} asks before it is overwritten."
        self.query_one("#said", Static).update(Content(clean_line(said)))
        lines = self._text.removesuffix("\n").split("\n")
        shown = [clean_line(line[:_LONGEST]) for line in lines[:_PREVIEW]]
        more = ["…"] if len(lines) > _PREVIEW else []
        size = f"{len(lines):,} lines, {len(self._text.encode('utf-8', 'replace')):,} bytes"
        self.query_one("#preview", Static).update(Content("\n".join([*shown, *more, size])).stylize("$dim"))

    def _target(self) -> tuple[Path | None, str]:
        """The file that is meant, or why there is none."""
        typed = self.query_one("#name", Input).value.strip()
        if not typed:
            return None, "Type the name of a file."
        try:
            path = self._folder / Path(typed).expanduser()
            if path.is_dir():
                return None, "This is a folder; add the name of a file."
            self._exists(path)
        except (OSError, RuntimeError, ValueError) as problem:
            # A name that is too long, an unknown ~user, a folder that may not be looked into.
            return None, f"This name cannot be used: {getattr(problem, 'strerror', None) or problem}"
        return path, ""

    def _free_name(self, ending: str) -> str:
        """A name from date and title that is not taken."""
        return free_path(self._folder, stem_of(self._record), ending, self._exists).name

    @on(Input.Submitted)
    def on_name_submitted(self) -> None:
        """Enter in the name writes too."""
        self.action_write()

    @work
    async def action_write(self) -> None:
        """Write; an existing file is asked about, a name that cannot be used stays where it is."""
        path, _ = self._target()
        if path is None:
            self.query_one("#name").focus()
            return
        overwrite = self._exists(path)
        if overwrite:
            dialog = ConfirmDialog(self.keymap, f"Overwrite {path}?", "overwrite")
            if not await self.app.push_screen_wait(dialog):
                return
        self.dismiss(ExportChoice(path, self._text, overwrite, self._names))

    def action_copy(self) -> None:
        """Copy instead of writing."""
        self.dismiss(CopyChoice(self._text, self._names))

    def action_back(self) -> None:
        """Out of the name first, then out of the dialog."""
        if isinstance(self.focused, Input):
            self.query_one("#format").focus()
        else:
            self.dismiss(None)
