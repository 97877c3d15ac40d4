"""A list of past comparisons: reading its pages, drawing them, moving in them."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Coroutine, Mapping
from functools import partial

from textual import on

from fusion_tui.errors import StoreError
from fusion_tui.store import Store
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.listing import PAGE, Listing, Wanted
from fusion_tui.ui.preview import facts, preview
from fusion_tui.ui.runs import READY, Run
from fusion_tui.ui.screens.base import FusionScreen
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.history_list import Entry, HistoryList
from fusion_tui.ui.widgets.line import Span
from fusion_tui.ui.widgets.preview import Preview

ROOMY = 30
"""Rows of the window from which on a preview has room below the list."""

_FOR_CHOSEN = ("open", "filter", "unpicked", "ask_again", "mark", "delete")
_FOR_MARKED = ("mark", "duel", "export", "delete", "filter", "open")


class BrowsingScreen(FusionScreen):
    """The rows that are wanted, one of them chosen, as far as they have been read."""

    def __init__(self, keymap: Keymap, services: Services, runs: Mapping[str, Run], wanted: Wanted) -> None:
        """Reads through the services' store; `runs` are the comparisons asked by this program."""
        super().__init__(keymap)
        self._services = services
        self._runs = runs
        self._wanted = wanted
        self._listing = Listing(services.store, wanted)
        self._whole: Listing | None = None
        """Everything, as far as it was read before a filter was typed."""
        self._chosen = 0
        self._marked: dict[str, None] = {}
        """Ids, in the order they were marked."""
        self._looked = False
        self._moving = asyncio.Lock()

    @abstractmethod
    def why_empty(self) -> str:
        """Why nothing is listed, and what to do."""

    @property
    def _list(self) -> HistoryList:
        return self.query_one(HistoryList)

    def on_mount(self) -> None:
        """Read the first page, and see to it that everything can be found."""
        self._list.now = self._services.now().astimezone()
        self._want(self._wanted)
        self._bring_up_to_date()
        self.set_interval(1.0, self._draw_live)

    def on_screen_resume(self) -> None:
        """A comparison may have been picked, or a new one asked, meanwhile: read again, stay in place."""
        if self._listing.entries:
            self._alone("list", self._refresh)

    def _alone(self, group: str, work: Callable[[], Coroutine[None, None, None]]) -> None:
        """Start work that takes the place of what its group still does."""
        self.run_worker(work, group=group, exclusive=True)  # type: ignore[arg-type]  # one of its three shapes

    # Reading

    def _want(self, wanted: Wanted) -> None:
        """List what is wanted now; what is on the screen stays until something fits.

        A search that waits for the store gives way to the next one, so the last one typed is listed last.
        """
        self._wanted = wanted
        listing = Listing(self._services.store, wanted)
        if self._whole and self._whole.wanted == wanted:
            listing = self._whole
        self._alone("list", partial(self._fill, listing))

    async def _fill(self, listing: Listing) -> None:
        def tell() -> None:
            if listing.rows or listing.complete:
                self._install(listing)

        if await self._reach(listing, self._list.page, tell):
            tell()

    def _install(self, listing: Listing) -> None:
        if listing is not self._listing:
            self._listing, self._chosen = listing, 0
            self._whole = listing if listing.wanted.everything else self._whole
        if not self._looked:
            self._looked, self._chosen = True, self._ready_place(listing)
        self._draw()
        self._tell()
        if listing.pending:
            self._bring_up_to_date()

    async def _refresh(self, choose: str | None = None) -> None:
        """The same rows as they are now; the status row may say something newer, so it stays."""
        old, listing = self._listing, Listing(self._services.store, self._wanted)
        if not await self._reach(listing, max(len(old.rows), self._list.page)):
            return
        if await self._reopen(listing, [t for t in old.opened if t in {r.thread_id for r in listing.rows}]):
            chosen = self._chosen_entry()
            self._listing = listing
            self._whole = listing if listing.wanted.everything else None
            places = (
                place
                for place, entry in enumerate(listing.entries)
                if (entry.summary.id == choose if choose else chosen and entry.is_still(chosen))
            )
            self._chosen = next(places, self._chosen)
            self._draw()
            self._look()

    async def _reopen(self, listing: Listing, threads: list[str]) -> bool:
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

    def _bring_up_to_date(self) -> None:
        self._alone("index", self._index)

    async def _index(self) -> None:
        """Index what is due slice by slice; a list that missed some of it is read again at the end."""
        try:
            while left := await self._services.store.run(Store.index):
                if self._listing.pending:
                    self._listing.pending = left
                    self._draw()
        except StoreError as problem:
            self.say(str(problem), "bad")
            return
        if self._listing.pending:
            await self._refresh()
            self._tell()

    # Drawing

    def _draw(self) -> None:
        listing = self._listing
        count = len(listing.rows)
        if not count and not listing.complete:
            return
        self._chosen = max(min(self._chosen, len(listing.entries) - 1), 0)
        self._list.show(listing.entries, self._chosen, self._live_notes(), self._marked.keys())
        self.show_title("history", (*words.private(self._services.private), *self._title()))
        self.show_hints([f"history.{name}" for name in (_FOR_MARKED if self._marked else _FOR_CHOSEN)])

    def _title(self) -> tuple[Span, ...]:
        """What is left out, the order, and how many there are."""
        listing = self._listing
        count = len(listing.rows)
        noun = "comparison" if count == 1 and listing.complete else "comparisons"
        said = (
            (listing.pending, f"still indexing {listing.pending:,}", "$dim"),
            (len(self._marked), f"{len(self._marked):,} marked", "bold $ink"),
            (listing.wanted.unpicked, "unpicked only", "bold $ink"),
            (listing.wanted.sort != "newest", f"{listing.wanted.sort} first", "bold $ink"),
        )
        spans = [Span(text + "   ", style) for is_so, text, style in said if is_so]
        return (*spans, Span(f"{count:,}{'' if listing.complete else '+'} {noun}", "$dim"))

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
        """What the status row says while nothing has happened: a mistake first."""
        chosen, mistakes = self._chosen_entry(), self._listing.wanted.filter.mistakes
        if mistakes:
            self.say(mistakes[0], "warn", "The rest holds.")
        elif chosen is None:
            self.say(self.why_empty(), "dim")
        elif self._preview.display:
            self.say("")
        else:
            self.say(*facts(chosen.summary))
        self._look()

    @property
    def _preview(self) -> Preview:
        return self.query_one(Preview)

    def _look(self) -> None:
        """Show more of the chosen one, where there is room."""
        if self._preview.display:
            self._alone("preview", partial(self._show_preview, self._chosen_entry()))

    async def _show_preview(self, chosen: Entry | None) -> None:
        if chosen is None:
            self._preview.show(())
            return
        identity = chosen.summary.id
        try:
            record = await self._services.store.run(lambda store: store.load(identity))
        except StoreError as problem:
            self.say(str(problem), "bad")
        else:
            self._preview.show(preview(record))

    def _chosen_entry(self) -> Entry | None:
        return self._listing.entries[self._chosen] if self._listing.entries else None

    def on_resize(self) -> None:
        """Other columns fit, and perhaps the preview."""
        roomy = self.app.size.height >= ROOMY
        if roomy != self._preview.display:
            self._preview.display = roomy
            self._tell_unless_first()
        self._draw()

    def _tell_unless_first(self) -> None:
        if self._looked:
            self._tell()

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
        """The first."""
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
