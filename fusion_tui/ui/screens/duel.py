"""Duels: two candidates side by side, one key for each, and the next pair at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import work

from fusion_tui.core.models import Ballot, Record, Reply
from fusion_tui.core.picking import Choice, describe
from fusion_tui.core.retest import Retest
from fusion_tui.core.taste.duels import Table, duels_of, next_pair, table_of
from fusion_tui.core.taste.standings import Duel, Standings, Won, standings, unasked
from fusion_tui.errors import StoreError
from fusion_tui.ui import screens, words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.retest import READING, RetestScreen
from fusion_tui.ui.services import Services

_ARENA = "next previous zoom question"


def pair_of(record: Record, services: Services) -> Retest:
    """The next two, or the last two again once all have met; it is no ballot of its own."""
    letters, duels = standing(record), duels_of(record)
    rng = random.Random(services.new_seed() + len(record.replies))
    left, right = next_pair(letters, duels, rng) or _last_pair(letters, duels)
    order, seed = (left, right), services.new_seed()
    ballot = Ballot("duel", record.comparison.id, "retest", order, seed, services.now())
    return Retest(ballot, {"1": left, "2": right})


def _last_pair(letters: Sequence[str], duels: Sequence[Duel]) -> tuple[str, str]:
    return next((duel.left, duel.right) for duel in reversed(duels) if duel.pair <= set(letters))


def standing(record: Record) -> tuple[str, ...]:
    """Letters of the candidates that can meet."""
    return tuple(c.letter for c in record.comparison.candidates if c.pickable and not c.live)


class DuelScreen(RetestScreen):
    """What is decided here makes a ranking; only `p` makes it the pick."""

    ROWS: ClassVar[tuple[str, ...]] = (
        *(f"reader.{name}" for name in READING.split()),
        *(f"arena.{name}" for name in _ARENA.split()),
        "duel",
    )

    def __init__(
        self,
        keymap: Keymap,
        services: Services,
        record: Record,
        pair: Retest,
        *,
        done: Callable[[Choice], Awaitable[None]],
        line: str = "",
    ) -> None:
        """`done` takes the ranking when the person picks it; `line` is said first."""
        super().__init__(keymap, services, record, pair)
        self._done = done
        self._line = line

    def opening(self) -> tuple[str, str, str]:
        """What was said of the pair before, and what `p` would record."""
        if self._over:
            return f"{self._line} · {self._ending()}" if self._line else self._ending(), "", ""
        return self._line or "Which is better? Sides are drawn anew for every pair.", "dim", ""

    @property
    def _standings(self) -> Standings:
        return standings(standing(self._whole), duels_of(self._whole))

    @property
    def _over(self) -> bool:
        """Whether every two have met."""
        return not unasked(standing(self._whole), duels_of(self._whole))

    def _ending(self) -> str:
        """What there is once all have met: from here on letters lead nobody."""
        said = self._standings
        if said.why:
            return f"{said.why} u takes the last duel back, esc leaves."
        rest = [letter for letter in standing(self._whole) if letter not in said.among]
        left = f", {', '.join(rest)} left out" if rest else ""
        return f"All pairs have met: p records {describe(_choice(said))}{left}"

    def title_words(self) -> str:
        """What is on the screen."""
        said = words.count(len(duels_of(self._whole)), "duel")
        left = len(unasked(standing(self._whole), duels_of(self._whole)))
        return f"{super().title_words().replace('retest', 'duel', 1)} · {said} so far, {left} to go"

    def hints(self) -> tuple[str, ...]:
        """The keys that matter now."""
        if self._over:
            return ("duel.rank", "app.undo", "app.back")
        return ("duel.left", "duel.right", "duel.tie", "duel.neither", "duel.skip", "duel.rank")

    async def action_left(self) -> None:
        """The left one is better."""
        await self._say_won("left")

    async def action_right(self) -> None:
        """The right one is better."""
        await self._say_won("right")

    async def action_tie(self) -> None:
        """They are equally good."""
        await self._say_won("tie")

    async def action_neither(self) -> None:
        """Neither is good."""
        await self._say_won("neither")

    async def action_skip(self) -> None:
        """Another pair."""
        await self._say_won("skip")

    async def _say_won(self, won: Won) -> None:
        if self._over:
            if not self._joined():
                self.say(self._ending())
            return
        left, right = self._retest.ballot.order
        if await self._keep(Duel(left, right, won).to_json()):
            self._next("" if self._over else await self._progress())

    async def _progress(self) -> str:
        letters, duels = standing(self._whole), duels_of(self._whole)
        table = await asyncio.to_thread(table_of, letters, duels, random.Random(len(duels)))
        said = standings(letters, duels)
        return f"p records {_recorded(said, len(letters))}" + (f" · {_sureness(table)}" if table.n else "")

    async def _keep(self, about: dict[str, object]) -> bool:
        services, identity = self.services, self._whole.comparison.id
        reply = Reply(services.new_id(), identity, "own", None, about, "", services.now())
        try:
            await services.store.run(lambda store: store.save_reply(identity, None, reply))
        except StoreError as problem:
            self.say(f"The duel is NOT stored: {problem}", "bad")
            return False
        self.app.run_of(self._whole).replies.append(reply)
        self._look_around()
        return True

    def _look_around(self) -> None:
        """Who has ended, or joined, meanwhile may meet the others from the next pair on."""
        if run := self.app.runs.get(self._whole.comparison.id):
            self._whole = replace(self._whole, comparison=run.comparison, replies=tuple(run.replies))

    def _joined(self) -> bool:
        """Whether somebody joined after all had met; then the duels go on."""
        self._look_around()
        if not self._over:
            self._next("One more has joined.")
        return not self._over

    def run_ended(self) -> None:
        """An answer that has ended can meet the others."""
        if self._over:
            self._joined()

    def _next(self, line: str) -> None:
        pair = pair_of(self._whole, self.services)
        fresh = screens.DuelScreen(self.keymap, self.services, self._whole, pair, done=self._done, line=line)
        self.app.call_later(self.app.switch_screen, fresh)

    async def action_undo(self) -> None:
        """Take the last duel back."""
        own = [r for r in self._whole.replies if r.kind == "own" and "duel" in r.about]
        gone = {r.about.get("undoes") for r in self._whole.replies}
        last = next((r for r in reversed(own) if r.id not in gone), None)
        if last is None:
            self.say("There is no duel to take back.", "dim")
        elif await self._keep({"undoes": last.id}):
            self._next("took the last duel back")

    @work
    async def action_rank(self) -> None:
        """Make what the duels say the pick."""
        said = self._standings
        if said.why:
            more = "u takes the last duel back, esc leaves." if self._over else "More duels can tell."
            self.say(said.why, "warn", more)
        else:
            await self._done(_choice(said))

    async def action_back(self) -> None:
        """Out of the zoom, else back; what was decided is kept."""
        if self.end_search():
            return
        if self.grid.zoomed:
            self.toggle_zoom()
        else:
            count = words.count(len(duels_of(self._whole)), "duel")
            self._leave(f"{count} kept; they go on where they were left")


def _choice(said: Standings) -> Choice:
    choice = Choice("none") if said.none_good else Choice.of(said.groups)
    return replace(choice, duelled=said.among)


def _recorded(said: Standings, candidates: int) -> str:
    """What `p` records, in numbers, never by letter, which would betray who stands where."""
    if said.why:
        return "nothing yet"
    if said.none_good:
        return "none good"
    first, met = said.groups[0], len(said.among)
    if len(said.groups) > 1:
        what = f"{sum(map(len, said.groups))} in order"
    else:
        what = f"a tie of {len(first)}" if len(first) > 1 else f"the best of {met}"
    return f"{what}, {candidates - met} left out" if candidates > met else what


def _sureness(table: Table) -> str:
    """How clear it is which is best; the numbers stand behind the words."""
    best = f"{table.best[table.leader]:.0%}"
    if table.proven:
        return f"one is best, and not by luck: {best} sure, E {table.e:.0f}"
    if table.sure:
        return f"ahead, maybe by luck: {best} sure, E {table.e:.1f} of 20"
    return f"best not clear yet: {best} sure, E {table.e:.1f} of 20"
