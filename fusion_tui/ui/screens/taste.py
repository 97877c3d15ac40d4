"""What a person's picks say: panels of bars to scroll through."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, get_args

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget

from fusion_tui.core.export.preferences import Preferences
from fusion_tui.core.models import Record, Reveal
from fusion_tui.core.taste.arms import Grouping, short_labels
from fusion_tui.core.taste.dashboard import Dashboard, dashboard
from fusion_tui.core.taste.panel import Panel
from fusion_tui.core.taste.panels import panels
from fusion_tui.core.taste.questions.overlap import RECENT
from fusion_tui.core.taste.questions.tradeoff import trade_offs
from fusion_tui.core.taste.scope import Scope, scoped
from fusion_tui.errors import ExportError, StoreError
from fusion_tui.store import Store
from fusion_tui.ui import words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.base import FusionScreen
from fusion_tui.ui.screens.preferences import PreferencesDialog
from fusion_tui.ui.screens.taste_rows import DAYS, Wanted, after, columns, panel_rows
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.line import Line, Span
from fusion_tui.ui.widgets.money_plot import can_plot, money_plot
from fusion_tui.ui.widgets.text_panel import TextPanel

if TYPE_CHECKING:
    from fusion_tui.ui.app import FusionApp


def _load(identity: str, store: Store) -> Record:
    return store.load(identity)


def _save_reveal(reveal: Reveal, store: Store) -> None:
    store.save_reveal(reveal)


PRIVATE = "A private run keeps nothing, so there is no record to read here."


class TasteScreen(FusionScreen):
    """The dashboard; figures come from a thread, because a fit of many picks takes a moment."""

    ROWS: ClassVar[tuple[str, ...]] = (
        *(f"reader.{name}" for name in ("line_down", "line_up", "half_down", "half_up")),
        *(f"reader.{name}" for name in ("page_down", "page_up", "top", "bottom")),
        "taste",
    )
    DEFAULT_CSS = """
    TasteScreen VerticalScroll { height: 1fr; margin: 1 0; }
    TasteScreen Horizontal { height: auto; }
    TasteScreen Horizontal > Vertical { height: auto; width: 1fr; }
    """

    app: FusionApp

    @dataclass
    class Computed(Message):
        """The figures for what was wanted when they were asked for."""

        wanted: Wanted
        found: Dashboard

    def __init__(self, keymap: Keymap, services: Services) -> None:
        """Reads through the services' store."""
        super().__init__(keymap)
        self._services = services
        self._wanted = Wanted()
        self._records: tuple[Record, ...] = ()
        self._recent: list[Record] = []
        """The newest, with their texts."""
        self._read_all = False
        self._found: Dashboard | None = None
        self._panels: tuple[Panel, ...] = ()
        """As they are drawn, in the order of the focus."""
        self._place = 0

    def compose_body(self) -> ComposeResult:
        """Room for panels."""
        yield VerticalScroll(Horizontal(), can_focus=False)

    @property
    def _body(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def on_mount(self) -> None:
        """Read the record, then ask everything."""
        self._tell()
        if self._services.private:
            self.say(PRIVATE, "dim")
        else:
            self.say("reading your picks …", "dim")
            self.run_worker(self._read(), group="read", exclusive=True)

    async def _read(self) -> None:
        """A page at a time, so that what streams is stored in between."""
        store, records, last = self._services.store, list[Record](), None
        try:
            while page := await store.run(lambda opened, last=last: opened.for_taste(last)):  # type: ignore[misc]
                records += page
                last = page[-1].comparison.created_at, page[-1].comparison.id
                self.say(f"reading your picks … {words.count(len(records), 'comparison')}", "dim")
        except StoreError as problem:
            self.say(str(problem), "bad")
            return
        self._recent = await self._whole(record.comparison.id for record in records[-RECENT:])
        self._records, self._read_all = tuple(records), True
        self._ask()

    # Asking

    def _ask(self) -> None:
        """What is on the screen stays until the new figures are there."""
        many = words.count(len(self._records), "comparison")
        self.say(f"working out what {many} say …", "dim", more=self._wanted.words)
        self._compute(self._wanted, self._records)

    @work(thread=True, exclusive=True, group="compute")
    def _compute(self, wanted: Wanted, records: tuple[Record, ...]) -> None:
        since = self._since()
        # The same record gives the same figures; one comparison more may suggest others.
        rng = random.Random(len(records))
        scope = Scope(since, wanted.panel)
        found = dashboard(records, rng, grouping=wanted.by, tag=wanted.tag, scope=scope, recent=self._recent)
        self.post_message(self.Computed(wanted, found))

    @on(Computed)
    async def on_computed(self, message: Computed) -> None:
        """Show them, unless something else is wanted by now."""
        if replace(message.wanted, knowing=self._wanted.knowing) == self._wanted:
            self._found = message.found
            await self._draw()
            self.say("" if self._panels else self._why_empty(), "dim")

    def _why_empty(self) -> str:
        if self._wanted != Wanted(knowing=self._wanted.knowing):
            keys = " ".join(self.keymap.key(f"taste.{name}").shown for name in ("tag", "days", "panel"))
            return f"No pick here; {keys} show others."
        ask, pick = self.keymap.key("app.ask").shown, self.keymap.key("arena.pick").shown
        return f"No pick yet: {ask} asks a question, {pick} picks an answer, and here is what picks say."

    # Drawing

    async def _draw(self) -> None:
        found = self._found
        if found is None:
            return
        laid = columns(panels(found, knowing=self._wanted.knowing), self.size.width)
        focused = self._panels[self._place].name if self._panels else ""
        self._panels = tuple(panel for column in laid for panel in column)
        names = [panel.name for panel in self._panels]
        self._place = names.index(focused) if focused in names else 0
        async with self.batch():
            row = self._body.query_one(Horizontal)
            await row.remove_children()
            await row.mount_all(Vertical(*self._widgets(found, column)) for column in laid)
        self._fill(self.size.width // len(laid))
        self._tell()
        self.call_after_refresh(self._tell)

    def _widgets(self, found: Dashboard, column: Iterable[Panel]) -> Iterator[Widget]:
        """One for each panel, and the plot below the bars that say the same."""
        for panel in column:
            yield TextPanel()
            if panel.name == "money" and can_plot():
                labels = short_labels(row.arm for row in found.board.rows)
                plain = self._services.config.ui.glyphs == "ascii"
                points = trade_offs(found.board)
                yield money_plot(points, labels.__getitem__, self.app.look.text, ascii_only=plain)

    def _fill(self, width: int) -> None:
        ascii_only = self._services.config.ui.glyphs == "ascii"
        for place, (panel, shown) in enumerate(zip(self._panels, self.query(TextPanel), strict=True)):
            here = place == self._place
            rows = panel_rows(panel, width - 3, focused=here, ascii_only=ascii_only)
            shown.show(rows, focused=here)

    def _tell(self) -> None:
        """Title, what is wanted, and keys."""
        body, found = self._body, self._found
        below = max(body.virtual_size.height - body.scroll_offset.y - body.size.height, 0)
        spans = [*words.private(self._services.private)]
        spans += [Span(f"↓ {below} more   ", "$dim")] if below and self._panels else []
        spans += [Span(words.count(found.n, "pick"), "$dim")] if found else []
        self.show_title("your taste", tuple(spans))
        self.query_one("#question", Line).show((Span(self._wanted.words, "$dim"),))
        hints = ("tag", "days", "blind", "panel", "by", "export")
        self.show_hints((*(f"taste.{name}" for name in hints), "app.back"))

    async def on_resize(self) -> None:
        """Bars of another width."""
        await self._draw()
        self._tell()

    # Moving

    def _scroll(self, lines: int) -> None:
        self._body.scroll_to(y=self._body.scroll_offset.y + lines, animate=False, immediate=True)
        self._tell()

    def _focus_on(self, step: int) -> None:
        if not self._panels:
            return
        self._place = (self._place + step) % len(self._panels)
        shown = self.query(TextPanel)
        self._fill(shown.first().size.width + 2)
        self._body.scroll_to_widget(shown[self._place], animate=False, immediate=True)
        self.call_after_refresh(self._tell)

    def action_next(self) -> None:
        """The next panel."""
        self._focus_on(1)

    def action_previous(self) -> None:
        """The panel before."""
        self._focus_on(-1)

    def action_line_down(self) -> None:
        """One line down."""
        self._scroll(1)

    def action_line_up(self) -> None:
        """One line up."""
        self._scroll(-1)

    def action_half_down(self) -> None:
        """Half a page down."""
        self._scroll(max(self._body.size.height // 2, 1))

    def action_half_up(self) -> None:
        """Half a page up."""
        self._scroll(-max(self._body.size.height // 2, 1))

    def action_page_down(self) -> None:
        """A page down."""
        self._scroll(max(self._body.size.height - 1, 1))

    def action_page_up(self) -> None:
        """A page up."""
        self._scroll(-max(self._body.size.height - 1, 1))

    def action_top(self) -> None:
        """To the first panel."""
        self._scroll(-self._body.virtual_size.height)

    def action_bottom(self) -> None:
        """To the last one."""
        self._scroll(self._body.virtual_size.height)

    # Wanting

    def action_tag(self) -> None:
        """Only picks with the next tag, or all again."""
        tags = self._found.tags if self._found else ()
        if tags:
            self._want(replace(self._wanted, tag=after(self._wanted.tag, (None, *tags))))
        else:
            self.say("No pick that counts has a tag.", "dim")

    def action_days(self) -> None:
        """Less far back, or all again."""
        self._want(replace(self._wanted, days=after(self._wanted.days, DAYS), tag=None))

    def action_panel(self) -> None:
        """Only comparisons of the next panel, or all again."""
        names = self._found.panels if self._found else ()
        if len(names) > 1:
            self._want(replace(self._wanted, panel=after(self._wanted.panel, (None, *names)), tag=None))
        else:
            self.say("There is no other panel to choose.", "dim")

    def action_by(self) -> None:
        """Rate members, models, personas, or answers against syntheses, revisions and merges."""
        self._want(replace(self._wanted, by=after(self._wanted.by, get_args(Grouping)), tag=None))

    async def action_blind(self) -> None:
        """Picks made knowing names beside the blind ones, or not."""
        self._wanted = replace(self._wanted, knowing=not self._wanted.knowing)
        await self._draw()

    # Writing down

    @work(group="export")
    async def action_export(self) -> None:
        """Write the picks that are looked at as preference data."""
        if not self._read_all or not self._records:
            self.say("There is no pick to write down yet.", "dim")
            return
        dialog = PreferencesDialog(self.keymap, self._whole_records, self._wanted.tag, Path.cwd())
        choice = await self.app.push_screen_wait(dialog)
        if choice is None:
            return
        try:
            self._services.write_file(choice.note, choice.note_text, False)
            self._services.write_file(choice.path, choice.text, False)
        except ExportError as problem:
            self.say(str(problem), "bad", "e tries another name.")
            return
        await self._reveal(choice.found)
        self.say(f"wrote {choice.path.name}", "good", f"{choice.note.name} beside it")

    async def _whole_records(self) -> list[Record]:
        """With their texts, which the dashboard does without; read one by one, so that keys do not wait."""
        scope = Scope(self._since(), self._wanted.panel)
        return await self._whole(record.comparison.id for record in scoped(self._records, scope).all)

    async def _whole(self, ids: Iterable[str]) -> list[Record]:
        """One that cannot be read keeps no other from being looked at."""
        found = []
        for identity in ids:
            with suppress(StoreError):
                found.append(await self._services.store.run(partial(_load, identity)))
        return found

    async def _reveal(self, found: Preferences) -> None:
        """What was written names authors, or lets one guess them: a later pick is made knowing."""
        now = self._services.now()
        known = {record.comparison.id: record for record in self._records}
        for identity in sorted(found.telling):
            if identity in known and not known[identity].revealed:
                reveal = Reveal(identity, now, "export")
                try:
                    await self._services.store.run(partial(_save_reveal, reveal))
                except StoreError as problem:
                    self.say(f"The reveal could not be stored: {problem}", "bad")

    def _since(self) -> datetime | None:
        days = self._wanted.days
        return self._services.now() - timedelta(days=days) if days else None

    def _want(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._tell()
        if self._read_all:
            self._ask()
