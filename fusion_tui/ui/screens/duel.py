"""Duels: two candidates side by side, one key for each, and the next pair at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import ClassVar

from textual import work

from fusion_tui.core.models import Ballot, Record, Reply
from fusion_tui.core.picking import Choice
from fusion_tui.core.retest import Retest
from fusion_tui.core.taste.duels import Duel, Table, Won, duels_of, next_pair, table_of
from fusion_tui.errors import StoreError
from fusion_tui.ui import screens, words
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.retest import READING, RetestScreen
from fusion_tui.ui.services import Services

_ARENA = "next previous zoom question"


def pair_of(record: Record, services: Services) -> Retest:
    """The next two, drawn with numbers of their own; nothing of it is a ballot until a ranking is picked."""
    letters = standing(record)
    rng = random.Random(services.new_seed() + len(record.replies))
    left, right = next_pair(letters, duels_of(record), rng)
    order, seed = (left, right), services.new_seed()
    ballot = Ballot("duel", record.comparison.id, "retest", order, seed, services.now())
    return Retest(ballot, {"1": left, "2": right})


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
        self._table: Table | None = None

    def opening(self) -> tuple[str, str, str]:
        """What was said of the pair before."""
        return self._line or "Which is better? Sides are drawn anew for every pair.", "dim", ""

    def title_words(self) -> str:
        """What is on the screen."""
        said = words.count(len(duels_of(self._whole)), "duel")
        return f"{super().title_words().replace('retest', 'duel', 1)} · {said} so far"

    def hints(self) -> tuple[str, ...]:
        """The keys that matter now."""
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
        left, right = self._retest.ballot.order
        if await self._keep(Duel(left, right, won).to_json()):
            table = await self._rated()
            await self._next(_line(table))

    async def _keep(self, about: dict[str, object]) -> bool:
        services, identity = self.services, self._whole.comparison.id
        reply = Reply(services.new_id(), identity, "own", None, about, "", services.now())
        try:
            await services.store.run(lambda store: store.save_reply(identity, None, reply))
        except StoreError as problem:
            self.say(f"The duel is NOT stored: {problem}", "bad")
            return False
        run = self.app.run_of(self._whole)
        run.replies.append(reply)
        # Who has ended, or joined, meanwhile may meet the others from the next pair on.
        self._whole = replace(self._whole, comparison=run.comparison, replies=tuple(run.replies))
        return True

    async def _rated(self) -> Table:
        duels = duels_of(self._whole)
        rng = random.Random(len(duels))
        return await asyncio.to_thread(table_of, standing(self._whole), duels, rng)

    async def _next(self, line: str) -> None:
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
            await self._next("took the last duel back")

    @work
    async def action_rank(self) -> None:
        """Make the ranking so far the pick."""
        table = await self._rated()
        if not table.n:
            self.say("Decide a duel first; then there is a ranking.", "warn")
            return
        await self._done(Choice.of([[letter] for letter in table.letters]))

    async def action_back(self) -> None:
        """Out of the zoom, else back; what was decided is kept."""
        if self.end_search():
            return
        if self.grid.zoomed:
            self.toggle_zoom()
        else:
            count = words.count(len(duels_of(self._whole)), "duel")
            self._leave(f"{count} kept; they go on where they were left")


def _line(table: Table) -> str:
    """How far it is: by number of duels, never by letter, which would betray who stands where."""
    best = table.best[table.letters[0]]
    if table.proven:
        return f"proven after {words.count(table.n, 'duel')}: p picks the ranking"
    more = "; p picks the ranking" if table.sure else ""
    return f"P(best) {best:.0%}, wanted 95% · E {table.e:.1f}, proven from 20{more}"
