"""`fusion retest`: open the program at another ballot of a comparison."""

from __future__ import annotations

from fusion_tui.cli.screen import open_tui
from fusion_tui.cli.storing import open_store
from fusion_tui.cli.talk import Exit
from fusion_tui.cli.world import World, new_seed, now
from fusion_tui.core import rules
from fusion_tui.core.repeats import AGE
from fusion_tui.core.retest import due
from fusion_tui.errors import UsageError
from fusion_tui.ui.services import StartOpen


def retest(world: World, identity: str, letter: str) -> Exit:
    """The screen of a retest, of the newest that was not retested where no letter is named."""
    with open_store(world) as store:
        record = store.load(identity)
    later = [c.letter for c in record.comparison.candidates if c.inputs]
    chosen = letter or due(record) or next(reversed(later), None)
    if why := rules.may_retest(record, chosen):
        raise UsageError(why)
    return open_tui(world, StartOpen(record.comparison.id, retest=chosen or ""))


def repeat(world: World) -> Exit:
    """An old comparison once more, drawn by chance; raises `UsageError` where none is old enough."""
    with open_store(world) as store:
        old = store.old_pick(now(), new_seed())
    if old is None:
        raise UsageError(
            f"No comparison can come back yet: that takes a blind pick of one answer, made and revealed "
            f"at least {AGE.days} days ago and not repeated before. `fusion retest ID` compares a revision."
        )
    return open_tui(world, StartOpen(old.comparison.id, again=old))
