"""What judges have said: lines to go through, and the passages they speak of."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from textual import on, work

from fusion_tui.core.clean import clean_line
from fusion_tui.core.judging import Cite, Wish, estimate, judge_of, passage_of, synthesis_of, with_fallbacks
from fusion_tui.core.models import Member, Record
from fusion_tui.errors import StoreError
from fusion_tui.ui import judging, words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.runs import Run
from fusion_tui.ui.screens import verdict_rows as rows
from fusion_tui.ui.screens.compose_rows import doubt_about_money
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.screens.listed import ListedScreen
from fusion_tui.ui.screens.triage_whole import in_answer
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.issue_list import IssueList
from fusion_tui.ui.widgets.line import Line, Span
from fusion_tui.ui.widgets.markdown.flow import Place


class VerdictScreen(ListedScreen):
    """A page for each verdict and synthesis; letters only, and never a pick."""

    ROWS: ClassVar[tuple[str, ...]] = (
        *ListedScreen.SCROLLS,
        "verdict",
    )

    def __init__(
        self, keymap: Keymap, services: Services, record: Record, run: Run | None, hue: Callable[[str], str]
    ) -> None:
        """`run` is there while its calls are, or were, made by this program."""
        super().__init__(keymap, services, hue)
        self._record = record
        self._run = run
        self._pages: tuple[rows.Page, ...] = ()
        self._ticks: dict[str, bool] = {}
        self._page = -1
        """The newest, until the person goes to another."""
        self._chosen = 0
        self._cite = -1
        """Which of the chosen line's texts is shown whole; -1 for none."""
        self._seen: object = None

    def on_mount(self) -> None:
        """Show what is there, and look again while more arrives."""
        self.fit()
        self._look_again()
        self.set_interval(0.5, self._look_again)

    @property
    def record(self) -> Record:
        """As it stands now."""
        if self._run is None:
            return self._record
        kept = {call.id for call in self._record.calls}
        failed = [one.call for one in self._run.unanswered if one.call.id not in kept]
        return replace(
            self._record,
            comparison=self._run.comparison,
            calls=(*self._record.calls, *failed),
            replies=tuple(self._run.replies),
        )

    @property
    def _asking(self) -> list[tuple[str, Member, int]]:
        """Calls to judges that are under way, and what has arrived of each."""
        calls = self._run.asking.values() if self._run else ()
        return [(one.asked.kind, one.asked.member, one.chars) for one in calls if one.asked.role == "judge"]

    def _look_again(self) -> None:
        record = self.record
        state = (len(record.replies), len(record.calls), self._asking, record.comparison.live)
        if state != self._seen:
            self._seen = state
            self._read()

    def _read(self) -> None:
        self._pages = rows.pages(self.record, self._ticks)
        if self._asking:
            stop = self.keymap.key("verdict.stop").shown
            self._pages = (*self._pages, rows.under_way(self._asking, stop))
        self._draw()

    @property
    def _shown(self) -> rows.Page | None:
        return self._pages[self._page] if self._pages else None

    @property
    def _item(self) -> rows.Item | None:
        page = self._shown
        return page.items[self._chosen] if page and self._chosen < len(page.items) else None

    # Drawing

    def _draw(self) -> None:
        page = self._shown
        title = page.title if page else "verdict"
        at = f"{self._pages.index(page) + 1} of {len(self._pages)}" if page and len(self._pages) > 1 else ""
        asking = f"  {words.count(len(self._asking), 'call')} under way" if self._asking else ""
        blind = () if self._record.revealed else (Span("blind", "bold $ink"),)
        private = words.private(self._services.private)
        self.show_title(
            title, (*private, *blind, Span(asking, "$accent"), Span(f"  {at}" if at else "", "$dim"))
        )
        self.query_one("#question", Line).show((Span(clean_line(self.record.comparison.title), "$ink"),))
        listed = [item.row for item in page.items] if page else []
        self._chosen = max(min(self._chosen, len(listed) - 1), 0)
        self.query_one(IssueList).show(listed, self._chosen)
        self._draw_detail()
        self.show_hints(self._hints())
        if not listed and not self._asking:
            self.say("No judge has said anything that was kept; esc goes back.", "warn")
        elif self.status.startswith("No judge"):
            self.say("")

    def _hints(self) -> tuple[str, ...]:
        first = ("verdict.want", "verdict.leave", "verdict.write") if self._ticking else ("verdict.next",)
        more = (
            *(("verdict.stop",) if self._asking else ()),
            *(("verdict.page",) if len(self._pages) > 1 else ()),
        )
        return (*first, "verdict.passage", *more, "app.back")

    @property
    def _ticking(self) -> bool:
        return bool(self._shown and self._shown.points)

    def _draw_detail(self) -> None:
        item = self._item
        if item is None or self._cite < 0:
            self.show_text(item.text if item else "")
        else:
            self._show_passage(item.cites[self._cite])

    def _show_passage(self, cite: Cite) -> None:
        """The whole text, the passage marked and in view."""
        candidate = self.record.comparison.candidate(cite.letter)
        place = passage_of(candidate, cite)
        passages, near = in_answer(candidate.text, place)

        def mark() -> None:
            if not any(self.text.show_passage(passage, near) for passage in passages):
                self.text.restore(Place(near, 0, 1))

        if self.show_text(candidate.text, near=near):
            self.call_after_refresh(mark)
        line = f", line {place.first_line}" if place else "; no passage is named"
        self.say(f"{cite.letter}{line}", "dim")

    # Moving

    def _go(self, place: int) -> None:
        # What was said of the line before does not hold for this one.
        self.say("")
        items = len(self._shown.items) if self._shown else 0
        self._chosen, self._cite = max(min(place, items - 1), 0), -1
        self._draw()

    def action_next(self) -> None:
        """The next line."""
        self._go(self._chosen + 1)

    def action_previous(self) -> None:
        """The line before."""
        self._go(self._chosen - 1)

    @on(IssueList.Chosen)
    def on_row_clicked(self, message: IssueList.Chosen) -> None:
        """The clicked one."""
        self._go(message.place)

    def action_page(self) -> None:
        """The next verdict or synthesis, the oldest after the newest."""
        if self._pages:
            at = self._pages.index(self._pages[self._page])
            self._page = (at + 1) % len(self._pages)
            self._go(0)

    def action_passage(self) -> None:
        """The texts it speaks of, one after the other, each at its passage; then back."""
        item = self._item
        if item is None or not item.cites:
            self.say("It names no text.", "dim")
            return
        self._cite = self._cite + 1 if self._cite + 1 < len(item.cites) else -1
        self._draw_detail()
        if self._cite < 0:
            self.say("")

    # A guided synthesis

    def action_want(self) -> None:
        """The synthesis takes this point."""
        self._tick(True)

    def action_leave(self) -> None:
        """The synthesis leaves this point out."""
        self._tick(False)

    def _tick(self, wanted: bool) -> None:
        page = self._shown
        if page is None or page.points is None or page.points.points is None:
            self.say("Only points of difference are ticked; f asks for a guided synthesis.", "dim")
            return
        points = page.points.points.points
        if self._chosen >= len(points):
            self.say("This is no point of difference.", "dim")
            return
        self._ticks[points[self._chosen].text] = wanted
        self._read()
        self._go(self._chosen + 1)

    @work
    async def action_write(self) -> None:
        """Have the judge write the synthesis that was ticked."""
        page = self._shown
        if page is None or page.points is None:
            self.say("Only a guided synthesis is written from here; f asks for one.", "dim")
            return
        verdict, record = page.points, self.record
        member = verdict.replies[0].member
        assert member, "a judge wrote it"
        named = judging.fallbacks(self._services.config, record)
        judges = with_fallbacks(judge_of(record.comparison, member), named)
        wish = Wish("synthesis", tuple(verdict.letters), judges, recipe=verdict.recipe)
        chosen = rows.ticked(verdict, self._ticks)
        made = await asyncio.to_thread(synthesis_of, record.comparison, wish, "guided", 0, chosen)
        known = estimate(record.comparison, wish, (made,), self._services.config.prices)
        count = sum(one.wanted for one in chosen)
        question = f"Write it with {count} of {words.count(len(chosen), 'point')}? {known.said}."
        if not await self._agreed(question, "write") or not await self._affordable(known.cost_usd):
            return
        try:
            self._run = await judging.synthesise(self.app, record, wish, "guided", chosen)
        except StoreError as problem:
            self.say(f"Not sent, because it could not be stored: {problem}", "bad")
            return
        self.say("being written", "good", "esc shows it beside the others")

    async def _agreed(self, question: str, yes: str) -> bool:
        answer = await self.app.push_screen_wait(ConfirmDialog(self.keymap, question, yes))
        return answer is True

    async def _affordable(self, cost: float | None) -> bool:
        try:
            doubt = await doubt_about_money(self._services, cost)
        except StoreError as problem:
            self.say(f"What was spent cannot be read: {problem}", "bad")
            return False
        return doubt is None or await self._agreed(doubt, "ask")

    def action_stop(self) -> None:
        """Stop every call of this comparison; what has arrived is kept."""
        stopped = self._services.engine.stop_all(self.record.comparison.id)
        self.say(f"stopped {words.count(stopped, 'call')}" if stopped else "Nothing is being asked.", "dim")
