"""What a person does in the triage beyond deciding: own issues, votes, disputes, and revisions."""

from __future__ import annotations

import asyncio
import random
from abc import abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from textual import work

from fusion_tui.core import rules
from fusion_tui.core.budget import Estimate
from fusion_tui.core.critique import (
    Threshold,
    ballots,
    dispute,
    estimate,
    estimate_ballots,
    hidden_among,
    own_issue,
    raised_in,
)
from fusion_tui.core.events import Consultation
from fusion_tui.core.issues import Group, Issue
from fusion_tui.core.models import Comparison, Record, Reply
from fusion_tui.core.taste.questions.processes import critique as critique_helps
from fusion_tui.engine.critique import Went
from fusion_tui.errors import StoreError
from fusion_tui.ui import critiquing, screens, words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.messages import RoundEnded
from fusion_tui.ui.runs import Run, Unanswered
from fusion_tui.ui.screens import triage_ended as ended
from fusion_tui.ui.screens.compose_rows import doubt_about_money
from fusion_tui.ui.screens.dialogs import ConfirmDialog
from fusion_tui.ui.screens.listed import ListedScreen
from fusion_tui.ui.screens.triage_dialogs import (
    ObjectionDialog,
    OwnDialog,
    OwnIssue,
    ReviseDialog,
    ThresholdDialog,
)
from fusion_tui.ui.services import Services

if TYPE_CHECKING:
    from fusion_tui.ui.app import FusionApp


_THRESHOLD = "threshold"
"""Under which the store remembers it."""


