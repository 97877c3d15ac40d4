"""Past comparisons: a filter over them, and what a person does with the chosen or marked ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import Input

from fusion_tui.core.filters import SORTS, parse
from fusion_tui.core.models import Record, Reveal
from fusion_tui.errors import ExportError, StoreError
from fusion_tui.store import Store
from fusion_tui.ui import words
from fusion_tui.ui.exporting import file_name, free_path, json_lines
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.listing import Wanted
from fusion_tui.ui.messages import AskAgain, DuelsWanted, OpenComparison
from fusion_tui.ui.runs import Run
from fusion_tui.ui.screens.browsing import BrowsingScreen
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.history_list import Entry, HistoryList
from fusion_tui.ui.widgets.preview import Preview

SYNTAX = "words “phrase” #tag tag: model: panel: picked: before: after:DAY kind: demo:"
"""What the filter takes, in one row of a narrow window."""
_MORE = "picked: yes, no, none or tie; model: only where names are known"
"""What else there is to say where there is room."""
_ROOMY = len(SYNTAX) + len(_MORE) + 4
"""Columns of a window with that room."""


class HistoryScreen(BrowsingScreen):
    """The list, a filter, and more about the chosen one."""

    ROWS: ClassVar[tuple[str, ...]] = (
        *(f"reader.{name}" for name in ("line_down", "line_up", "half_down", "half_up")),
        *(f"reader.{name}" for name in ("page_down", "page_up", "top", "bottom")),
        "history",
        "app.undo",
        "app.back",
    )
    DEFAULT_CSS = """
    HistoryScreen Input { display: none; margin: 0 1 1 1; background: $surface; }
    HistoryScreen Input.-open { display: block; }
    """

    def __init__(
        self, keymap: Keymap, services: Services, runs: Mapping[str, Run] | None = None, typed: str = ""
    ) -> None:
        """`typed` stands in the filter from the start."""
        super().__init__(keymap, services, runs or {}, Wanted(parse(typed, None)))
        self._typed = typed
        self._told_slow = False

    def compose_body(self) -> ComposeResult:
        """Filter, list and preview."""
        field = Input(
            self._typed, placeholder="words  #tag  model:  picked:no  before:2026-11-01", id="filter"
        )
        yield field.add_class("-open") if self._typed else field
        yield HistoryList(ascii_only=self._services.config.ui.glyphs == "ascii")
        yield Preview()

    # The filter

    def why_empty(self) -> str:
        """Why nothing is listed, and what to do."""
        listing = self._listing
        if listing.pending:
            return f"Nothing found yet; still indexing {words.count(listing.pending, 'comparison')}."
        if not listing.wanted.filter.empty:
            typed = self.query_one("#filter", Input).value.strip()
            return f"No comparison matches “{typed}”; {self.keymap.key('app.back').shown} clears."
        if listing.wanted.unpicked:
            return f"Everything is picked; {self.keymap.key('history.unpicked').shown} shows all."
        return f"Nothing yet: {self.keymap.key('app.ask').shown} asks a question."

    async def action_filter(self) -> None:
        """Type what is wanted."""
        field = self.query_one("#filter", Input)
        field.add_class("-open")
        field.focus()
        if not field.value:
            self.say(SYNTAX, "dim", _MORE if self.size.width >= _ROOMY else "")
        notice = await self._services.store.run(lambda store: store.search_notice)
        if notice and not self._told_slow:
            self._told_slow = True
            self.notify(notice, markup=False)

    async def action_back(self) -> None:
        """Clear the filter, or leave."""
        field = self.query_one("#filter", Input)
        if field.has_class("-open"):
            field.value = ""
            field.remove_class("-open")
            self.set_focus(None)
            self._tell()
        else:
            await self.app.run_action("app.ask")

    @on(Input.Changed)
    def on_filter_changed(self, message: Input.Changed) -> None:
        """Filter as it is typed."""
        self._change(replace(self._wanted, filter=parse(message.value, None)))

    @on(Input.Submitted)
    def on_filter_submitted(self) -> None:
        """Back to the list, filtered."""
        self.set_focus(None)

    def _change(self, wanted: Wanted) -> None:
        if wanted != self._wanted:
            self._want(wanted)

    def action_unpicked(self) -> None:
        """Only what was not picked yet, or all again."""
        self._change(replace(self._wanted, unpicked=not self._wanted.unpicked))

    def action_sort(self) -> None:
        """The next order."""
        following = SORTS[(SORTS.index(self._wanted.sort) + 1) % len(SORTS)]
        self._change(replace(self._wanted, sort=following))

    # Opening

    def action_open(self) -> None:
        """Open the chosen one; a thread opens into its questions, the newest chosen."""
        chosen = self._chosen_entry()
        if chosen is None:
            self.say(f"Nothing to open. {self.why_empty()}", "dim")
        elif chosen.head:
            self.run_worker(self._turn(chosen), group="move")
        else:
            self.post_message(OpenComparison(chosen.summary.id))

    def action_duel(self) -> None:
        """Two candidates of a comparison at a time: of the marked ones in turn, else of the chosen one."""
        chosen = self._chosen_entry()
        if chosen is None:
            self.say(f"Nothing to duel. {self.why_empty()}", "dim")
        else:
            self.post_message(DuelsWanted(tuple(self._marked) or (chosen.summary.id,)))

    async def _turn(self, entry: Entry) -> None:
        async with self._moving:
            if await self._reopen(self._listing, [entry.summary.thread_id]):
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
            self.say(f"Nothing to ask again. {self.why_empty()}", "dim")

    # Marking

    def action_mark(self) -> None:
        """Mark the chosen one, or take the mark away, and go on to the next."""
        self.run_worker(self._mark(), group="move")

    async def _mark(self) -> None:
        async with self._moving:
            ids = await self._ids_of(self._chosen_entry())
            marked = all(each in self._marked for each in ids)
            for each in ids:
                self._marked.pop(each, None)
                if not marked:
                    self._marked[each] = None
            if ids:
                self._chosen = min(self._chosen + 1, len(self._listing.entries) - 1)
                self._draw()
                self._tell()

    async def _ids_of(self, entry: Entry | None) -> tuple[str, ...]:
        """The comparison of a line; those of a thread when its one line stands for all of them."""
        if entry is None:
            return ()
        if not entry.head:
            return (entry.summary.id,)
        thread = entry.summary.thread_id
        try:
            rows = await self._services.store.run(lambda store: store.thread(thread))
        except StoreError as problem:
            self.say(str(problem), "bad")
            return ()
        return tuple(row.id for row in rows)

    async def _targets(self) -> tuple[str, ...]:
        """The marked ones, else the chosen one."""
        return tuple(self._marked) or await self._ids_of(self._chosen_entry())

    # Deleting

    def action_delete(self) -> None:
        """Delete the marked ones or the chosen one; nothing is asked, since it can be undone."""
        self.run_worker(self._delete(), group="move")

    async def _delete(self) -> None:
        async with self._moving:
            ids = await self._targets()
            if not ids:
                self.say(f"Nothing to delete. {self.why_empty()}", "dim")
                return
            try:
                deleted = await self._services.store.run(lambda store: store.delete(ids))
            except StoreError as problem:
                self.say(f"Not deleted: {problem}", "bad")
                return
            for identity in deleted:
                self._marked.pop(identity, None)
                if run := self._runs.get(identity):
                    run.seen = True
            await self._refresh()
            self._say_deleted(len(deleted), len(ids) - len(deleted))

    def _say_deleted(self, deleted: int, left: int) -> None:
        undo = self.keymap.key("app.undo").shown
        still = f"{words.count(left, 'comparison')} still being answered stayed." if left else ""
        if deleted:
            self.say(f"deleted {words.count(deleted, 'comparison')}; {undo} undoes", "good", still)
        else:
            self.say("Not deleted: it is still being answered.", "warn")

    def action_undo(self) -> None:
        """Bring back what was deleted last."""
        self.run_worker(self._undo(), group="move")

    async def _undo(self) -> None:
        async with self._moving:
            try:
                restored = await self._services.store.run(Store.restore)
            except StoreError as problem:
                self.say(str(problem), "bad")
                return
            if not restored:
                self.say("Nothing is deleted. Open a comparison to undo its pick.", "dim")
                return
            await self._refresh(restored[0])
            self.say(f"brought back {words.count(len(restored), 'comparison')}", "good")

    # Writing down

    @work
    async def action_export(self) -> None:
        """Write the marked ones or the chosen one as JSON, one a line, into the working folder."""
        ids = await self._targets()
        if not ids:
            self.say(f"Nothing to export. {self.why_empty()}", "dim")
            return
        try:
            records = await self._services.store.run(lambda store: [store.load(each) for each in ids])
        except StoreError as problem:
            self.say(f"Nothing is written: {problem}", "bad")
            return
        hidden = [record for record in records if not record.revealed]
        if hidden and not await self._may_name(len(hidden)):
            return
        path = free_path(Path.cwd(), *file_name(records, self._services.now()), Path.exists)
        try:
            self._services.write_file(path, json_lines(records), False)
        except ExportError as problem:
            self.say(str(problem), "bad")
            return
        self.say(f"wrote {words.count(len(records), 'comparison')} to {path.name}", "good", str(path.parent))
        await self._reveal(hidden)

    async def _may_name(self, hidden: int) -> bool:
        """Whether a file may name authors that are still hidden."""
        who = "a comparison" if hidden == 1 else f"{hidden:,} comparisons"
        question = f"The file names who wrote what; {who} in it hides that still. Write it? "
        more = "A pick after that is stored as made knowing."
        dialog = ConfirmDialog(self.keymap, question + more, "write")
        answer = await self.app.push_screen_wait(dialog)
        return bool(answer)

    async def _reveal(self, records: list[Record]) -> None:
        now = self._services.now()
        reveals = [Reveal(record.comparison.id, now, "export") for record in records]

        def save(store: Store) -> None:
            for reveal in reveals:
                store.save_reveal(reveal)

        try:
            await self._services.store.run(save)
        except StoreError as problem:
            self.say(f"The reveal is not stored: {problem}", "bad")
        if reveals:
            await self._refresh()
