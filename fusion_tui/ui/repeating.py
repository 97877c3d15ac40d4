"""Now and then an old comparison comes back, to see how steady the person's own picks are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fusion_tui.core.clean import clean_line
from fusion_tui.errors import StoreError
from fusion_tui.ui import screens
from fusion_tui.ui.screens.dialogs import ConfirmDialog

if TYPE_CHECKING:
    from fusion_tui.core.taste.observations import Observation
    from fusion_tui.ui.app import FusionApp


async def maybe_offer(app: FusionApp) -> None:
    """After a pick, about once in twenty times, and only where the person asked for that."""
    # Here, because answers are painted sooner without what reads picks.
    from fusion_tui.core.repeats import comes_up

    services = app.services
    if not services.config.ui.repeats or not comes_up(services.new_seed()):
        return
    seed, now = services.new_seed(), services.now()
    try:
        old = await services.store.run(lambda store: store.old_pick(now, seed))
    except StoreError:
        # Nothing was asked for; what is wrong with the store is said where something is.
        return
    if old is None:
        return
    wanted = await app.push_screen_wait(ConfirmDialog(app.keymap, _question(old), "look at it"))
    if wanted:
        await screens.show_again(app, old)


def _question(old: Observation) -> str:
    title, day = clean_line(old.comparison.title), old.pick.created_at
    return (
        f"“{title}”, which you picked in on {day.day} {day:%B %Y}, is back in a fresh order. Pick once more? "
        "It shows how steady your picks are."
    )
