"""A merge by hand: one passage at a time, a digit for each version."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work

from fusion_tui.core.budget import Estimate, Sent, estimate_calls, estimate_tokens
from fusion_tui.core.clean import clean_line
from fusion_tui.core.issues import State
from fusion_tui.core.judging import Judge
from fusion_tui.core.merging import Item, Merge, Standing, smoothed
from fusion_tui.core.models import Candidate, Record
from fusion_tui.errors import UsageError
from fusion_tui.ui import words
from fusion_tui.ui.editor import edit, lent
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.screens.listed import ListedScreen
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.issue_list import IssueList, Row
from fusion_tui.ui.widgets.line import Line, Span

if TYPE_CHECKING:
    pass

_STATES: Mapping[Standing, State] = {"open": "open", "taken": "accepted", "dropped": "dismissed"}


@dataclass(slots=True)
class Desk:
    """A merge on its way, with what can be undone; it outlives the screen, so that leaving loses nothing."""

    merge: Merge
    before: list[Merge]


class MergeScreen(ListedScreen):
    """The passages in a list; the versions of the one before the person beside it. It shows no names."""

    ROWS: ClassVar[tuple[str, ...]] = (
        *ListedScreen.SCROLLS,
        "merge",
        "app.undo",
    )
    DEFAULT_CSS = """
    MergeScreen.-wide #listed { width: 4fr; }
    MergeScreen.-wide AnswerView { width: 6fr; }
    """

    def __init__(
        self,
        keymap: Keymap,
        services: Services,
        record: Record,
        desk: Desk,
        *,
        hue: Callable[[str], str],
        judges: tuple[Judge, ...],
        done: Callable[[Merge, tuple[Candidate, ...]], Awaitable[None]],
    ) -> None:
        """`done` takes the merge as a candidate, and where one was asked for its smoothed version."""
        super().__init__(keymap, services, hue)
        self._record = record
        self._desk = desk
        self._judges = judges
        self._done = done
        self._whole = False

    def on_mount(self) -> None:
        """Draw what is there."""
        self.fit()
        self._draw()

    @property
    def merge(self) -> Merge:
        """As it stands."""
        return self._desk.merge

    # Drawing

    def _draw(self) -> None:
        merge, comparison = self.merge, self._record.comparison
        sources = ", ".join(merge.sources) or "nothing"
        blind = () if self._record.revealed else (Span("blind  ", "bold $ink"),)
        decided = f"{merge.decided} of {words.count(len(merge.items), 'passage')} decided"
        size = words.count(len(merge.text.split()), "word")
        private = words.private(self._services.private)
        self.show_title(f"merge · from {sources}", (*private, *blind, Span(f"{decided} · {size}", "$dim")))
        self.query_one("#question", Line).show((Span(clean_line(comparison.title), "$ink"),))
        self.query_one(IssueList).show([self._row(item) for item in merge.items], merge.at)
        self.text.set_text(merge.text if self._whole else self._versions(merge.here))
        self.text.scroll_top()
        self.show_hints(tuple(f"merge.{key}" for key in ("take", "keep", "drop", "edit", "whole", "pick")))

    def _row(self, item: Item) -> Row:
        kept = self.merge.kept(item)
        state = _STATES[item.standing]
        note = "dropped" if item.standing == "dropped" else "edited" if item.edited else ""
        first = next((each for each in item.text.splitlines() if each.strip()), "")
        whose = item.letter if kept else ""
        return Row(first, note, item.passage.letters, state, target=whose, quiet=not kept)

    def _versions(self, item: Item) -> str:
        """Every candidate's version under its digit and letter, the one that is shown first."""
        order = self._record.arena.order
        versions = sorted(item.passage.versions, key=lambda version: version[0] != item.letter)
        parts = [f"**yours, {item.provenance}**\n\n{item.text.strip()}"] if item.edited else []
        for letter, text in versions:
            digit = order.index(letter) + 1 if letter in order else 0
            here = " · shown" if letter == item.letter and not item.edited else ""
            parts.append(f"**{digit}  {letter}**{here}\n\n{text.strip()}")
        return "\n\n---\n\n".join(parts)

    # Moving

    def _become(self, merge: Merge | None, said: str = "") -> None:
        """Another state, which `undo` takes back."""
        if merge is None:
            return
        self._desk.before.append(self.merge)
        self._desk.merge = merge
        self._draw()
        self.say(said)

    def _go(self, to: int) -> None:
        self._desk.merge = self.merge.go(to)
        self._draw()

    def action_next(self) -> None:
        """The next passage."""
        self._go(self.merge.at + 1)

    def action_previous(self) -> None:
        """The passage before."""
        self._go(self.merge.at - 1)

    @on(IssueList.Chosen)
    def on_row_clicked(self, message: IssueList.Chosen) -> None:
        """The clicked one."""
        self._go(message.place)

    def action_whole(self) -> None:
        """The merge as it reads now, and back to the versions."""
        self._whole = not self._whole
        self._draw()
        self.say("the whole merge" if self._whole else "", "dim")

    # Deciding

    def action_take(self, digit: int) -> None:
        """The aligned passage of this candidate."""
        order = self._record.arena.order
        if digit > len(order):
            self.say(f"There are only {len(order)} candidates.", "dim")
            return
        letter = order[digit - 1]
        taken = self.merge.take(letter)
        if taken is None:
            having = ", ".join(self.merge.here.passage.letters)
            self.say(f"{letter} says nothing of this; it is in {having}.", "warn")
        else:
            self._become(taken, f"from {letter}")

    def action_keep(self) -> None:
        """What is shown."""
        self._become(self.merge.keep(), self.merge.here.provenance)

    def action_drop(self) -> None:
        """Without this passage."""
        self._become(self.merge.drop(), "dropped")

    def action_down(self) -> None:
        """This passage one place down."""
        self._become(self.merge.move(1))

    def action_up(self) -> None:
        """This passage one place up."""
        self._become(self.merge.move(-1))

    @work
    async def action_edit(self) -> None:
        """This passage in the person's own editor."""
        try:
            text = await lent(self.app, edit(self.merge.here.text, self._services.environ))
        except UsageError as problem:
            self.say(str(problem), "warn")
            return
        self._become(self.merge.edit(text), "edited")

    def action_undo(self) -> None:
        """Take the last decision of this merge back."""
        if not self._desk.before:
            self.say("Nothing of this merge is left to undo.", "dim")
            return
        self._desk.merge = self._desk.before.pop()
        self._draw()
        self.say("took it back")

    # Ending

    async def action_pick(self) -> None:
        """The merge becomes one more candidate, and the pick."""
        if not self.merge.text.strip():
            self.say("The merge is empty; take a passage first.", "warn")
        else:
            await self._done(self.merge, (self.merge.candidate(self._record.comparison),))

    @work
    async def action_smooth(self) -> None:
        """Have a model make it read as one; both stand among the answers afterwards."""
        if not self._judges or not self.merge.text.strip():
            why = "The merge is empty." if self._judges else "There is nobody who could smooth it."
            self.say(why, "warn")
            return
        comparison, judge = self._record.comparison, self._judges[0]
        merged = self.merge.candidate(comparison)
        made = smoothed(comparison, merged, judge.member, self._services.new_seed())
        known = self._estimate(made, merged.text)
        question = f"Let {judge.member.name} smooth it? {known.said}. Your merge stays as it is beside it."
        if await self.app.push_screen_wait(ConfirmDialog(self.keymap, question, "smooth")):
            await self._done(self.merge, (merged, made))

    def _estimate(self, made: Candidate, text: str) -> Estimate:
        assert made.member and made.brief
        sent = Sent(made.member, made.brief.messages, estimate_tokens(text))
        return estimate_calls([sent], self._services.config.prices)
