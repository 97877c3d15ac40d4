"""The streaming Markdown view: what is finished is drawn once, only the end of the text is alive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip

from fusion_tui.core.clean import clean
from fusion_tui.ui.widgets.drawing_clock import DrawingClock, clock_of
from fusion_tui.ui.widgets.flow_view import FlowView
from fusion_tui.ui.widgets.markdown.flow import Flow, Heading, Place
from fusion_tui.ui.widgets.markdown.parse import code_blocks
from fusion_tui.ui.widgets.markdown.parts import cut_aside
from fusion_tui.ui.widgets.markdown.style import AnswerStyle
from fusion_tui.ui.widgets.seen import Seen

__all__ = ["AnswerStyle", "AnswerView", "Aside", "Heading", "Place"]


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands under an answer and is no part of it: a remark, or the reasoning."""

    text: str = ""
    opened: bool = False
    """It is the reasoning, under a rule."""


class AnswerView(FlowView):
    """One answer, as it streams and afterwards."""

    def __init__(self, style: AnswerStyle, *, hz: float = 15, id: str | None = None) -> None:
        """Repaints at most `hz` times a second."""
        super().__init__(style, id=id)
        self._parts: list[str] = []
        self._pending: list[str] = []
        self._whole = True
        self._stale = True
        self._hz = hz
        self._clock: DrawingClock | None = None
        self._raw = False
        self._aside = Aside()
        self._left: Place | None = None
        self._follow = False
        self._seen = Seen()

    # Text

    @property
    def text(self) -> str:
        """Everything that was appended, unchanged."""
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    def append(self, text: str) -> None:
        """Take text that arrived; it is drawn with the next repaint."""
        self._stale |= self._whole
        self._whole = False
        self._parts.append(text)
        self._pending.append(text)
        if self._clock:
            self._clock.arrived(self)

    def set_text(self, text: str) -> None:
        """Show a whole text; what is out of view is drawn later, in slices."""
        self._parts = [text]
        self._whole = True
        self._rebuild()

    def finish(self) -> None:
        """The text is complete: draw it once more as a whole, since streamed blocks can differ from it."""
        self._whole = True
        self._rebuild()

    def reset(self) -> None:
        """Forget everything."""
        self._parts.clear()
        self._aside = Aside()
        self._seen = Seen()
        self._whole = True
        self._writing = False
        self.scroll_to(y=0, animate=False)
        self._rebuild()

    @property
    def writing(self) -> bool:
        """Whether a cursor stands at the end."""
        return self._writing

    @writing.setter
    def writing(self, writing: bool) -> None:
        self._writing = writing
        self._repaint(max(self.line_count - 1, 0))

    @property
    def raw(self) -> bool:
        """Whether the source is shown instead of the drawn text."""
        return self._raw

    @raw.setter
    def raw(self, raw: bool) -> None:
        self._raw = raw
        self._rebuild()

    @property
    def follow(self) -> bool:
        """Whether the end is kept in view."""
        return self._follow

    @follow.setter
    def follow(self, follow: bool) -> None:
        self._follow = follow
        if follow:
            self.scroll_bottom()

    @property
    def text_lines(self) -> int:
        """Lines of the text alone, without what stands under it."""
        under = self._flow.under_line() if self._aside.text and not self._flow.opening else None
        return self.line_count if under is None else max(under - 1, 0)

    @property
    def seen(self) -> float:
        """How far down the text has been in view, from 0 to 1."""
        return self._seen.share(self.text_lines)

    @property
    def aside(self) -> Aside:
        """What stands under the text once that is whole; never part of `text`."""
        return self._aside

    @aside.setter
    def aside(self, aside: Aside) -> None:
        if aside != self._aside:
            self._aside = aside
            if self._whole:
                self._rebuild()

    def code_blocks(self) -> list[str]:
        """Every code block of the text, as it came."""
        return code_blocks(self.text)

    def code_in_view(self) -> int | None:
        """Which of them is at the top of what is in view, or begins in it first."""
        top = self.scroll_offset.y
        found = self._flow.code_at(top, top + self.size.height)
        return found if found is not None and found < len(self.code_blocks()) else None

    def visit_aside(self) -> None:
        """Go to what stands under the text, or back from there once it is closed."""
        line = self._flow.under_line()
        if self._aside.opened and line is not None:
            self._left = self.place()
            self._to(line)
        elif self._left and (line is None or self.scroll_offset.y + self.size.height >= line):
            self.restore(self._left)
            self._left = None

    def restyle(self, style: AnswerStyle) -> None:
        """Draw everything in other colours."""
        self._look = style
        self._rebuild()

    # Life

    @property
    def hz(self) -> float:
        """Repaints a second, at most."""
        return self._hz

    def on_mount(self) -> None:
        """Take turns with the other views."""
        self._clock = clock_of(self.app)
        if self._pending:
            self._clock.arrived(self)

    def on_unmount(self) -> None:
        """Take no more turns."""
        if self._clock:
            self._clock.forget(self)
            self._clock = None

    def on_resize(self) -> None:
        """Another width draws what is in view at once and the rest in slices; the place is kept."""
        width = self.scrollable_content_region.width
        if width and (width != self._flow.width or self._stale):
            place = self.place()
            if self._stale:
                self._build(width)
            else:
                self._flow.rewidth(width)
                self.unselect()
            self._settle(place)
        elif width:
            self._to(self.scroll_offset.y)
        if self._pending and self._clock:
            # A turn that came before there was a width drew nothing.
            self._clock.arrived(self)

    def flush(self) -> None:
        """Draw what arrived since the last repaint."""
        if not self._pending or not self._flow.width:
            return
        if self._stale:
            self._rebuild()
            return
        last = max(self.line_count - 1, 0)
        changed = self._flow.grow(self._arrived())
        self._sync()
        self._repaint(min(changed, last) if self._writing else changed)
        if self._follow:
            self._to(self.line_count)
        if self._search:
            # Words can come in without another line.
            self.post_message(self.Grew())
        self._fill_later()

    def _arrived(self) -> str:
        """What is pending, clean; half a line end waits for its other half."""
        text = "".join(self._pending)
        self._pending.clear()
        if text.endswith("\r"):
            self._pending.append("\r")
            text = text[:-1]
        return clean(text)

    def _rebuild(self) -> None:
        """Make the document anew; the reader keeps their place."""
        self._stale = True
        if self._flow.width:
            place = self.place()
            self._build(self._flow.width)
            self._settle(place)

    def _build(self, width: int) -> None:
        self._stale = False
        self.show_flow(Flow(self._look, width, self._raw))
        self._pending[:] = [self.text]
        if self._whole:
            self._pending.clear()
            text, aside = clean(self.text), clean(self._aside.text)
            self._flow.load(text, cut_aside(aside, len(text), opened=self._aside.opened))
        else:
            self._flow.grow(self._arrived())

    def make_ready(self) -> None:
        """Have the text parsed, as wide as running text at most, even where it was never in view."""
        if self._stale and not self._flow.width:
            self._build(self._look.prose_width)

    def _settle(self, place: Place) -> None:
        """After a rebuild: draw what is in view at the reader's place, the rest later."""
        self._to(self._flow.line_of(place))
        self._repaint(0)
        self._fill_later()

    def _fill_later(self) -> None:
        if self._clock and not self._flow.complete:
            self._clock.unfinished(self)

    def fill(self, enough: Callable[[], bool]) -> bool:
        """Draw some of what is out of view, until it is enough; the reader's line stays where it is."""
        place = self.place()
        self._flow.fill(self.scroll_offset.y, enough)
        self._sync()
        self.scroll_to(y=self._flow.line_of(place), animate=False)
        return self._flow.complete

    def render_lines(self, crop: Region) -> list[Strip]:
        """The visible strips; what is painted has been in view."""
        strips = super().render_lines(crop)
        if self._flow.width:
            bottom = self.scroll_offset.y + self.size.height
            shape = (self._flow.width, self._raw)
            self._seen.note(shape, bottom, self.line_count, whole=self._whole and not self._writing)
        return strips

    def _strip_at(self, line: int, width: int, ground: Color) -> Strip | None:
        strip = super()._strip_at(line, width, ground)
        if self._writing and line == max(self.line_count - 1, 0):
            return self._with_cursor(strip or Strip.blank(width, Style(bgcolor=ground.rich_color)), width)
        return strip

    def _with_cursor(self, strip: Strip, width: int) -> Strip:
        """The last line with the cursor behind its last word."""
        place = min(cell_len(strip.text.rstrip()), width - 1)
        look = next((segment.style for segment in strip.crop(place, place + 1)), None)
        cursor = Segment("_" if self._look.ascii else "▌", (look or Style()) + self._look.cursor)
        return Strip([*strip.crop(0, place), cursor, *strip.crop(place + 1, width)], width)
