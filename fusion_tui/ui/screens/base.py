"""The four fixed rows that every full screen has, and the dialog that every small one is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen

from fusion_tui.core.clean import clean_line
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.messages import RoundEnded
from fusion_tui.ui.widgets.line import Line, Span

Answer = TypeVar("Answer")

TONES = {"": "$ink", "dim": "$dim", "good": "bold $success", "warn": "$warning", "bad": "bold $error"}
"""How a status is meant, and the style it gets."""

MAX_HINTS = 6


class FusionScreen(Screen[None]):
    """A screen with title, question, status and hints; everything between them is its own."""

    ROWS: ClassVar[tuple[str, ...]] = ()
    """Rows of the keymap that act here, from general to special, besides `app`."""
    AUTO_FOCUS = ""
    TYPING: ClassVar[bool] = False
    """A text field usually has the focus."""

    def __init__(self, keymap: Keymap) -> None:
        """Bind this screen's keys as the person has them."""
        super().__init__()
        self.keymap = keymap
        self._bindings = keymap.over(self._bindings, *self.ROWS)

    def compose(self) -> ComposeResult:
        """The four rows, with `compose_body` between them."""
        yield Line(id="title")
        yield Line(id="question")
        yield from self.compose_body()
        yield Line(id="status")
        yield Line(id="hints")

    def compose_body(self) -> ComposeResult:
        """What this screen is for."""
        yield Vertical(id="body")

    def show_title(self, where: str, right: tuple[Span, ...] = ()) -> None:
        """Name, what and where; `where` may hold outside text."""
        left = (Span("fusion", "bold $accent"), Span("  " + clean_line(where), "$dim"))
        self.query_one("#title", Line).show(left, right)

    def say(self, text: str, tone: str = "", more: str = "") -> None:
        """Put one sentence into the status row; `more` follows it dimmed."""
        spans = (Span(clean_line(text), TONES[tone]), Span("  " + clean_line(more) if more else "", "$dim"))
        self.query_one("#status", Line).show(spans)

    @property
    def status(self) -> str:
        """What the status row says."""
        return self.query_one("#status", Line).plain

    def round_ended(self, message: RoundEnded) -> None:
        """What a round asked beside the candidates is in; a screen about that comparison says so."""

    def all_ended(self) -> None:
        """Every candidate of the comparison that this screen belongs to has ended."""
        self.say("Everything asked has ended; esc leads to the answers.", "good")

    def show_hints(self, ids: Sequence[str]) -> None:
        """Offer these keys, six at most, beside the constant help and palette."""
        right = hint_spans(self.keymap, ("app.help", "app.palette"), self.TYPING)
        if self.size.width < 90:
            right = right[:2]
        offered = list(ids[:MAX_HINTS])
        room = self.size.width - _width(right) - 4
        # A hint that is cut says nothing; the last ones matter least.
        while offered and _width(hint_spans(self.keymap, offered, self.TYPING)) > room:
            offered.pop()
        self.query_one("#hints", Line).show(hint_spans(self.keymap, offered, self.TYPING), right)


class Dialog(ModalScreen[Answer], Generic[Answer]):
    """A small centred window with one clear default; `esc` leaves it without an answer."""

    ROWS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, keymap: Keymap) -> None:
        """Bind this dialog's keys; those of the program rest while it is open, except back."""
        super().__init__()
        self.keymap = keymap
        self._bindings = keymap.over(self._bindings, "app.back", *self.ROWS)

    def action_back(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)


def _width(spans: Sequence[Span]) -> int:
    return sum(cell_len(span.text) for span in spans)


def hint_spans(keymap: Keymap, ids: Sequence[str], typing: bool = False) -> tuple[Span, ...]:
    """Keys in the accent, words dim, three spaces between; `typing` shows keys that work in a text field."""
    spans: list[Span] = []
    for identity in ids:
        key = keymap.key(identity)
        spans += [
            Span(key.shown_while_typing if typing else key.shown, "bold $accent"),
            Span(f" {key.word}   ", "$dim"),
        ]
    if spans:
        spans[-1] = Span(spans[-1].text.rstrip(), spans[-1].style)
    return tuple(spans)
