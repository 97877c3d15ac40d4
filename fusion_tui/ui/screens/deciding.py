"""Pick, undo, reveal, export: what a person does with the answers in front of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from textual import work

from fusion_tui.core import picking, rules
from fusion_tui.core.models import Comparison, Pick, Record, Reveal
from fusion_tui.errors import ExportError, StoreError
from fusion_tui.ui import screens, words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.messages import AskAgain, Decided
from fusion_tui.ui.runs import Run
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.screens.reading import ReaderScreen
from fusion_tui.ui.services import Services


class DecidingScreen(ReaderScreen):
    """A screen that holds one comparison's record and changes it by the person's keys."""

    def __init__(self, keymap: Keymap, services: Services, record: Record, run: Run | None) -> None:
        """`run` is there while its calls are, or were, made by this program."""
        super().__init__(keymap)
        self.services = services
        self.run = run
        self.opened_at = services.clock()
        self._record = record
        self._told = False
        """Something that was opened here says who wrote it."""

    @property
    def comparison(self) -> Comparison:
        """As it stands now."""
        return self.run.comparison if self.run else self._record.comparison

    @property
    def record(self) -> Record:
        """The comparison with its picks, reveals and replies, as it stands now."""
        run, record = self.run, self._record
        if run is None:
            return record
        if run.ballot not in record.ballots:
            record = replace(record, ballots=(*record.ballots, run.ballot))
        return replace(record, comparison=run.comparison, replies=tuple(run.replies))

    @property
    @abstractmethod
    def letter(self) -> str:
        """The focused candidate's."""

    @property
    def seen(self) -> Mapping[str, float]:
        """How far down each answer had been in view, from 0 to 1; empty where none is shown here."""
        return {}

    @abstractmethod
    def hue(self, letter: str) -> str:
        """The colour of a letter."""

    @abstractmethod
    def redraw(self) -> None:
        """Everything that depends on the record."""

    # Picking

    async def action_pick(self) -> None:
        """Pick the focused answer: one key, committed before the screen says so."""
        if why := rules.may_pick(self.comparison, self.letter):
            self.say(why, "warn")
        else:
            choice = picking.Choice.of(((self.letter,),))
            await self._decide(picking.with_equals(choice, self.comparison))

    @work
    async def action_pick_dialog(self) -> None:
        """Rank, tie, none good, skip, tags and why."""
        dialog = screens.PickDialog(
            self.keymap,
            self.comparison,
            self.record.arena.order,
            self._record.pick,
            hue=self.hue,
            revealed=self._record.revealed,
            tags=await self._known_tags(),
        )
        choice = await self.app.push_screen_wait(dialog)
        if choice is None:
            return
        if choice.ranking and (why := rules.may_rank(self.comparison, choice.ranking)):
            self.say(why, "warn")
        else:
            await self._decide(choice)

    async def _known_tags(self) -> tuple[str, ...]:
        try:
            return await self.services.store.run(lambda store: store.tags())
        except StoreError:
            # Completion is a comfort; the pick itself says when the store is in trouble.
            return ()

    async def _decide(self, choice: picking.Choice) -> None:
        from fusion_tui.core.critique import critique_seen  # here, because answers are painted without
        from fusion_tui.core.judging import verdict_seen

        pick = picking.make_pick(
            choice,
            self.comparison,
            self.record.arena,
            revealed=self._record.revealed,
            around=picking.Circumstances(
                self._finish_order(),
                self._seconds(),
                self._told,
                seen_verdict=verdict_seen(self.record),
                seen_critique=critique_seen(self.record),
                seen=self.seen,
            ),
            now=self.services.now(),
            new_id=self.services.new_id,
        )
        if await self._store(pick):
            hidden = "" if self._record.revealed else "names stay hidden until you reveal"
            self.redraw()
            said = picking.describe(pick)
            self.say(f"picked {said}" if pick.ranking else said, "good", hidden)

    async def action_undo(self) -> None:
        """Take the standing pick back; the log keeps both."""
        undo = picking.undo(self._record, now=self.services.now(), new_id=self.services.new_id)
        if undo is None:
            self.say(rules.may_undo(self._record) or "", "dim")
        elif await self._store(undo):
            self.redraw()
            self.say(f"took back: {picking.describe(undo)}")

    async def _store(self, pick: Pick) -> bool:
        """Commit a row; when the disk refuses, the pick stays in memory and the status row says so."""
        self._record = replace(self._record, picks=(*self._record.picks, pick))
        self.post_message(Decided(self._record))
        try:
            await self.services.store.run(lambda store: store.save_pick(pick))
        except StoreError as problem:
            self.redraw()
            self.say(f"The pick is NOT stored: {problem}", "bad", "e writes it to a file.")
            return False
        return True

    def _seconds(self) -> float:
        """From the first text on the screen to now."""
        since = self.run.first_text if self.run and self.run.first_text is not None else self.opened_at
        return self.services.clock() - max(since, self.opened_at)

    def _finish_order(self) -> tuple[str, ...]:
        if self.run:
            return self.run.recorder.live.finish_order
        ended = [call for call in self._record.calls if call.letter and call.seconds is not None]
        ended.sort(key=lambda call: call.started_at.timestamp() + (call.seconds or 0.0))
        return tuple(dict.fromkeys(call.letter for call in ended if call.letter))

    # Names

    @work
    async def action_reveal(self) -> None:
        """Show who wrote what; before a pick it asks once."""
        if why := rules.may_reveal(self._record):
            self.say(why, "dim")
        elif self._record.pick or await self._asks_to_reveal("Show names before you pick?"):
            await self.reveal("b")

    async def reveal(self, how: str) -> None:
        """Record that names are known, then show them."""
        reveal = Reveal(self.comparison.id, self.services.now(), how)
        self._record = replace(self._record, reveals=(*self._record.reveals, reveal))
        try:
            await self.services.store.run(lambda store: store.save_reveal(reveal))
        except StoreError as problem:
            self.say(f"The reveal is not stored: {problem}", "bad")
            return
        self.redraw()
        self.say(await self.reveal_line())

    async def reveal_line(self) -> str:
        """The one line worth reading after a reveal."""
        record = self.record
        best = record.pick.best if record.pick else None
        if best is None:
            return words.reveal_line(record)
        name = self.comparison.candidate(best).name
        wins, met = await self.services.store.run(lambda store: store.wins(name))
        return words.reveal_line(record, wins, met)

    async def _asks_to_reveal(self, question: str) -> bool:
        more = " A pick after that is stored as made knowing." if self._record.pick is None else ""
        dialog = ConfirmDialog(self.keymap, question + more, "show names")
        answer = await self.app.push_screen_wait(dialog)
        return bool(answer)

    async def _names_may_show(self, what: str, how: str) -> bool:
        """Whether something that tells members apart may be opened; asks once, and reveals."""
        if self._record.revealed:
            return True
        if not await self._asks_to_reveal(f"{what} shows names. Open it?"):
            return False
        await self.reveal(how)
        return True

    # Asking on

    def action_ask_again(self) -> None:
        """The same question, to be edited."""
        self.post_message(AskAgain(self.comparison.id, onward=False))

    def action_continue(self) -> None:
        """The next question, after the picked answer."""
        self.post_message(AskAgain(self.comparison.id, onward=True))

    # Looking closer

    @work
    async def action_error_detail(self) -> None:
        """What went wrong with the focused candidate, in the provider's words."""
        if self.comparison.candidate(self.letter).error is None:
            self.say(f"{self.letter} has no error.", "dim")
        elif await self._names_may_show("The detail", "error detail"):
            self.app.push_screen(screens.ErrorDetail(self.keymap, self.comparison.candidate(self.letter)))

    @property
    def held_back(self) -> str | None:
        """Why no text may be shown yet: strictly blind, it appears only when all have finished."""
        strict = self.services.config.ui.strict_blind and not self._record.revealed
        return "Everything is held until all are done." if strict and self.comparison.live else None

    def action_diff(self) -> None:
        """Compare the focused answer with the pick, or with the next one."""
        comparison = self.comparison
        if why := self.held_back or rules.may_diff(comparison):
            self.say(why, "warn")
        else:
            pair = screens.diff_pair(comparison, self.letter, self._record.pick)
            self.app.push_screen(screens.DiffScreen(self.keymap, self.record, pair, self.hue))

    def action_triage(self) -> None:
        """Decide which issues of the answers count."""
        if why := self.held_back or rules.may_triage(self.comparison):
            self.say(why, "warn")
        else:
            self.show_triage()

    def show_triage(self) -> None:
        """The issues, on top of this screen."""
        self.app.push_screen(
            screens.TriageScreen(self.keymap, self.services, self.record, self.run, self.hue, self.letter)
        )

    @work
    async def action_receipt(self) -> None:
        """Every call with tokens, time and money."""
        if await self._names_may_show("The receipt", "receipt"):
            self.app.push_screen(screens.ReceiptScreen(self.keymap, await self.stored_record()))

    async def stored_record(self) -> Record:
        """The record with the calls as they are stored, and texts as they stand now."""
        identity = self.comparison.id
        try:
            stored = await self.services.store.run(lambda store: store.load(identity))
        except StoreError:
            return self.record
        return replace(self.record, calls=stored.calls)

    # Writing down

    @work
    async def action_export(self) -> None:
        """Write the chosen answer, or all, to a file or the clipboard."""
        if why := rules.may_export(self.record, everything=True):
            self.say(why, "warn")
            return
        record = await self.stored_record()
        choice = await self.app.push_screen_wait(
            screens.ExportDialog(self.keymap, record, Path.cwd(), Path.exists)
        )
        if choice is not None and choice.names:
            await self.reveal("export")
        if isinstance(choice, screens.CopyChoice):
            self.copy(choice.text, f"copied {words.count(len(choice.text.splitlines()), 'line')}")
        elif choice is not None:
            try:
                self.services.write_file(choice.path, choice.text, choice.overwrite)
            except ExportError as problem:
                self.say(str(problem), "bad", "e tries another path.")
            else:
                self.say(f"wrote {choice.path.name}", "good", str(choice.path.parent))
