"""A retest: the arena once more, with numbers in place of letters and an order drawn anew."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from fusion_tui.core import picking
from fusion_tui.core.models import Pick, Record
from fusion_tui.core.retest import Retest
from fusion_tui.errors import StoreError
from fusion_tui.store import Store
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens.arena import ArenaScreen
from fusion_tui.ui.services import Services

if TYPE_CHECKING:
    from fusion_tui.core.taste.observations import Observation
    from fusion_tui.ui.app import FusionApp

READING = (
    "line_down line_up half_down half_up page_down page_up top bottom next_heading previous_heading outline "
    "search next_match previous_match raw copy copy_code"
)
_ARENA = "focus next previous zoom layout sync pick pick_dialog question"


class RetestScreen(ArenaScreen):
    """What a person picks here says whether a revision, a synthesis or a merge helped.

    Where an old comparison comes back, it says how steady their picks are.
    """

    ROWS: ClassVar[tuple[str, ...]] = (
        *(f"reader.{name}" for name in READING.split()),
        *(f"arena.{name}" for name in _ARENA.split()),
    )

    def __init__(self, keymap: Keymap, services: Services, record: Record, retest: Retest) -> None:
        """`retest` is about a candidate of `record`; it is stored with its first pick."""
        super().__init__(keymap, services, retest.masked(record), None)
        self._whole = record
        self._retest = retest
        self._kept = False
        # Names that were known long ago are not known under other numbers.
        self._told = record.revealed and retest.before is None

    def hue(self, letter: str) -> str:
        """One for all: a letter's own would tell which it is."""
        return self.app.look.text

    def show_later(self, letters: Collection[str]) -> None:
        """What joins the comparison meanwhile is not on this ballot."""

    def run_ended(self) -> None:
        """Nothing that is on this ballot was under way."""

    def offer_retest(self) -> None:
        """This is one."""

    def opening(self) -> tuple[str, str, str]:
        """What this is."""
        return "Which is best? Fresh order, numbers in place of letters.", "dim", ""

    def hints(self) -> tuple[str, ...]:
        """The keys that matter now."""
        keys = "pick pick_dialog next zoom".split()
        return (*(f"arena.{key}" for key in keys), "reader.page_down", "app.back")

    def title_words(self) -> str:
        """What is on the screen."""
        return f"retest · {super().title_words()}"

    async def _decide(self, choice: picking.Choice) -> None:
        await super()._decide(choice)
        if pick := self._record.pick:
            said = f"picked {picking.describe(pick)}" if pick.ranking else picking.describe(pick)
            self.say(said, "good", self._retest.told(self._whole.comparison))
            # From now on it is known which is which.
            self._told = True

    async def _store(self, pick: Pick) -> bool:
        """Commit the ballot with its first pick, under the letters."""
        before = self._record

        def keep(store: Store) -> None:
            if not self._kept:
                store.save_ballot(self._retest.ballot)
            store.save_pick(self._retest.unmasked(pick))

        self._record = replace(before, picks=(*before.picks, pick))
        try:
            await self.services.store.run(keep)
        except StoreError as problem:
            self._record = before
            self.redraw()
            self.say(f"The pick is NOT stored: {problem}", "bad")
            return False
        self._kept = True
        return True

    async def action_back(self) -> None:
        """Out of the zoom, else back; nothing is revealed."""
        if self.end_search():
            return
        if self.query_one("#whole").has_class("-open"):
            self.query_one("#whole").remove_class("-open")
        elif self.grid.zoomed:
            self.toggle_zoom()
        else:
            told = self._retest.told(self._whole.comparison) if self._record.pick else ""
            self._leave(told)


async def show_again(app: FusionApp, old: Observation) -> None:
    """An old comparison as a retest, on top of what is there."""
    services = app.services
    retest = Retest.again(old, services.new_seed(), services.now(), services.new_id)
    await app.push_screen(RetestScreen(app.keymap, services, old.record, retest))
