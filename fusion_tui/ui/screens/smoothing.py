"""Smoothing a merge: one call that the person asks for, and a proposal that they accept or not."""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical

from fusion_tui.core import prompts, rules
from fusion_tui.core.clean import clean_line
from fusion_tui.core.events import Consultation, Consulted
from fusion_tui.core.labels import draw_nonce
from fusion_tui.core.merging import Merge
from fusion_tui.core.models import Candidate, Member, Record, Reply
from fusion_tui.core.secrets import looks_secret
from fusion_tui.errors import StoreError
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.runs import Run
from fusion_tui.ui.screens import smoothing_rows as rows
from fusion_tui.ui.screens.base import Dialog, FusionScreen, hint_spans
from fusion_tui.ui.screens.compose_rows import doubt_about_money
from fusion_tui.ui.screens.dialogs import Box, ConfirmDialog
from fusion_tui.ui.screens.diff import DiffScreen
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.line import Line, Span

if TYPE_CHECKING:
    from fusion_tui.ui.app import FusionApp


class SmoothingScreen(FusionScreen):
    """A screen with a merge that a model may smooth."""

    app: FusionApp

    def __init__(self, keymap: Keymap, services: Services, record: Record) -> None:
        """`record` is the comparison that is merged."""
        super().__init__(keymap)
        self.services = services
        self.record = record

    @property
    @abstractmethod
    def merge(self) -> Merge | None:
        """The merge as it stands."""

    @abstractmethod
    async def change(self, merge: Merge, said: str) -> None:
        """Take one step."""

    @work(exclusive=True, group="smooth")
    async def action_smooth(self) -> None:
        """Let a model smooth the merge; what it proposed for these very words is shown again for nothing."""
        merge = self.merge
        if merge is None:
            return
        offers = rows.offers(self.services, self.record.comparison, merge.text)
        if why := rules.may_smooth(self.record.comparison, merge.text, bool(offers), self._asked is not None):
            self.say(why, "warn")
        elif found := self._proposed(merge):
            self._propose(found, merge)
        else:
            plain = self.services.config.ui.glyphs == "ascii"
            offer = await self.app.push_screen_wait(SmoothDialog(self.keymap, offers, ascii_only=plain))
            if offer and await self._agreed(offer, merge):
                self._ask(offer.member, merge)

    def action_stop(self) -> None:
        """Stop the smoothing."""
        if self._asked:
            self.services.engine.stop(self.record.comparison.id, self._asked.id)
        else:
            self.say("Nothing is being smoothed.", "dim")

    @property
    def _asked(self) -> Consultation | None:
        """What a model is asked right now, on this visit or an earlier one."""
        run = self.app.runs.get(self.record.comparison.id)
        asking = run.asking.values() if run else ()
        return next((each.asked for each in asking if each.asked.kind == "smooth"), None)

    async def _agreed(self, offer: rows.Offer, merge: Merge) -> bool:
        """What looks like a secret, or costs too much, is asked about first."""
        try:
            money = await doubt_about_money(self.services, offer.cost)
        except StoreError as problem:
            self.say(str(problem), "bad")
            return False
        secret = looks_secret("The merge", merge.text) if offer.host else None
        for doubt in (secret and f"{secret}. Send it to {clean_line(offer.host)}?", money):
            if doubt and not await self.app.push_screen_wait(ConfirmDialog(self.keymap, doubt, "send")):
                return False
        return True

    def _ask(self, member: Member, merge: Merge) -> None:
        """In a worker of the app: leaving the screen does not lose what is paid for."""
        services, run = self.services, self.app.run_of(self.record)
        nonce = draw_nonce([merge.text], services.new_seed())
        about: dict[str, object] = {"from": list(merge.sources), "sha256": _sum(merge), "nonce": nonce}
        messages = prompts.smoothing(merge.text, nonce)
        asked = Consultation(services.new_id(), "smooth", "synthesiser", member, messages, about)
        self.say(f"{clean_line(member.name)} smooths the merge", "dim", "x stops; go on meanwhile")
        self.app.work_on(run, self._consult(run, asked, merge))

    async def _consult(self, run: Run, asked: Consultation, merge: Merge) -> None:
        done = await run.consult(self.services.engine, asked)
        for screen in self.app.screen_stack:
            if isinstance(screen, SmoothingScreen) and screen.record.comparison.id == run.comparison.id:
                screen.take(done, merge)

    def take(self, done: Consulted, merge: Merge) -> None:
        """Show what came of a call that was asked about this merge."""
        if done.call.status != "complete" or done.reply is None:
            self.say(rows.failed(done.call), "warn", "The merge is as it was.")
        elif self.merge is None or self.merge.text != merge.text:
            self.say("The merge has changed since it was asked about; f asks anew.", "warn")
        elif self.app.screen is not self:
            self.say("The merge is smoothed; f shows the proposal.", "good")
        else:
            self._propose(done.reply, merge)

    def _proposed(self, merge: Merge) -> Reply | None:
        """What a model wrote before about these very words."""
        run = self.app.runs.get(self.record.comparison.id)
        replies = run.replies if run else self.record.replies
        found = (r for r in reversed(replies) if r.kind == "smooth" and r.about.get("sha256") == _sum(merge))
        return next((reply for reply in found if rows.said(reply) is not None), None)

    def _propose(self, reply: Reply, merge: Merge) -> None:
        text = rows.said(reply)
        if text is None:
            self.say("Its reply does not hold the text as it was asked for.", "warn", "The reply is kept.")
            return
        smooth = merge.smoothed(text)
        if smooth.text == merge.text:
            self.say("It changes nothing.", "good")
            return
        by = clean_line(reply.member.name) if reply.member else "a model"

        async def accept() -> None:
            await self.change(smooth, f"smoothed by {by}; u takes it back")

        self.app.push_screen(ProposalScreen(self.keymap, self.record, merge, smooth, accept))


