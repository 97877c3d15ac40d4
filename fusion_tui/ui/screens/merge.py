"""Merging by hand: one passage at a time, a key takes a version, and a new candidate comes of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual import work

from fusion_tui.core.merging import Merge, pack
from fusion_tui.core.models import Record
from fusion_tui.errors import StoreError, UsageError
from fusion_tui.ui import words
from fusion_tui.ui.editor import edit, lent
from fusion_tui.ui.keymap import Keymap
from fusion_tui.ui.screens import merge_rows as rows
from fusion_tui.ui.screens.dialogs import RestDialog
from fusion_tui.ui.screens.merging import MergingScreen
from fusion_tui.ui.services import Services
from fusion_tui.ui.widgets.versions import YOURS

Finish = Callable[[Merge], Awaitable[None]]
"""Makes a merge a candidate of its comparison and picks it."""

_SCROLLS = ("half_down", "half_up", "page_down", "page_up")


class MergeScreen(MergingScreen):
    """Every key takes one step, which is kept at once and can be taken back."""

    ROWS: ClassVar[tuple[str, ...]] = (
        *(f"reader.{name}" for name in (*_SCROLLS, "copy")),
        "merge",
        "app.undo",
    )

    def __init__(
        self,
        keymap: Keymap,
        services: Services,
        record: Record,
        order: Sequence[str],
        base: str,
        hue: Callable[[str], str],
        finish: Finish,
    ) -> None:
        """`order` are the letters as digits reach them; `base` is whose text the merge starts from."""
        super().__init__(keymap, services, record, order, base, hue)
        self._finish = finish

    # Deciding

    async def change(self, merge: Merge, said: str) -> None:
        """Show a step and keep it, so that leaving loses nothing."""
        self.look_at(merge)
        last = not merge.left
        self.say(said, "good" if last else "", "All are decided; p picks the merge." if last else "")
        try:
            await self.services.store.run(
                lambda store: store.remember(self.memory_key, pack(merge, self._texts_of(merge)))
            )
        except StoreError as problem:
            self.say(f"The merge is NOT kept: {problem}", "bad")

    def _texts_of(self, merge: Merge) -> list[tuple[str, str]]:
        return [(letter, text) for letter, text in self.texts if letter in merge.letters]

    async def action_take(self, digit: int) -> None:
        """The passage from the answer with this number."""
        letter = next((letter for letter, number in self.digits.items() if number == digit), "")
        if self.merge is None:
            return
        if letter not in self.merge.letters:
            self.say(f"{letter} is not in this merge." if letter else f"No answer is number {digit}.", "dim")
        elif self.merge.item.passage.version(letter) is None:
            self.say(f"{letter} has no such passage.", "dim", "backspace leaves it out")
        else:
            await self.change(self.merge.take(letter), f"from {letter}")

    async def action_keep(self) -> None:
        """The version that is shown."""
        if self.merge is None:
            return
        item, shown = self.merge.item, self.shown
        if shown == YOURS or (shown == item.letter and item.edited is None):
            await self.change(self.merge.keep(), item.provenance)
        else:
            await self.change(self.merge.take(shown), f"from {shown}")

    async def action_drop(self) -> None:
        """Leave the passage out."""
        if self.merge:
            await self.change(self.merge.drop(), "left out")

    async def action_move_down(self) -> None:
        """The passage one place down."""
        await self._move(1)

    async def action_move_up(self) -> None:
        """The passage one place up."""
        await self._move(-1)

    async def _move(self, step: int) -> None:
        if self.merge is None:
            return
        moved = self.merge.move(step)
        if moved is self.merge:
            self.say(f"It is the {'last' if step > 0 else 'first'} passage.", "dim")
        else:
            await self.change(moved, f"moved {'down' if step > 0 else 'up'}")

    async def action_split(self) -> None:
        """A list by its items, anything else by who says it."""
        if self.merge is None:
            return
        parts = self.merge.split()
        if parts is self.merge:
            self.say("There is nothing to split: one version and no list, or your own words.", "dim")
        else:
            count = len(parts.items) - len(self.merge.items) + 1
            await self.change(parts, f"split into {words.count(count, 'passage')}")

    @work(exclusive=True, group="editor")
    async def action_editor(self) -> None:
        """Write the passage in `$EDITOR`, from the version that is shown."""
        merge = self.merge
        if merge is None:
            return
        item = merge.item if self.shown == YOURS else merge.item_of(self.shown)
        try:
            text = await lent(self.app, edit(item.text.rstrip("\n"), self.services.environ, "The passage"))
        except UsageError as problem:
            self.say(str(problem), "bad")
            return
        edited = merge.edit(item, text)
        changed = edited.items[merge.at]
        await self.change(edited, "left out" if changed.state == "dropped" else changed.provenance)

    async def action_undo(self) -> None:
        """Take the last decision of this visit back."""
        before = self.merge.undo() if self.merge else None
        if before is None:
            self.say("No decision of this visit is left to undo.", "dim")
        else:
            await self.change(before, "taken back")

    # Picking

    @work(exclusive=True, group="pick")
    async def action_pick(self) -> None:
        """Make the merge a candidate and pick it; what is not decided is asked about."""
        merge = self.merge
        if merge is None:
            return
        if merge.left:
            take = await self.app.push_screen_wait(RestDialog(self.keymap, rows.rest_question(merge)))
            if take is None:
                return
            merge = merge.rest(take)
        if not merge.text.strip():
            self.say("There is nothing in the merge.", "warn")
        elif same := rows.same_as(merge, self.texts):
            self.say(f"That is {same} as it stands.", "warn", f"esc, then p picks {same} itself")
        else:
            self._leave_with(merge)

    def _leave_with(self, merge: Merge) -> None:
        async def leave() -> None:
            await self.app.leave()
            await self._finish(merge)

        # The app takes this screen away once it is done with its key.
        self.app.call_later(leave)
