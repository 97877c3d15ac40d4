"""Old comparisons that come back, blind and in a fresh order: how steady are the person's own picks?

How often a person picks the same again is the most that any judge can agree with them.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from fusion_tui.core.models import Record
from fusion_tui.core.taste.measured import no_style
from fusion_tui.core.taste.observations import Observation, observe

CHANCE = 1 / 20
"""How often an old comparison is offered after a pick, where the person asked for that."""

AGE = timedelta(days=7)
"""How long ago it was picked and revealed at least, so that it is judged anew and not remembered."""

_MOST = 8
"""Candidates that have a number on a retest."""


def comes_up(seed: int) -> bool:
    """Whether it is time for an old comparison, by chance."""
    return random.Random(seed).random() < CHANCE


def repeatable(record: Record, now: datetime) -> Observation | None:
    """The pick to repeat: the blind one that counts, of one answer; `None` where it would tell nothing.

    Each comparison is repeated once: from then on the person knows it too well.
    """
    seen = observe((record,), style=no_style).observations
    if not seen:
        return None
    old = seen[-1]
    standing = all(c.pickable and not c.live for c in old.candidates)
    if old.winner is None or not standing or not 1 < len(old.candidates) <= _MOST:
        return None
    known = [old.pick.created_at, *(reveal.at for reveal in record.reveals)]
    return None if now - max(known) < AGE or _repeated(record, old) else old


def _repeated(record: Record, old: Observation) -> bool:
    """Whether the same answers stood on a retest that was picked in."""
    picked = {pick.ballot_id for pick in record.picks}
    again = (b for b in record.ballots if b.kind == "retest" and b.id in picked)
    return any(set(ballot.order) == set(old.letters) for ballot in again)
