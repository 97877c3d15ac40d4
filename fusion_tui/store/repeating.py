"""Finding an old pick that the person can make once more."""

from __future__ import annotations

import random
import sqlite3
from datetime import datetime

from fusion_tui.core.repeats import AGE, repeatable
from fusion_tui.core.taste.observations import Observation
from fusion_tui.store import reading

_TRIED = 20
"""Comparisons that are looked into at most; most of those that are old enough will do."""


def old_pick(db: sqlite3.Connection, now: datetime, seed: int, me: str) -> Observation | None:
    """One of those that may be repeated, each as likely as the others; `None` where none was found."""
    ids = reading.picked_before(db, now - AGE)
    drawn = random.Random(seed).sample(ids, min(len(ids), _TRIED))
    found = (repeatable(reading.record(db, identity, me), now) for identity in drawn)
    return next((old for old in found if old), None)