class SmoothDialog(Dialog[rows.Offer]):
    """Who is asked, where that goes and about what it costs."""

    ROWS: ClassVar[tuple[str, ...]] = ("reader.line_down", "reader.line_up", "smooth.choose")
    DEFAULT_CSS = "SmoothDialog Vertical.offers { height: auto; margin: 1 0; }"

    def __init__(self, keymap: Keymap, offers: Sequence[rows.Offer], *, ascii_only: bool = False) -> None:
        """At least one offer."""
        super().__init__(keymap)
        self._ascii = ascii_only
        self._offers = offers
        self._chosen = 0

    def compose(self) -> ComposeResult:
        """What will happen, one row an offer, keys."""
        title, keys = Line(), Line()
        with Box():
            yield title
            with Vertical(classes="offers"):
                for _ in self._offers:
                    yield Line(classes="offer")
            yield keys
        title.show((Span("Smooth the merge: one call, shown as a proposal first", "bold $ink"),))
        keys.show(hint_spans(self.keymap, ("smooth.choose", "reader.line_down", "app.back")))

    def on_mount(self) -> None:
        """Start at the default."""
        self._choose(0)

    def _choose(self, place: int) -> None:
        self._chosen = max(min(place, len(self._offers) - 1), 0)
        pointer = ">" if self._ascii else "▸"
        for n, row in enumerate(self.query("Line.offer").results(Line)):
            row.show(*rows.offered(self._offers[n], pointer if n == self._chosen else " "))

    def action_line_down(self) -> None:
        """The next one."""
        self._choose(self._chosen + 1)

    def action_line_up(self) -> None:
        """The one before."""
        self._choose(self._chosen - 1)

    def action_choose(self) -> None:
        """Ask this one."""
        self.dismiss(self._offers[self._chosen])


class ProposalScreen(DiffScreen):
    """The merge beside its smoothed words; nothing is replaced before the person says so."""

    ROWS: ClassVar[tuple[str, ...]] = (
        *(row for row in DiffScreen.ROWS if row.startswith("reader.")),
        *(f"diff.{name}" for name in ("next_change", "previous_change", "view", "words")),
        "smooth.accept",
    )
    HINTS: ClassVar[tuple[str, ...]] = ("smooth.accept", *DiffScreen.HINTS[:4], "app.back")

    def __init__(
        self,
        keymap: Keymap,
        record: Record,
        merge: Merge,
        smooth: Merge,
        accept: Callable[[], Awaitable[None]],
    ) -> None:
        """`accept` is called when the person takes it."""
        texts = {"yours": merge.text, "smoothed": smooth.text}
        pair = tuple(Candidate(name, "draft", text=text, status="complete") for name, text in texts.items())
        shown = replace(record, comparison=replace(record.comparison, candidates=pair), replies=())
        super().__init__(keymap, shown, ("yours", "smoothed"), self._ink)
        self._accept = accept

    def _ink(self, _: str) -> str:
        return self.app.look.dim

    def heads(self) -> tuple[Span, ...]:
        """What is asked."""
        return (Span("Put the smoothed words into your merge?", "bold $ink"),)

    def action_accept(self) -> None:
        """Take the smoothed words."""

        async def take() -> None:
            await self.app.leave()
            await self._accept()

        # The app takes this screen away once it is done with its key.
        self.app.call_later(take)


def _sum(merge: Merge) -> str:
    return hashlib.sha256(merge.text.encode("utf-8", "replace")).hexdigest()
