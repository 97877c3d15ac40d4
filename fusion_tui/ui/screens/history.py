"""Past comparisons: a list that opens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from fusion_tui.core.summary import Summary
from fusion_tui.errors import StoreError
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.listing import PAGE, Listing, Wanted
from fusion_tui.ui.messages import AskAgain, OpenComparison
from fusion_tui.ui.runs import READY, Run
from fusion_tui.ui.screens.base import FusionScreen
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.history_list import Entry, HistoryList
from fusion_tui.ui.widgets.line import Span


class HistoryScreen(FusionScreen):
    """The list, a filter, and a line about the chosen one."""

    ROWS: ClassVar[tuple[str, ...]] = (
        *(f"reader.{name}" for name in ("line_down", "line_up", "half_down", "half_up")),
        *(f"reader.{name}" for name in ("page_down", "page_up", "top", "bottom")),
        "history",
        "app.back",
    )
    DEFAULT_CSS = """
    HistoryScreen Input { display: none; margin: 0 1 1 1; background: $surface; }
    HistoryScreen Input.-open { display: block; }
    """

    def __init__(self, keymap: Keymap, services: Services, runs: Mapping[str, Run] | None = None) -> None:
        """Reads through the services' store; `runs` are the comparisons asked by this program."""
        super().__init__(keymap)
        self._services = services
        self._runs = runs or {}
        self._wanted = Wanted()
        self._whole = self._listing = Listing(services.store, self._wanted)
        self._chosen = 0
        self._looked = False
        self._moving = asyncio.Lock()

    def compose_body(self) -> ComposeResult:
        """Filter and list."""
        yield Input(placeholder="words of the question", id="filter")
        yield HistoryList(ascii_only=self._services.config.ui.glyphs == "ascii")

    @property
    def _list(self) -> HistoryList:
        return self.query_one(HistoryList)

    def on_mount(self) -> None:
        """Read the first page."""
        self._list.now = self._services.now().astimezone()
        self._want(self._wanted)
        self.set_interval(1.0, self._draw_live)

    def on_screen_resume(self) -> None:
        """A comparison may have been picked, or a new one asked, meanwhile: read again, stay in place."""
        if self._listing.entries:
            self.run_worker(self._refresh(), group="list", exclusive=True)

    # Reading

    def _want(self, wanted: Wanted) -> None:
        """List what is wanted now; what is on the screen stays until something fits."""
        self._wanted = wanted
        listing = self._whole if wanted.everything else Listing(self._services.store, wanted)
        self.run_worker(self._fill(listing), group="list", exclusive=True)

    async def _fill(self, listing: Listing) -> None:
        def tell() -> None:
            if listing.rows or listing.complete:
                self._install(listing)
            else:
                self.say(f"looking; {words.count(listing.seen, 'comparison')} do not match", "dim")

        if await self._reach(listing, self._list.page, tell):
            tell()

    def _install(self, listing: Listing) -> None:
        if listing is not self._listing:
            self._listing, self._chosen = listing, 0
        if not self._looked:
            self._looked, self._chosen = True, self._ready_place(listing)
        self._draw()
        self._tell()

    async def _refresh(self) -> None:
        """The same rows as they are now; the status row may say something newer, so it stays."""
        old, listing = self._listing, Listing(self._services.store, self._wanted)
        if await self._reach(listing, len(old.rows)) and await self._reopen(listing, old.opened):
            chosen = old.entries[self._chosen]
            places = [place for place, entry in enumerate(listing.entries) if entry.is_still(chosen)]
            self._listing, self._chosen = listing, places[0] if places else self._chosen
            self._whole = listing if self._wanted.everything else Listing(self._services.store, Wanted())
            self._draw()

    async def _reopen(self, listing: Listing, threads: tuple[str, ...]) -> bool:
        try:
            for thread in threads:
                await listing.turn(thread)
        except StoreError as problem:
            self.say(str(problem), "bad")
            return False
        return True

    async def _reach(self, listing: Listing, count: int, tell: Callable[[], None] = lambda: None) -> bool:
        try:
            await listing.reach(count, tell)
        except StoreError as problem:
            self.say(str(problem), "bad")
            return False
        return True

    # Drawing

    def _draw(self) -> None:
        listing = self._listing
        count = len(listing.rows)
        if not count and not listing.complete:
            return
        self._chosen = max(min(self._chosen, len(listing.entries) - 1), 0)
        self._list.show(listing.entries, self._chosen, self._live_notes())
        noun = "comparison" if count == 1 and listing.complete else "comparisons"
        only = (Span("unpicked only   ", "bold $ink"),) if listing.wanted.unpicked else ()
        total = Span(f"{count:,}{'' if listing.complete else '+'} {noun}", "$dim")
        self.show_title("history", (*words.private(self._services.private), *only, total))
        self.show_hints(
            ("history.open", "history.filter", "history.unpicked", "history.ask_again", "app.ask", "app.back")
        )

    def _live_notes(self) -> dict[str, str]:
        """Comparison id to how far it is, for what this program still asks or has just been answered."""
        return {identity: said for identity, run in self._runs.items() if (said := run.progress)}

    def _ready_place(self, listing: Listing) -> int:
        """Where a person who was told that something is ready wants to be: at it, else at the newest."""
        ready = (n for n, e in enumerate(listing.entries) if self._live_notes().get(e.summary.id) == READY)
        return next(ready, 0)

    def _draw_live(self) -> None:
        """How far they are changes without a key."""
        if self.is_current and self._runs:
            self._draw()

    def _tell(self) -> None:
        chosen = self._chosen_entry()
        if chosen:
            self.say(*_preview(chosen.summary))
        else:
            self.say(self._why_empty(), "dim")

    def _why_empty(self) -> str:
        wanted = self._listing.wanted
        if wanted.words:
            typed = self.query_one("#filter", Input).value.strip()
            return f"No comparison matches “{typed}”; {self.keymap.key('app.back').shown} clears."
        if wanted.unpicked:
            return f"Everything is picked; {self.keymap.key('history.unpicked').shown} shows all."
        return f"Nothing yet: {self.keymap.key('app.ask').shown} asks a question."

    def _chosen_entry(self) -> Entry | None:
        return self._listing.entries[self._chosen] if self._listing.entries else None

    def on_resize(self) -> None:
        """Other columns fit."""
        self._draw()

    # Moving

    def _go(self, target: Callable[[int, int], int]) -> None:
        """Move; `target` is told the chosen place and the last one, after all earlier moves."""
        self.run_worker(self._move(target), group="move")

    async def _move(self, target: Callable[[int, int], int]) -> None:
        async with self._moving:
            listing = self._listing
            place = target(self._chosen, len(listing.entries) - 1)
            if await self._reach(listing, place + 1) and listing is self._listing:
                self._chosen = place
                self._draw()
                self._tell()

    def _step(self, rows: int) -> None:
        self._go(lambda chosen, last: chosen + rows)

    def action_line_down(self) -> None:
        """The next one."""
        self._step(1)

    def action_line_up(self) -> None:
        """The one before."""
        self._step(-1)

    def action_half_down(self) -> None:
        """Half a page of them."""
        self._step(max(self._list.page // 2, 1))

    def action_half_up(self) -> None:
        """Half a page back."""
        self._step(-max(self._list.page // 2, 1))

    def action_page_down(self) -> None:
        """A page of them."""
        self._step(max(self._list.page - 1, 1))

    def action_page_up(self) -> None:
        """A page back."""
        self._step(-max(self._list.page - 1, 1))

    def action_top(self) -> None:
        """The newest."""
        self._go(lambda chosen, last: 0)

    def action_bottom(self) -> None:
        """The last one read; from there, the last one of the next page."""
        self._go(lambda chosen, last: last if chosen < last else last + PAGE)

    @on(HistoryList.Chosen)
    def on_row_clicked(self, message: HistoryList.Chosen) -> None:
        """The clicked one."""
        self._chosen = message.place
        self._draw()
        self._tell()

    # Doing

    def action_open(self) -> None:
        """Open the chosen one; a thread opens into its questions, the newest chosen."""
        chosen = self._chosen_entry()
        if chosen is None:
            self.say(f"Nothing to open. {self._why_empty()}", "dim")
        elif chosen.head:
            self.run_worker(self._turn(chosen), group="move")
        else:
            self.post_message(OpenComparison(chosen.summary.id))

    async def _turn(self, entry: Entry) -> None:
        async with self._moving:
            if await self._reopen(self._listing, (entry.summary.thread_id,)):
                self._chosen += 1 if entry.folded else 0
                self._draw()
                self._tell()

    def action_ask_again(self) -> None:
        """The chosen one's question, to be edited."""
        self._ask_on(onward=False)

    def action_continue(self) -> None:
        """The next question, after the chosen one's picked answer."""
        self._ask_on(onward=True)

    def _ask_on(self, *, onward: bool) -> None:
        if chosen := self._chosen_entry():
            self.post_message(AskAgain(chosen.summary.id, onward))
        else:
            self.say(f"Nothing to ask again. {self._why_empty()}", "dim")

    def action_unpicked(self) -> None:
        """Only what was not picked yet, or all again."""
        self._want(Wanted(self._wanted.words, not self._wanted.unpicked))

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
        else:
            await self.app.run_action("app.ask")

    @on(Input.Changed)
    def on_filter_changed(self, message: Input.Changed) -> None:
        """Filter as it is typed."""
        self._want(Wanted(tuple(message.value.casefold().split()), self._wanted.unpicked))

    @on(Input.Submitted)
    def on_filter_submitted(self) -> None:
        """Back to the list, filtered."""
        self.set_focus(None)


def _preview(row: Summary) -> tuple[str, str, str]:
    """What the status row says of the chosen one."""
    local = row.created_at.astimezone()
    facts = [f"{local:%Y-%m-%d %H:%M}", row.panel, words.count(row.candidates, "answer")]
    facts += [f"{row.failed} failed"] if row.failed else []
    facts += [f"{row.unfinished} unfinished"] if row.unfinished else []
    facts += ["DEMO"] if row.demo else []
    why = row.pick.why if row.pick else ""
    return " · ".join(facts), "dim", f"why: “{why}”" if why else ""
