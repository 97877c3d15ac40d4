"""Small windows that ask one thing."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from fusion_tui.core.clean import clean
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.base import Dialog, hint_spans
from fusion_tui.ui.widgets.line import Line, Span


class Box(Vertical):
    """The window of a dialog."""


class ConfirmDialog(Dialog[bool]):
    """Yes or no; `enter` is yes, `esc` is no."""

    ROWS: ClassVar[tuple[str, ...]] = ("confirm",)

    def __init__(self, keymap: Keymap, question: str, yes: str = "yes") -> None:
        """`yes` is the word beside `enter`; the question may hold outside text."""
        super().__init__(keymap)
        self.question = question
        self._yes = yes

    def compose(self) -> ComposeResult:
        """The question, then the two keys."""
        keys = Line()
        with Box():
            yield Static(Content(clean(self.question)))
            yield Static("")
            yield keys
        keys.show(
            (
                Span(self.keymap.key("confirm.yes").shown, "bold $accent"),
                Span(f" {self._yes}   ", "$dim"),
                Span(self.keymap.key("app.back").shown, "bold $accent"),
                Span(" no", "$dim"),
            )
        )

    def action_yes(self) -> None:
        """Yes."""
        self.dismiss(True)

    def action_no(self) -> None:
        """No."""
        self.dismiss(False)


class RestDialog(Dialog[bool]):
    """What to do with what is not decided: `enter` takes it, `n` leaves it out, `esc` goes back."""

    ROWS: ClassVar[tuple[str, ...]] = ("rest",)

    def __init__(self, keymap: Keymap, question: str) -> None:
        """The question may hold outside text."""
        super().__init__(keymap)
        self.question = question

    def compose(self) -> ComposeResult:
        """The question, then the three keys."""
        keys = Line()
        with Box():
            yield Static(Content(clean(self.question)))
            yield Static("")
            yield keys
        keys.show(hint_spans(self.keymap, ("rest.take", "rest.leave", "app.back")))

    def action_take(self) -> None:
        """Take it."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Leave it out."""
        self.dismiss(False)


class NameDialog(Dialog[str]):
    """A name for a recipe: letters, digits and dashes, since it becomes a file's."""

    AUTO_FOCUS = "#name"

    def compose(self) -> ComposeResult:
        """One field."""
        title, keys = Line(), Line()
        with Box():
            yield title
            yield Static("")
            yield Input(placeholder="name of the recipe", id="name", restrict=r"[\w-]*")
            yield Static("")
            yield keys
        title.show((Span("keep this prompt", "bold $ink"),))
        back = hint_spans(self.keymap, ("app.back",))
        keys.show((Span("enter", "bold $accent"), Span(" keep   ", "$dim"), *back))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take it, when there is one."""
        if event.value:
            self.dismiss(event.value)
