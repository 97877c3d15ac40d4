"""The streaming Markdown view: finished blocks are rendered once, only the last one is alive.

Textual's Markdown makes a widget of every block and lays all of them out for every token; here one
`ScrollView` paints lines that are already strips, so the cost of a token does not grow with the text.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from fusion_tui.ui.widgets.markdown.flow import Flow, Heading, Place
from fusion_tui.ui.widgets.markdown.style import AnswerStyle

__all__ = ["AnswerStyle", "AnswerView", "Heading", "Place"]

SLICE_S = 0.008
"""Seconds of rendering at a time for what is not in view."""


class AnswerView(ScrollView):
    """One answer, as it streams and afterwards."""

    DEFAULT_CSS = """
    AnswerView { height: 1fr; width: 1fr; overflow: hidden hidden; scrollbar-size: 0 0; }
    """

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
        self._flow = Flow(style)
        self._parts: list[str] = []
        self._pending: list[str] = []
        self._hz, self._phase = hz, phase
        self._flusher: Timer | None = None
        self._filler: Timer | None = None
        self._painted: dict[int, Strip] = {}
        self._ground: Style | None = None
        self._writing = False
        self._raw = False
        self._follow = False
        self._stale = True

    # Text

    @property
    def text(self) -> str:
        """Everything that was appended, unchanged."""
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    def append(self, text: str) -> None:
        """Take text that arrived; it is drawn with the next repaint."""
        self._parts.append(text)
        self._pending.append(text)
        if self._flusher is not None:
            self._flusher.resume()

    def set_text(self, text: str) -> None:
        """Show a whole text; what is out of view is rendered later, in slices."""
        self._parts = [text]
        self._reload()

    def finish(self) -> None:
        """The text is complete: render it once more as a whole, since streamed blocks can differ from it."""
        self._reload()

    def reset(self) -> None:
        """Forget everything."""
        self._parts.clear()
        self._writing = False
        self.scroll_to(y=0, animate=False, immediate=True, force=True)
        self._reload()

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
        """Whether the source is shown instead of the rendered text."""
        return self._raw

    @raw.setter
    def raw(self, raw: bool) -> None:
        self._raw = raw
        self._reload()

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
        self._reload()

    # Measures

    @property
    def line_count(self) -> int:
        """Lines of the whole text; an estimate until all of it was rendered."""
        return self._flow.line_count

    @property
    def lines_below(self) -> int:
        """Lines under the visible part."""
        return max(self.line_count - self.scroll_offset.y - self.size.height, 0)

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Every heading of the rendered text, in order."""
        found = self._flow.headings()
        self._resized_content()
        return tuple(found)

    def place(self) -> Place:
        """Where the reader is."""
        return self._flow.place(self.scroll_offset.y)

    def restore(self, place: Place) -> None:
        """Go back to a place, at whatever line it is now."""
        self._to(self._flow.line_of(place))

    # Moving

    def scroll_lines(self, lines: int) -> None:
        """Down by some lines, up when negative."""
        self._to(self.scroll_offset.y + lines)

    def scroll_page(self, pages: int) -> None:
        """Down by pages, one line of overlap each."""
        self.scroll_lines(pages * max(self.size.height - 1, 1))

    def scroll_top(self) -> None:
        """To the first line."""
        self._to(0)

    def scroll_bottom(self) -> None:
        """To the last line."""
        while self._fill_slice(None):
            pass
        self._to(self.line_count)

    def next_heading(self, direction: int) -> Heading | None:
        """Move to the next heading below (1) or above (-1) the top line, if there is one."""
        here = self.scroll_offset.y
        found = self.headings
        if direction > 0:
            target = next((h for h in found if h.line > here), None)
        else:
            target = next((h for h in reversed(found) if h.line < here), None)
        if target:
            self._to(target.line)
        return target

    def go_to(self, text: str) -> Heading | None:
        """Move to the heading with these words, whatever their case, if there is one."""
        wanted = text.casefold()
        target = next((h for h in self.headings if h.text.casefold() == wanted), None)
        if target:
            self._to(target.line)
        return target

    def _to(self, line: int) -> None:
        height = max(self.size.height, 1)
        line = max(min(line, self.line_count - height), 0)
        if self._flow.ensure(line, height):
            self._resized_content()
            line = max(min(line, self.line_count - height), 0)
        self.scroll_to(y=line, animate=False, immediate=True, force=True)
        self.post_message(self.Scrolled())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves three lines."""
        event.stop()
        self.scroll_lines(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves three lines back."""
        event.stop()
        self.scroll_lines(-3)

    # Life

    def on_mount(self) -> None:
        """Start the repaint clock, staggered."""
        self.set_timer(self._phase / self._hz + 0.001, self._start_clock)

    def _start_clock(self) -> None:
        self._flusher = self.set_interval(1 / self._hz, self.flush)

    def on_resize(self) -> None:
        """Another width renders what is in view at once and the rest in slices; the place is kept."""
        width = self.scrollable_content_region.width
        if width and (width != self._flow.width or self._stale):
            place = self.place()
            self._flow.width = width
            if self._stale or self._raw:
                self._load()
            else:
                self._flow.rewidth(width)
            self._settle(place)
        elif width:
            self._flow.ensure(self.scroll_offset.y, self.size.height)
            self._resized_content()
            self.post_message(self.Scrolled())

    def flush(self) -> None:
        """Draw what arrived since the last repaint."""
        if not self._pending or not self._flow.width or self._stale:
            if not self._pending and self._flusher is not None:
                self._flusher.pause()
            return
        text = "".join(self._pending)
        self._pending.clear()
        if self._raw:
            self._load()
            changed_from = 0
        else:
            changed_from = self._flow.grow(text)
        self._resized_content()
        self._repaint(changed_from)
        if self._follow:
            self.scroll_bottom()
        self.post_message(self.Grew())

    def _reload(self) -> None:
        """Build the document anew; the reader keeps their place."""
        self._pending.clear()
        if not self._flow.width:
            self._stale = True
            return
        place = self.place()
        self._load()
        self._settle(place)

    def _load(self) -> None:
        self._stale = False
        self._pending.clear()
        self._flow = Flow(self._look, self._flow.width)
        if self._raw:
            self._flow.load_raw(self.text)
        else:
            self._flow.load(self.text)

    def _settle(self, place: Place) -> None:
        """After a rebuild: render what is in view at the reader's place, the rest later."""
        line = self._flow.line_of(place)
        self._flow.ensure(line, self.size.height)
        self._resized_content()
        self.scroll_to(
            y=max(min(line, self.line_count - self.size.height), 0), animate=False, immediate=True, force=True
        )
        self._repaint(0)
        if self._flow.unrendered() is not None and self._filler is None:
            self._filler = self.set_interval(1 / 30, self._fill)
        self.post_message(self.Grew())

    def _fill(self) -> None:
        if not self._fill_slice(SLICE_S) and self._filler is not None:
            self._filler.stop()
            self._filler = None

    def _fill_slice(self, seconds: float | None) -> bool:
        """Render what is out of view for a while (all of it for `None`); whether anything is left."""
        place = self.place()
        deadline = None if seconds is None else time.perf_counter() + seconds
        index = self._flow.unrendered()
        before = self._flow.line_count
        while index is not None and (deadline is None or time.perf_counter() < deadline):
            self._flow.realise(index)
            index = self._flow.unrendered()
        self._flow.measure()
        if self._flow.line_count != before:
            self._resized_content()
            # What was above may have another height now; the reader's line stays where it is.
            self.scroll_to(y=self._flow.line_of(place), animate=False, immediate=True, force=True)
            self._repaint(0)
            self.post_message(self.Grew())
        return index is not None

    def _resized_content(self) -> None:
        """Tell Textual the new height without asking for a layout of the screen."""
        size = Size(self._flow.width, self.line_count)
        if size != self.virtual_size:
            self.set_reactive(AnswerView.virtual_size, size)
            self._scroll_update(size)
            self._painted.clear()

    # Painting

    def _repaint(self, first: int) -> None:
        """Repaint from a line of the text on."""
        for line in [line for line in self._painted if line >= first]:
            del self._painted[line]
        top = max(first - self.scroll_offset.y, 0)
        if top < self.size.height:
            self.refresh(Region(0, top, self.size.width, self.size.height - top))

    def render_lines(self, crop: Region) -> list[Strip]:
        """The visible strips, straight from the cache: nothing is styled or filtered twice."""
        ground = Style(bgcolor=self.background_colors[1].rich_color)
        if ground != self._ground:
            self._ground = ground
            self._painted.clear()
        offset = self.scroll_offset.y
        if self._flow.ensure(offset, self.size.height):
            self.call_later(self._resized_content)
        strips = [self._paint(offset + y, ground) for y in crop.line_range]
        left, right = crop.column_span
        if (left, right) != (0, self.size.width):
            strips = [strip.crop(left, right) for strip in strips]
        return strips

    def _paint(self, line: int, ground: Style) -> Strip:
        painted = self._painted.get(line)
        if painted is not None:
            return painted
        width = self.size.width
        strip = self._flow.strip_at(line) or Strip([])
        if self._writing and line == max(self.line_count - 1, 0):
            strip = self._with_cursor(strip, width)
        strip = strip.adjust_cell_length(width).apply_style(ground)
        for line_filter in self.app.get_line_filters():
            strip = strip.apply_filter(line_filter, self.background_colors[1])
        self._painted[line] = strip
        return strip

    def _with_cursor(self, strip: Strip, width: int) -> Strip:
        cursor = Segment("_" if self._look.ascii else "▌", self._look.cursor)
        return Strip([*strip.crop(0, width - 1), cursor])
