"""The streaming Markdown view: what is finished is drawn once, only the end of the text is alive.

Textual's Markdown makes a widget of every block and lays all of them out for every token; here one
`ScrollView` paints lines that are already strips, so the cost of a token does not grow with the text.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from fusion_tui.core.clean import clean
from fusion_tui.ui.widgets.markdown.flow import Flow, Heading, Place, Row
from fusion_tui.ui.widgets.markdown.style import AnswerStyle

__all__ = ["AnswerStyle", "AnswerView", "Heading", "Place"]

SLICE_S = 0.008
"""Seconds of drawing at a time for what is not in view, shared by all views that have something left."""
FILL_HZ = 30
WHEEL_LINES = 3
MAX_SHARE = 0.1
"""Of a core for one view; a text that is dear to draw (a huge list item) is drawn less often."""


class AnswerView(ScrollView, can_focus=True, inherit_bindings=False):
    """One answer, as it streams and afterwards."""

    DEFAULT_CSS = """
    AnswerView { height: 1fr; width: 1fr; overflow: hidden hidden; scrollbar-size: 0 0; }
    """
    ALLOW_SELECT = False

    @dataclass
    class Grew(Message):
        """There are more, or fewer, lines."""

    @dataclass
    class Scrolled(Message):
        """Another part is in view."""

    def __init__(
        self, style: AnswerStyle, *, hz: float = 15, phase: float = 0.0, id: str | None = None
    ) -> None:
        """Repaints at most `hz` times a second; `phase` (0 to 1) staggers several views."""
        super().__init__(id=id)
        self._look = style
        self._flow = Flow(style, 0)
        self._parts: list[str] = []
        self._pending: list[str] = []
        self._whole = True
        self._stale = True
        self._hz, self._phase = hz, phase
        self._flusher: Timer | None = None
        self._filler: Timer | None = None
        self._not_before = 0.0
        self._writing = False
        self._raw = False
        self._follow = False

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
        if not self._pending and self._flusher is not None:
            self._flusher.resume()
        self._pending.append(text)

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

    def restyle(self, style: AnswerStyle) -> None:
        """Draw everything in other colours."""
        self._look = style
        self._rebuild()

    # Measures

    @property
    def line_count(self) -> int:
        """Lines of the whole text; an estimate until all of it was drawn."""
        return self._flow.line_count

    @property
    def lines_below(self) -> int:
        """Lines under the visible part."""
        return max(self.line_count - self.scroll_offset.y - self.size.height, 0)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Every heading of the text, in order; none while the source is shown."""
        found = tuple(self._flow.headings())
        self._sync()
        return found

    def place(self) -> Place:
        """Where the reader is."""
        return self._flow.place(self.scroll_offset.y)

    def restore(self, place: Place) -> None:
        """Go back to a place, at whatever line it is now."""
        self._to(self._flow.line_of(place))

    # Moving

    @property
    def allow_vertical_scroll(self) -> bool:
        """Always: there is no scrollbar that could forbid it."""
        return True

    def scroll_lines(self, lines: int) -> None:
        """Down by some lines, up when negative."""
        here = self.scroll_offset.y
        if lines < 0:
            # What was never drawn has a guessed height; drawn first, exactly these lines pass by.
            here = self._flow.ensure_above(here, -lines)
        self._to(here + lines)

    def scroll_page(self, pages: int) -> None:
        """Down by pages, one line of overlap each."""
        self.scroll_lines(pages * max(self.size.height - 1, 1))

    def scroll_top(self) -> None:
        """To the first line."""
        self._to(0)

    def scroll_bottom(self) -> None:
        """To the last line."""
        self._flow.parse_all()
        self._to(self.line_count)

    def next_heading(self, direction: int) -> Heading | None:
        """Move to the next heading below (1) or above (-1) the top line, if there is one."""
        here = self.scroll_offset.y
        found = self.headings
        if direction > 0:
            target = next((heading for heading in found if heading.line > here), None)
        else:
            target = next((heading for heading in reversed(found) if heading.line < here), None)
        if target:
            self._to(target.line)
        return target

    def find_heading(self, text: str) -> Heading | None:
        """The first heading with these words, whatever their case."""
        wanted = text.casefold()
        return next((heading for heading in self.headings if heading.text.casefold() == wanted), None)

    def go_to(self, text: str) -> Heading | None:
        """Move to the heading with these words, if there is one."""
        target = self.find_heading(text)
        if target:
            self._to(target.line)
        return target

    def go_to_heading(self, index: int) -> None:
        """Move to a heading by its place in `headings`."""
        self._to(self.headings[index].line)

    def _to(self, line: int) -> None:
        height = max(self.size.height, 1)
        line = max(line, 0)
        self._flow.ensure(line, height)
        if line + height >= self.line_count:
            end = self._flow.ensure_above(self.line_count, height)
            line = max(end - height, 0)
        self._sync()
        self.scroll_to(y=line, animate=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say that another part is in view."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.post_message(self.Scrolled())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the text, one way for wheel and keys."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the text, one way for wheel and keys."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, direction: int) -> None:
        event.stop()
        event.prevent_default()
        self.scroll_lines(direction * WHEEL_LINES)

    # Life

    def on_mount(self) -> None:
        """Start the repaint clock, staggered."""
        self.set_timer(self._phase / self._hz + 0.001, self._start_clock)

    def _start_clock(self) -> None:
        self._flusher = self.set_interval(1 / self._hz, self._tick)

    def on_resize(self) -> None:
        """Another width draws what is in view at once and the rest in slices; the place is kept."""
        width = self.scrollable_content_region.width
        if width and (width != self._flow.width or self._stale):
            place = self.place()
            if self._stale:
                self._build(width)
            else:
                self._flow.rewidth(width)
            self._settle(place)
        elif width:
            self._to(self.scroll_offset.y)

    def _tick(self) -> None:
        started = time.perf_counter()
        if not self._pending and self._flusher is not None:
            self._flusher.pause()
        if started >= self._not_before:
            self.flush()
            self._not_before = started + (time.perf_counter() - started) / MAX_SHARE

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
        self._flow = Flow(self._look, width, self._raw)
        self._pending[:] = [self.text]
        if self._whole:
            self._pending.clear()
            self._flow.load(clean(self.text))
        else:
            self._flow.grow(self._arrived())

    def _settle(self, place: Place) -> None:
        """After a rebuild: draw what is in view at the reader's place, the rest later."""
        self._to(self._flow.line_of(place))
        self._repaint(0)
        self._fill_later()

    def _fill_later(self) -> None:
        if self._filler is None and not self._flow.complete:
            self._filler = self.set_interval(1 / FILL_HZ, self._fill)

    def _fill(self) -> None:
        """Draw some of what is out of view; the reader's line stays where it is."""
        waiting = sum(1 for view in self.screen.query(AnswerView) if view._filler is not None)
        deadline = time.perf_counter() + SLICE_S / max(waiting, 1)
        place = self.place()
        self._flow.fill(self.scroll_offset.y, lambda: time.perf_counter() > deadline)
        self._sync()
        line = self._flow.line_of(place)
        self.scroll_to(y=line, animate=False)
        if self._flow.complete and self._filler is not None:
            self._filler.stop()
            self._filler = None

    def _sync(self) -> None:
        """Tell Textual the height without asking for a layout of the screen, and whoever listens."""
        size = Size(self._flow.width, self.line_count)
        if size != self.virtual_size:
            self.set_reactive(AnswerView.virtual_size, size)
            self._scroll_update(size)
            self.post_message(self.Grew())

    # Painting

    def _repaint(self, first: int) -> None:
        """Repaint from a line of the text on."""
        top = max(first - self.scroll_offset.y, 0)
        if top < self.size.height:
            self.refresh(Region(0, top, self.size.width, self.size.height - top))

    def render_lines(self, crop: Region) -> list[Strip]:
        """The visible strips, straight from the cache: nothing is styled or filtered twice."""
        offset, width = self.scroll_offset.y, self.size.width
        if self._flow.width and self._flow.ensure(offset, self.size.height):
            self.call_later(self._sync)
        ground = self.background_colors[1]
        blank = Strip.blank(width, Style(bgcolor=ground.rich_color))
        cursor = max(self.line_count - 1, 0) if self._writing else -1
        strips = []
        for line in range(offset + crop.y, offset + crop.bottom):
            row = self._flow.row_at(line)
            strip = self._paint(row, width, ground) if row else blank
            strips.append(self._with_cursor(strip, width) if line == cursor else strip)
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _paint(self, row: Row, width: int, ground: Color) -> Strip:
        if row.strip is None or row.ground != ground:
            strip = Strip(row.segments).adjust_cell_length(width)
            strip = strip.apply_style(Style(bgcolor=ground.rich_color))
            for line_filter in self.get_line_filters():
                strip = strip.apply_filter(line_filter, ground)
            row.strip, row.ground = strip, ground
        return row.strip

    def _with_cursor(self, strip: Strip, width: int) -> Strip:
        """The last line with the cursor behind its last word."""
        place = min(cell_len(strip.text.rstrip()), width - 1)
        look = next((segment.style for segment in strip.crop(place, place + 1)), None)
        cursor = Segment("_" if self._look.ascii else "▌", (look or Style()) + self._look.cursor)
        return Strip([*strip.crop(0, place), cursor, *strip.crop(place + 1, width)], width)
