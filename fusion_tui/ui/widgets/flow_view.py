"""A document that is read: its lines are strips, painted from a cache and scrolled by keys and wheel.

Textual's Markdown makes a widget of every block and lays all of them out for every token; here one
`ScrollView` paints lines that are already strips, so the cost of a token does not grow with the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from fusion_tui.core.headings import nearest
from fusion_tui.ui.widgets.markdown.find import Hit, Needle, Passage, Search
from fusion_tui.ui.widgets.markdown.flow import Flow, Heading, Place, Row
from fusion_tui.ui.widgets.markdown.selection import Point, Selection
from fusion_tui.ui.widgets.markdown.style import AnswerStyle

__all__ = ["FlowView", "Heading", "Place"]

WHEEL_LINES = 3


class FlowView(ScrollView, can_focus=True, inherit_bindings=False):
    """One document: scrolling, headings, words that are looked for, painting."""

    DEFAULT_CSS = """
    FlowView { height: 1fr; width: 1fr; overflow: hidden hidden; scrollbar-size: 0 0; }
    """
    ALLOW_SELECT = False

    @dataclass
    class Grew(Message):
        """There are more, or fewer, lines."""

    @dataclass
    class Scrolled(Message):
        """Another part is in view."""

        view: FlowView

    def __init__(self, style: AnswerStyle, *, id: str | None = None) -> None:
        """An empty document."""
        super().__init__(id=id)
        self._look = style
        self._flow = Flow(style, 0)
        self._search: Search | None = None
        self._marked: Hit | None = None
        self._writing = False
        self._pressed: Point | None = None
        self._selection: Selection | None = None

    @property
    def ascii(self) -> bool:
        """Whether only ASCII glyphs are shown."""
        return self._look.ascii

    def make_ready(self) -> None:
        """Have a document to look at even where nothing was shown yet."""

    def show_flow(self, flow: Flow) -> None:
        """Read this document from now on; a search goes on in it."""
        self._flow = flow
        self.unselect()
        if self._search:
            self._search = Search(flow, self._search.needle)

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
        self.make_ready()
        found = tuple(self._flow.headings())
        self._sync()
        return found

    @property
    def share(self) -> float:
        """How far down the text the reader is: 0 at its start, 1 where its last line is in view."""
        return self.scroll_offset.y / max(self.line_count - self.size.height, 1)

    @share.setter
    def share(self, share: float) -> None:
        self.make_ready()
        if share >= 1:
            self.scroll_bottom()
        else:
            self._to(round(share * max(self.line_count - self.size.height, 0)))

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

    def go_to(self, text: str) -> Heading | None:
        """Move to the heading that is about the same as `text`, if there is one."""
        found = self.headings
        index = nearest(text, [heading.text for heading in found])
        if index is None:
            return None
        self._to(found[index].line)
        return found[index]

    def stand_where(self, other: FlowView) -> None:
        """Go to where another text's reader is: the same heading, else in proportion."""
        above = [heading for heading in other.headings if heading.line <= other.scroll_offset.y]
        if not above or self.go_to(above[-1].text) is None:
            self.share = other.share

    def go_to_heading(self, index: int) -> None:
        """Move to a heading by its place in `headings`; the last one when there are fewer by now."""
        found = self.headings
        if found:
            self._to(found[min(index, len(found) - 1)].line)

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
            self.post_message(self.Scrolled(self))

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

    # Selecting

    @property
    def selected(self) -> str:
        """The text that was dragged over, without what wrapping put in; empty when none is."""
        return self._selection.text(self._flow) if self._selection else ""

    def unselect(self) -> None:
        """Select nothing."""
        self._pressed = None
        if self._selection:
            self._selection = None
            self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a selection's start."""
        self.unselect()
        if event.button == 1 and self._flow.pieces:
            self._pressed = Point.at(self._flow, self.scroll_offset.y + event.y, event.x)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select up to here; past an edge the text moves along."""
        if self._pressed is None:
            return
        if not 0 <= event.y < self.size.height:
            self.scroll_lines(1 if event.y > 0 else -1)
        inside = min(max(event.y, 0), self.size.height - 1)
        head = Point.at(self._flow, self.scroll_offset.y + inside, event.x)
        if self._selection or head != self._pressed:
            self._selection = Selection(self._pressed, head)
            self.refresh()

    def on_mouse_up(self) -> None:
        """Let go; what is selected stays so until the next press."""
        self._pressed = None
        self.release_mouse()

    # Finding

    @property
    def search(self) -> Search | None:
        """What is looked for, and where it was found so far."""
        return self._search

    @property
    def marked(self) -> Hit | None:
        """The present match, if it is in this document."""
        return self._marked

    def look_for(self, words: str) -> None:
        """Light up these words wherever they stand; none ends the search."""
        if words:
            self.make_ready()
        self._search = Search(self._flow, Needle(words)) if words else None
        self._marked = None
        self.refresh()

    def show_passage(self, passage: Passage, near: int) -> bool:
        """Light up a passage and bring it into view, the one at this place of the source where there are
        several; whether it is there.
        """
        self.make_ready()
        self._search = search = Search(self._flow, passage)
        found, hit = None, search.next()
        while hit and (found is None or hit.offset <= near):
            found, hit = hit, search.next(hit)
        self.mark(found)
        return found is not None

    def look_on(self, enough: Callable[[], bool]) -> bool:
        """Search on in what is not in view; whether nothing is left. The reader's line stays where it is."""
        if self._search is None:
            return True
        place = self.place()
        done = self._search.look(enough)
        self._sync()
        self.scroll_to(y=self._flow.line_of(place), animate=False)
        return done

    def edge(self) -> Hit:
        """Before every match from the top line in view on; the match that is marked, while it is in view."""
        assert self._search
        here = self.scroll_offset.y
        lines = self._search.lines_of(self._marked) if self._marked else None
        if self._marked and lines and here <= lines[0] < here + self.size.height:
            return self._marked
        return self._search.edge(here)

    def mark(self, hit: Hit | None) -> None:
        """Show one match as the present one, and bring it into view."""
        self._marked = hit
        height = max(self.size.height, 1)
        # What is drawn on the way may have another height than was guessed.
        for _ in range(3):
            lines = self._search.lines_of(hit) if self._search and hit else None
            if lines is None or self.scroll_offset.y <= lines[0] <= lines[1] < self.scroll_offset.y + height:
                break
            self._to(max(lines[0] - height // 3, 0))
        self.refresh()

    def _sync(self) -> None:
        """Tell Textual the height without asking for a layout of the screen, and whoever listens."""
        size = Size(self._flow.width, self.line_count)
        if size != self.virtual_size:
            self.set_reactive(FlowView.virtual_size, size)
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
        lines = range(offset + crop.y, offset + crop.bottom)
        strips = [self._strip_at(line, width, ground) or blank for line in lines]
        if crop.column_span != (0, width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def _strip_at(self, line: int, width: int, ground: Color) -> Strip | None:
        """One line as it is painted now, or `None` below the end."""
        row = self._flow.row_at(line)
        if row is None:
            return None
        if self._search or self._selection:
            return self._finished(
                _overlaid(_overlaid(_shown(row), self._found(line)), self._dragged(line)), width, ground
            )
        if row.strip is None or row.ground != ground:
            row.strip, row.ground = self._finished(_shown(row), width, ground), ground
        return row.strip

    def _found(self, line: int) -> Iterable[tuple[int, int, Style]]:
        """Cells of a line that were looked for."""
        for hit, span in self._search.on_line(line) if self._search else ():
            yield span.first, span.last, self._look.present if hit == self._marked else self._look.match

    def _dragged(self, line: int) -> Iterable[tuple[int, int, Style]]:
        """Cells of a line that are selected."""
        if cells := self._selection and self._selection.on_line(self._flow, line):
            yield *cells, self._look.selected

    def _finished(self, strip: Strip, width: int, ground: Color) -> Strip:
        strip = strip.adjust_cell_length(width).apply_style(Style(bgcolor=ground.rich_color))
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, ground)
        return strip


def _shown(row: Row) -> Strip:
    """A row without its marks."""
    return Strip([segment for segment in row.segments if segment.text or segment.style])


def _overlaid(strip: Strip, looks: Iterable[tuple[int, int, Style]]) -> Strip:
    """A strip with some of its cells, from left to right, in another look."""
    parts, done = [], 0
    for first, last, look in looks:
        lit = Segment.apply_style(strip.crop(first, last), post_style=look)
        parts += [strip.crop(done, first), Strip(lit)]
        done = last
    return Strip(chain.from_iterable([*parts, strip.crop(done)]))