class TriageRounds(ListedScreen):
    """A screen on a record's issues, from which the next step of a round starts."""

    app: FusionApp

    def __init__(
        self, keymap: Keymap, services: Services, run: Run | None, focused: str, hue: Callable[[str], str]
    ) -> None:
        """`focused` is the letter that the person came from."""
        super().__init__(keymap, services, hue)
        self._run = run
        self._focused = focused
        self._threshold = Threshold()
        self._written: tuple[str, ...] = ()
        """Letters of revisions that are being written, or were when this was last told."""

    @property
    @abstractmethod
    def record(self) -> Record:
        """As it stands now."""

    @property
    @abstractmethod
    def comparison(self) -> Comparison:
        """As it stands now."""

    @property
    @abstractmethod
    def _group(self) -> Group | None:
        """The chosen one."""

    @abstractmethod
    async def _keep(self, group: Group, accepted: bool | None) -> bool:
        """Store a decision; says so where that fails."""

    @abstractmethod
    async def _read_again(self) -> None:
        """Read the replies as they are now."""

    @property
    @abstractmethod
    def _new_words(self) -> str:
        """That new issues came, and which key leads there."""

    @abstractmethod
    def _draw(self) -> None:
        """Everything that depends on the record."""

    @property
    def _target(self) -> str:
        """The letter that the chosen issue is about; empty for the documents."""
        group = self._group
        if group is not None:
            return group.issues[0].target
        return "" if self.comparison.documents else self._focused

    async def _affordable(self, known: Estimate) -> bool:
        """Whether no limit is passed, or the person goes on all the same."""
        try:
            doubt = await doubt_about_money(self._services, known.cost_usd)
        except StoreError as problem:
            self.say(f"What was spent cannot be read: {problem}", "bad")
            return False
        if doubt is None:
            return True
        agreed = await self.app.push_screen_wait(ConfirmDialog(self.keymap, doubt, "ask"))
        return agreed is True

    # What came

    @property
    def _unanswered(self) -> tuple[Unanswered, ...]:
        """Calls of rounds that this program made in vain."""
        return tuple(self._run.unanswered) if self._run else ()

    @property
    def _under_way(self) -> tuple[Consultation, ...]:
        """What is being asked."""
        return tuple(asking.asked for asking in self._run.asking.values()) if self._run else ()

    def round_ended(self, message: RoundEnded) -> None:
        """List what came, and say what that is."""
        if message.comparison_id == self.comparison.id and message.went:
            self._tell_brought(message.went)

    @work
    async def _tell_brought(self, went: Sequence[Went]) -> None:
        await self._read_again()
        said, tone = ended.brought(went, self.keymap.key("triage.dispute").shown)
        if said:
            self.say(said, tone, self._new_words)

    def _note_writing(self) -> None:
        """Remember which revisions are being written: what they did is said when they have ended."""
        live = (c.letter for c in self.comparison.candidates if c.kind == "revision" and c.live)
        self._written = tuple(dict.fromkeys((*self._written, *live)))

    def all_ended(self) -> None:
        """Say what the revisions did that were being written while this screen was open."""
        letters, self._written = self._written, ()
        if letters:
            self._tell_written(letters)
        else:
            super().all_ended()

    @work
    async def _tell_written(self, letters: Sequence[str]) -> None:
        await self._read_again()
        said = await asyncio.to_thread(lambda: ended.written(raised_in(self.record), letters))
        key = self.keymap.key("triage.diff").shown
        self.say(*said, f"{key} shows an answer beside its revision")

    # Own issues

    @work
    async def action_own(self) -> None:
        """Add an issue of one's own; it counts until it is dismissed."""
        target = self._target
        about = f"answer {target}" if target else "the document"
        made = await self.app.push_screen_wait(OwnDialog(self.keymap, about))
        if made is not None:
            await self._add(made, target)

    async def _add(self, made: OwnIssue, target: str) -> None:
        services, comparison = self._services, self.comparison
        text = own_issue(made.severity, made.claim, made.quote, made.fix)
        now = services.now()
        reply = Reply(services.new_id(), comparison.id, "own", None, {"target": target}, text, now)
        try:
            await services.store.run(lambda store: store.save_reply(comparison.id, None, reply))
        except StoreError as problem:
            self.say(f"The issue is NOT stored: {problem}", "bad")
            return
        self._run = self.app.run_of(self.record)
        self._run.replies.append(reply)
        await self._read_again()
        if group := self._with_own(made.claim, target):
            await self._keep(group, True)
            self._draw()
            self.say("added and accepted", "good")

    @abstractmethod
    def _with_own(self, claim: str, target: str) -> Group | None:
        """Choose the point that holds the person's newest issue of this claim."""

    # Votes

    @work
    async def action_vote(self) -> None:
        """Ask jurors about every issue with the chosen candidate that they have not voted on."""
        target = self._target
        record, seed = self.record, self._services.new_seed()
        asked = await asyncio.to_thread(lambda: ballots(raised_in(record), (target,), seed))
        if not asked:
            own = f", nor on their own {target}" if target else ""
            self.say(f"Nobody is left to vote: not on what they raised{own}.", "dim")
            return
        known = estimate_ballots(asked, self._services.config.prices, hidden_among(record))
        about = target or "the document"
        question = f"Let jurors vote on the issues with {about}? {known.said}."
        if not await self.app.push_screen_wait(ConfirmDialog(self.keymap, question, "ask")):
            return
        if await self._affordable(known):
            self._run = critiquing.ask_jurors(self.app, record, asked)
            self.say(f"asking {words.count(len(asked), 'juror')} about {about}", "dim")

    @work
    async def action_threshold(self) -> None:
        """How many votes it takes, here and in every triage from now on."""
        made = await self.app.push_screen_wait(ThresholdDialog(self.keymap, self._threshold))
        if made is not None:
            self._threshold = made
            # A store that cannot be written forgets a habit, and nothing else.
            with suppress(StoreError):
                kept = f"{made.true} {made.worth}"
                await self._services.store.run(lambda store: store.remember(_THRESHOLD, kept))
            self._draw()
            self.say(f"suggested from {made.true} true and {made.worth} worth fixing", "dim")

    async def _recall_threshold(self) -> None:
        """As the person set it last; raises `StoreError`."""
        kept = await self._services.store.run(lambda store: store.recall(_THRESHOLD))
        match (kept or "").split():
            case [true, worth] if true.isdecimal() and worth.isdecimal():
                self._threshold = Threshold(int(true), int(worth))

    @property
    def _threshold_words(self) -> str:
        """What stands beside the list."""
        at, key = self._threshold, self.keymap.key("triage.threshold").shown
        least = ">=" if self._services.config.ui.glyphs == "ascii" else "≥"
        return f"threshold: true {least}{at.true}, fix {least}{at.worth} · {key} sets"

    # Disputes

    @work
    async def action_dispute(self) -> None:
        """Let the one who raised an issue show it, once."""
        group, record = self._group, self.record
        if group is None:
            self.say("There is no issue to dispute.", "dim")
            return
        seed = self._services.new_seed()
        asked = dispute(raised_in(record), group, seed) if self._target else None
        if asked is None:
            self.say(_undisputable(group, self._target), "dim")
            return
        prices, among = self._services.config.prices, hidden_among(record)
        known = estimate((asked,), "note", prices, among)
        seat = str(asked.about.get("reviewer"))
        objection = await self.app.push_screen_wait(ObjectionDialog(self.keymap, group.claim, seat, known))
        if objection is None or not await self._affordable(known):
            return
        again = dispute(raised_in(record), group, seed, objection)
        if again:
            self._run = critiquing.ask_evidence(self.app, record, again)
            self.say(f"asking {seat} to show it", "dim")

    # Revisions

    @work
    async def action_revise(self) -> None:
        """Let authors revise against what counts; a new candidate each, the original stays."""
        raised, at = raised_in(self.record), self._threshold
        writers = critiquing.writers(self._services.config, self.record)
        anybody = writers[0][1] if writers else None
        letters = [each for each in raised.targets if rules.may_revise(raised, each, anybody, at) is None]
        if not letters:
            self.say(self._not_revised(), "warn")
            return
        dialog = ReviseDialog(
            self.keymap,
            raised,
            letters,
            self._target,
            at,
            self._services.new_seed(),
            hue=self._hue,
            prices=self._services.config.prices,
            writers=writers,
        )
        choice = await self.app.push_screen_wait(dialog)
        if choice is None or not await self._affordable(choice.known):
            return
        try:
            self._run = await self.app.add_candidates(self.record, choice.candidates)
        except StoreError as problem:
            self.say(f"Not sent, because it could not be stored: {problem}", "bad")
            return
        self._note_writing()
        made = ", ".join(f"{c.letter} from {c.inputs[0]}" for c in choice.candidates)
        self.say(f"being written: {made}", "good", await self._past() or "esc shows it beside the others")

    async def _past(self) -> str:
        """What earlier rounds have done for this person, where their record knows."""
        try:
            records = await self._services.store.run(lambda store: store.retested())
        except StoreError:
            # The dashboard says when the record cannot be read; the round goes on.
            return ""
        found = await asyncio.to_thread(critique_helps, records, random.Random(len(records)))
        told = max(found, key=lambda kind: kind.n)
        return told.meaning if told.n else ""

    def _not_revised(self) -> str:
        target = self._target or self._focused
        return rules.may_revise(raised_in(self.record), target, suggested=self._threshold) or ""

    def action_diff(self) -> None:
        """The candidate beside its newest revision."""
        comparison, target = self.comparison, self._target or self._focused
        later = [c for c in comparison.candidates if c.kind == "revision" and c.inputs[:1] == (target,)]
        later = [c for c in later if c.text.strip()]
        if not later:
            self.say(f"{target} has no revision yet; v asks for one.", "dim")
        else:
            pair = (target, later[-1].letter)
            self.app.push_screen(screens.DiffScreen(self.keymap, self.record, pair, self._hue))

    def action_stop(self) -> None:
        """Stop every call of this comparison; what has arrived is kept."""
        stopped = self._services.engine.stop_all(self.comparison.id)
        self.say(f"stopped {words.count(stopped, 'call')}" if stopped else "Nothing is being asked.", "dim")


def _undisputable(group: Group, target: str) -> str:
    if not target:
        return "Issues with answers can be disputed; those with a document are yours to decide."
    if all(_own(issue) for issue in group.issues):
        return "You raised this one; n dismisses it."
    return "It had its chance already, or nobody is left to ask."


def _own(issue: Issue) -> bool:
    return issue.reviewer == "you"
