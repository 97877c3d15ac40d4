"""What a person does beyond reading and picking: rounds, and what came of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import work

from fusion_tui.core import picking, rules
from fusion_tui.core.budget import Estimate
from fusion_tui.core.models import Member, Record
from fusion_tui.core.picking import Choice, describe
from fusion_tui.core.retest import Retest, due, retestable
from fusion_tui.errors import StoreError
from fusion_tui.store import MERGE
from fusion_tui.ui import screens, words
from fusion_tui.ui.editor import edit, lent
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.runs import Run
from fusion_tui.ui.screens import arena_rows as rows
from fusion_tui.ui.screens.calling import CallingScreen
from fusion_tui.ui.screens.compose_rows import Attachment, doubt_about_money, doubt_about_secrets
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.pane_grid import PaneGrid

# What reads critiques, verdicts and merges is imported where it is wanted: answers are painted without.
if TYPE_CHECKING:
    from fusion_tui.core.critique import Plan
    from fusion_tui.core.judging import Way, Wish
    from fusion_tui.core.merging import Merge
    from fusion_tui.ui.screens.judge_offer import JudgeChoice


class RoundsScreen(CallingScreen):
    """A screen from which rounds start, and in which their candidates stand."""

    def __init__(self, keymap: Keymap, services: Services, record: Record, run: Run | None) -> None:
        """Nothing was offered yet."""
        super().__init__(keymap, services, record, run)
        self._offered: set[str] = set()

    @property
    @abstractmethod
    def grid(self) -> PaneGrid:
        """The panes."""

    @abstractmethod
    def show_view(self, letter: str) -> None:
        """Focus the pane with this letter."""

    @work
    async def action_critique(self) -> None:
        """Let members review answers; what they raise is triaged."""
        from fusion_tui.ui import critiquing

        record, config = self.record, self.services.config
        if why := self._held_up or rules.may_critique(record.comparison):
            self.say(why, "warn")
            return
        outside = critiquing.outside(config, record)
        dialog = screens.CritiqueDialog(
            self.keymap, lambda: self.record, self.letter, outside, hue=self.hue, prices=config.prices
        )
        choice = await self.app.push_screen_wait(dialog)
        if choice is not None and await self._may_send(
            [pair.reviewer for pair in choice.plan.pairs], choice.known
        ):
            await self._begin(choice.plan, choice.votes)

    @property
    def _held_up(self) -> str | None:
        if self._record.running_elsewhere:
            return "Another program is still asking this; wait until it has ended."
        return self.held_back

    async def _may_send(self, members: Sequence[Member], known: Estimate) -> bool:
        """Whether secrets may go to hosts that had not got them, and limits are kept; the person is asked."""
        config = self.services.config
        here = [c.member for c in self.comparison.candidates if c.member]
        others = [member for member in members if member not in here]
        attached = [Attachment.of(document) for document in self.comparison.documents] if others else []
        for doubt, yes in (
            (doubt_about_secrets(config, others, attached), "send"),
            (await doubt_about_money(self.services, known.cost_usd), "ask"),
        ):
            if doubt and not await self.app.push_screen_wait(ConfirmDialog(self.keymap, doubt, yes)):
                return False
        return True

    async def _begin(self, made: Plan, votes: bool) -> None:
        from fusion_tui.ui import critiquing

        try:
            self.run = await critiquing.begin(self.app, self.record, made, votes)
        except StoreError as problem:
            self.say(f"Not asked, because it could not be stored: {problem}", "bad")
            return
        self.run.listener = self.on_engine_event
        if made.wish.depth == "cross-look":
            self.say(f"{words.count(len(made.pairs), 'author')} look at the other answers", "dim")
        else:
            self.say(f"{words.count(len(made.pairs), 'review')} under way", "dim", "t triages")
            self.show_triage()

    async def action_judge(self) -> None:
        """Let a judge compare, rank or synthesise, or see what one said."""
        from fusion_tui.ui import judging

        record, config = self.record, self.services.config
        if why := self._held_up or rules.may_judge(record.comparison):
            self.say(why, "warn")
            return
        offer = screens.Offer(
            judging.judges(config, record),
            judging.fallbacks(config, record),
            self.services.recipes(),
            config.prices,
            config.contexts,
            self._judged(record),
            self.services.keep_recipe,
        )
        dialog = screens.JudgeDialog(self.keymap, lambda: self.record, offer, hue=self.hue, edit=self._edited)
        # Not from a worker: keys that follow at once are meant for the dialog.
        await self.app.push_screen(dialog, self._take_judging)

    def _take_judging(self, choice: JudgeChoice | None) -> None:
        if choice and choice.wish:
            self._begin_judging(choice, choice.wish)
        elif choice:
            self.show_verdicts()

    @work
    async def _begin_judging(self, choice: JudgeChoice, wish: Wish) -> None:
        if choice.known and await self._may_send([j.member for j in wish.judges], choice.known):
            await self._judge(wish, choice.way)

    def _judged(self, record: Record) -> bool:
        """Whether a judge was ever asked."""
        calls = (*record.calls, *(one.call for one in (self.run.unanswered if self.run else ())))
        asked = any(call.role == "judge" for call in calls)
        return asked or any(
            reply.kind in ("compare", "rank", "points", "synthesis") for reply in record.replies
        )

    async def _edited(self, text: str) -> str:
        return await lent(self.app, edit(text, self.services.environ))

    async def _judge(self, wish: Wish, way: Way | None) -> None:
        from fusion_tui.ui import judging

        if wish.step != "synthesis":
            self.run = judging.ask(self.app, self.record, wish)
            self.run.listener = self.on_engine_event
            self.show_verdicts()
            return
        try:
            self.run = await judging.synthesise(self.app, self.record, wish, way or "fuse")
        except StoreError as problem:
            self.say(f"Not asked, because it could not be stored: {problem}", "bad")
            return
        self.say(f"the judge writes {self.comparison.letters[-1]}", "dim")

    def show_verdicts(self) -> None:
        """What judges have said, on top of this screen."""
        self.app.push_screen(
            screens.VerdictScreen(self.keymap, self.services, self.record, self.run, self.hue)
        )

    def action_duel(self) -> None:
        """Two at a time, in fresh orders and without letters, until it is clear which is best."""
        record = self.record
        if why := self._held_up or rules.may_duel(record.comparison):
            self.say(why, "warn")
            return
        self.open_duel()

    def open_duel(self, line: str = "") -> None:
        """A duel of this comparison, which must have two candidates for it; `line` is said first."""
        # Duels that were decided since this screen opened stand in a run.
        self.run = self.app.runs.get(self.comparison.id, self.run)
        record, services = self.record, self.services
        pair = screens.pair_of(record, services)
        self.app.push_screen(
            screens.DuelScreen(self.keymap, services, record, pair, done=self.take_ranking, line=line)
        )

    async def take_ranking(self, choice: Choice) -> None:
        """The ranking that duels made becomes the pick of this comparison."""
        self.app.call_later(self._pick_ranking, choice)

    async def _pick_ranking(self, choice: Choice) -> None:
        await self.app.pop_screen()
        self.run = self.app.runs.get(self.comparison.id, self.run)
        await self._decide(choice)
        if self.app.more_duels and (pick := self._record.pick):
            await self.app.pop_screen()
            await self.app.duel_next(f"picked {describe(pick)}")

    def action_retest(self) -> None:
        """The focused candidate and what it came from, or became, in a fresh order and without letters."""
        record = self.record
        here = self.comparison.candidate(self.letter)
        letter = here.letter if here.inputs or retestable(record.comparison, here.letter) else due(record)
        if why := self._held_up or rules.may_retest(record, letter):
            self.say(why, "dim")
        elif letter:
            self.open_retest(letter)

    def open_retest(self, letter: str) -> None:
        """A retest of this candidate, which there must be one of."""
        record, services = self.record, self.services
        self._offered.add(letter)
        retest = Retest.of(record, letter, services.new_seed(), services.now(), services.new_id)
        self.app.push_screen(screens.RetestScreen(self.keymap, services, record, retest))

    def offer_retest(self) -> None:
        """Once after each revision, synthesis or merge, and quietly."""
        letter = due(self.record)
        busy = self.run is not None and self.run.busy
        if letter and letter not in self._offered and self.app.screen is self and not busy:
            self._offered.add(letter)
            key, kind = self.keymap.key("arena.retest").shown, self.comparison.candidate(letter).kind
            best = self._record.pick.best if self._record.pick else None
            said = f"picked {letter}" if best == letter else f"{letter} is there."
            self.say(said, "good", f"{key} asks blind whether the {kind} helps")

    def action_flip(self) -> None:
        """The other version of the focused answer in its pane, at the same heading."""
        versions = self.grid.versions(self.letter)
        if len(versions) < 2:
            self.say(f"{self.letter} has no revision.", "dim")
            return
        left = self.grid.pane.view
        self.show_view(versions[(versions.index(self.letter) + 1) % len(versions)])
        self.call_after_refresh(self.grid.pane.view.stand_where, left)
        self.say(f"{self.letter}, {rows.version(self.comparison, self.letter)}", "dim")

    # Merging

    def action_merge(self) -> None:
        """Put a text together from several by hand; it starts from the pick, else from the focused one."""
        from fusion_tui.ui.screens import merge_rows

        if why := self.held_back or rules.may_merge(self.comparison):
            self.say(why, "warn")
            return
        order = [pane.letter for pane in self.grid.panes]
        base = merge_rows.base(self.record, order, self.letter)
        self.app.push_screen(
            screens.MergeScreen(
                self.keymap, self.services, self.record, order, base, self.hue, self.pick_merge
            )
        )

    async def pick_merge(self, merge: Merge) -> None:
        """Let a merge join as one more candidate and pick it; names stay hidden."""
        from fusion_tui.ui.screens import merge_rows

        services, comparison = self.services, self.comparison
        made = merge_rows.candidate(merge, comparison)
        kept = merge_rows.provenance(merge, made, comparison, services.now(), services.new_id())
        try:
            await self.app.add_candidates(self.record, [made], [kept])
        except StoreError as problem:
            self.say(f"The merge is NOT stored: {problem}", "bad", "m has it still.")
            return
        self.show_view(made.letter)
        await self._decide(picking.Choice.of(((made.letter,),)))
        self.offer_retest()
        # One that is left over would only be offered again.
        with suppress(StoreError):
            await services.store.run(lambda store: store.forget(f"{MERGE}{comparison.id}"))
