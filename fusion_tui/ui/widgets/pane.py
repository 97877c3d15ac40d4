"""One candidate on the screen: a head of one line, and the answer or what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from fusion_tui.ui.widgets.answer_view import AnswerStyle, AnswerView
from fusion_tui.ui.widgets.line import Line, Span


@dataclass(frozen=True, slots=True)
class Head:
    """What a pane's first line says; all texts are clean."""

    words: str
    """State, and who wrote it once that is known."""
    tone: str = "$dim"
    badges: tuple[str, ...] = ()
    """Remarks that must be seen, such as `names its author`."""
    picked: bool = False


class Pane(Widget):
    """Letter badge, state in words, how much is below; then the text."""

    DEFAULT_CSS = """
    Pane { layout: vertical; width: 1fr; height: 1fr; padding: 0 1 0 0; background: $background; }
    Pane > Line { margin: 0 0 1 0; }
    Pane > AnswerView { height: 1fr; margin: 0 0 0 1; background: $background; }
    Pane > Static { height: auto; margin: 0 0 0 1; display: none; }
    Pane > .badges { margin: 0 0 1 6; color: $warning; }
    Pane.-badges > Line { margin: 0; }
    Pane.-badges > .badges { display: block; }
    Pane.-focused, Pane.-focused > AnswerView { background: $surface; }
    Pane.-note > .note { display: block; }
    Pane.-note > AnswerView { display: none; }
    Pane.-small > Line { margin: 0; }
    Pane.-small > .badges { margin: 0 0 0 6; }
    Pane.-strip > Line { margin: 0; }
    Pane.-strip > AnswerView, Pane.-strip > .badges, Pane.-strip > .note { display: none; }
    """

    @dataclass
    class Clicked(Message):
        """The pane with this letter was clicked."""

        letter: str

    def __init__(self, letter: str, style: AnswerStyle, *, hz: float) -> None:
        """Its answer repaints at most `hz` times a second."""
        super().__init__(id=f"pane-{letter}")
        self.letter = letter
        self.view = AnswerView(style, hz=hz)
        self.view.can_focus = False
        self._style = style
        self._head = Head("waiting")
        self._line = Line()
        self._badges = Static(markup=False, classes="badges")
        self._note = Static(markup=False, classes="note")
        self._rows: Sequence[Sequence[Span]] = ()
        self._equals: tuple[str, ...] = ()
        self._apart: tuple[str, ...] = ()
        self._here = ""

    def compose(self) -> ComposeResult:
        """Head, badges that found no room in it, answer, note."""
        yield self._line
        yield self._badges
        yield self.view
        yield self._note

    def on_mount(self) -> None:
        """Draw the head once."""
        self._draw()

    def show_head(self, head: Head) -> None:
        """Change the first line."""
        self._head = head
        self._look_around()
        self._draw()

    def show_note(self, rows: Sequence[Sequence[Span]]) -> None:
        """Show a few rows instead of an answer (a failure, and what to do); none shows the answer again."""
        if rows == self._rows:
            return
        self._rows = rows
        self.set_class(bool(rows), "-note")
        spans = [(span.text, span.style) for row in rows for span in (*row, Span("\n"))]
        self._note.update(Content.assemble(*spans), layout=True)

    def restyle(self, style: AnswerStyle) -> None:
        """Take over another theme's colours."""
        self._style = style
        self.view.restyle(style)
        self._draw()

    @property
    def focused_pane(self) -> bool:
        """Whether keys act on this pane."""
        return self.has_class("-focused")

    @focused_pane.setter
    def focused_pane(self, focused: bool) -> None:
        self.set_class(focused, "-focused")
        self._draw()

    @property
    def equals(self) -> tuple[str, ...]:
        """Letters of the candidates with the same text, for which this pane stands too."""
        return self._equals

    @equals.setter
    def equals(self, letters: tuple[str, ...]) -> None:
        self._equals = letters
        self._draw()

    @property
    def strip(self) -> bool:
        """Whether the pane is one line: its head, and the heading that its reader stands under."""
        return self.has_class("-strip")

    @strip.setter
    def strip(self, strip: bool) -> None:
        if strip != self.strip:
            self.set_class(strip, "-strip")
            self._look_around()
            self._draw()

    def _look_around(self) -> None:
        """Where its reader is; only a strip says so, and it costs a look at every heading."""
        top = self.view.scroll_offset.y
        above = (h.text for h in reversed(self.view.headings) if h.line <= top) if self.strip else iter(())
        self._here = next(above, "")

    @property
    def plain_head(self) -> str:
        """The head as text, with its badges wherever they stand."""
        return " ".join([self._line.plain, *self._apart])

    def on_resize(self) -> None:
        """Another width: the badges may fit, or not any more."""
        self._draw()

    def on_flow_view_grew(self) -> None:
        """More text: more may be below."""
        self._draw()

    def on_flow_view_scrolled(self) -> None:
        """Another place: another number below."""
        self._draw()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A click focuses, and so does the start of a selection."""
        event.stop()
        self.post_message(self.Clicked(self.letter))

    def _draw(self) -> None:
        head, focused = self._head, self.focused_pane
        pointer = "> " if self._style.ascii else "▸ "
        bold = "bold $ink" if focused or head.picked else head.tone
        left = (
            Span(pointer[0] if focused else " ", "bold $ink"),
            Span(f" {' = '.join((self.letter, *self._equals))} ", f"bold $background on {self._style.hue}"),
            Span("  " + head.words, bold),
            Span(f"  {self._here}" if self._here else "", "$faint"),
        )
        below = self._below()
        badges = Span(f"  {' · '.join(head.badges)}" if head.badges else "", "$warning")
        needed = sum(cell_len(span.text) for span in (*left, badges, *below))
        fits = not head.badges or needed < self.size.width
        self._line.show((*left, badges) if fits else left, below)
        self._stand_apart(() if fits or self.strip else head.badges)

    def _stand_apart(self, badges: tuple[str, ...]) -> None:
        """A badge that is cut is not seen: what finds no room in the head stands under it."""
        if badges != self._apart:
            self._apart = badges
            self.set_class(bool(badges), "-badges")
            self._badges.update(Content("\n".join(badges)), layout=True)

    def _below(self) -> tuple[Span, ...]:
        if self.has_class("-note") or not self.view.line_count:
            return ()
        below = self.view.lines_below
        arrow = "v" if self._style.ascii else "↓"
        return (Span(f"{arrow} {below}", "$dim") if below else Span("end", "$faint"),)
