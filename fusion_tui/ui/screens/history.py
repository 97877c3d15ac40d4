"""Past comparisons: a list that opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import set_cell_size
from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from fusion_tui.core.clean import clean_line
from fusion_tui.core.models import Summary
from fusion_tui.core.picking import describe
from fusion_tui.errors import StoreError
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.messages import OpenComparison
from fusion_tui.ui.screens.base import FusionScreen
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.line import Span

PAGE = 200
"""Comparisons loaded at a time; the rest when the end is reached."""


@dataclass(slots=True)
class _Listed:
    rows: list[Summary]
    complete: bool = False


class HistoryList(Widget):
    """Draws the rows in view, one a comparison, and says which one is chosen."""

    DEFAULT_CSS = "HistoryList { height: 1fr; width: 1fr; padding: 0 1; margin: 1 0; }"

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.rows: list[Summary] = []
        self.chosen = 0
        self.today = ""
        self.first = 0

    def render(self) -> Content:
        """The rows that fit, with the chosen one among them."""
        height = max(self.size.height, 1)
        self.first = max(min(self.first, self.chosen), self.chosen - height + 1, 0)
        parts: list[tuple[str, str]] = []
        for place, row in enumerate(self.rows[self.first : self.first + height], start=self.first):
            parts += self._row(row, place == self.chosen)
        return Content.assemble(*parts)

    def _row(self, row: Summary, here: bool) -> list[tuple[str, str]]:
        local = row.created_at.astimezone()
        when = f"{local:%H:%M}" if f"{local:%Y-%m-%d}" == self.today else f"{local:%m-%d}"
        picked = _picked(row)
        room = max(self.size.width - 38, 10)
        ground = " on $surface" if here else ""
        return [
            ("▸ " if here else "  ", f"bold $ink{ground}"),
            (f"{when:<7}", f"$dim{ground}"),
            (set_cell_size(clean_line(row.title), room), f"{'bold ' if here else ''}$ink{ground}"),
            (f" {row.candidates:>2}  ", f"$dim{ground}"),
            (set_cell_size(clean_line(picked), 24) + "\n", f"{'$ink' if row.pick else '$dim'}{ground}"),
        ]


class HistoryScreen(FusionScreen):
    """The list, a filter, and a line about the chosen one."""

    ROWS: ClassVar[tuple[str, ...]] = (
        *(f"reader.{name}" for name in ("line_down", "line_up", "page_down", "page_up", "top", "bottom")),
        "history",
        "app.back",
    )
    DEFAULT_CSS = """
    HistoryScreen Input { display: none; margin: 0 1; background: $surface; }
    HistoryScreen Input.-open { display: block; }
    """

    def __init__(self, keymap: Keymap, services: Services) -> None:
        """Reads through the services' store."""
        super().__init__(keymap)
        self._services = services
        self._listed = _Listed([])
        self._unpicked = False

    def compose_body(self) -> ComposeResult:
        """Filter and list."""
        yield Input(placeholder="words of the question", id="filter")
        yield HistoryList()

    @property
    def shown(self) -> HistoryList:
        """The rows."""
        return self.query_one(HistoryList)

    async def on_mount(self) -> None:
        """Load the first page."""
        self.shown.today = f"{self._services.now():%Y-%m-%d}"
        await self._load_more()
        self._apply()

    async def on_screen_resume(self) -> None:
        """A comparison may have been picked meanwhile."""
        if self.shown.rows:
            self._listed = _Listed([])
            await self._load_more()
            self._apply()

    async def _load_more(self) -> None:
        if self._listed.complete:
            return
        last = self._listed.rows[-1] if self._listed.rows else None
        before = (last.created_at, last.id) if last else None
        try:
            page = await self._services.store.run(lambda store: store.summaries(PAGE, before))
        except StoreError as problem:
            self.say(str(problem), "bad")
            page = ()
        self._listed.rows += page
        self._listed.complete = len(page) < PAGE

    def _apply(self) -> None:
        """Filter what is loaded and draw."""
        wanted = self.query_one("#filter", Input).value.casefold().split()
        self.shown.rows = [
            row
            for row in self._listed.rows
            if all(word in row.title.casefold() for word in wanted) and not (self._unpicked and row.pick)
        ]
        self.shown.chosen = max(min(self.shown.chosen, len(self.shown.rows) - 1), 0)
        self.shown.refresh()
        self._draw(wanted)

    def _draw(self, wanted: list[str] | None = None) -> None:
        more = "" if self._listed.complete else "+"
        count = len(self.shown.rows)
        noun = "comparison" if count == 1 and not more else "comparisons"
        self.show_title("history", (Span(f"{count:,}{more} {noun}", "$dim"),))
        self.show_hints(("history.open", "history.filter", "history.unpicked", "app.ask", "app.back"))
        chosen = self._chosen()
        if chosen:
            self.say(*_preview(chosen))
        elif wanted:
            self.say(f"No comparison matches “{' '.join(wanted)}”; esc clears.", "dim")
        elif self._unpicked:
            self.say("Everything is picked; U shows all.", "dim")
        else:
            self.say("Nothing yet: a asks a question.", "dim")

    def _chosen(self) -> Summary | None:
        rows = self.shown.rows
        return rows[self.shown.chosen] if rows else None

    def _go(self, step: int) -> None:
        self.run_worker(self._move(step), group="move")

    async def _move(self, step: int) -> None:
        last = len(self.shown.rows) - 1
        if self.shown.chosen + step > last and not self._listed.complete:
            await self._load_more()
            self._apply()
            last = len(self.shown.rows) - 1
        self.shown.chosen = max(min(self.shown.chosen + step, last), 0)
        self.shown.refresh()
        self._draw()

    def action_line_down(self) -> None:
        """The next one."""
        self._go(1)

    def action_line_up(self) -> None:
        """The one before."""
        self._go(-1)

    def action_page_down(self) -> None:
        """A page of them."""
        self._go(max(self.shown.size.height - 1, 1))

    def action_page_up(self) -> None:
        """A page back."""
        self._go(-max(self.shown.size.height - 1, 1))

    def action_top(self) -> None:
        """The newest."""
        self._go(-len(self.shown.rows))

    def action_bottom(self) -> None:
        """The last one loaded."""
        self._go(len(self.shown.rows))

    def action_open(self) -> None:
        """Open the chosen one."""
        chosen = self._chosen()
        if chosen:
            self.post_message(OpenComparison(chosen.id))

    def action_unpicked(self) -> None:
        """Only what was not picked yet, or all again."""
        self._unpicked = not self._unpicked
        self._apply()

    def action_filter(self) -> None:
        """Type words of the question."""
        field = self.query_one("#filter", Input)
        field.add_class("-open")
        field.focus()

    async def action_back(self) -> None:
        """Clear the filter, or leave."""
        field = self.query_one("#filter", Input)
        if field.has_class("-open"):
            field.value = ""
            field.remove_class("-open")
            self.set_focus(None)
            self._apply()
        else:
            await self.app.run_action("app.ask")

    @on(Input.Changed)
    def on_filter_changed(self) -> None:
        """Filter as it is typed."""
        self._apply()

    @on(Input.Submitted)
    def on_filter_submitted(self) -> None:
        """Back to the list, filtered."""
        self.set_focus(None)

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked row."""
        region = self.shown.region
        if region.contains(event.screen_x, event.screen_y):
            place = self.shown.first + event.screen_y - region.y
            if place < len(self.shown.rows):
                self.shown.chosen = place
                self.shown.refresh()
                self._draw()


def _picked(row: Summary) -> str:
    if row.unfinished:
        return f"{row.unfinished} unfinished" if row.pick is None else describe(row.pick)
    if row.pick is None:
        return "not picked"
    named = f" {row.picked_name}" if row.revealed and row.picked_name else ""
    return describe(row.pick) + named


def _preview(row: Summary) -> tuple[str, str, str]:
    """What the status row says of the chosen one."""
    local = row.created_at.astimezone()
    facts = [f"{local:%Y-%m-%d %H:%M}", row.panel, words.count(row.candidates, "answer")]
    if row.failed:
        facts.append(f"{row.failed} failed")
    if row.demo:
        facts.append("DEMO")
    why = row.pick.why if row.pick else ""
    return " · ".join(facts), "dim", f"why: “{why}”" if why else ""
