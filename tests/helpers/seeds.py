"""Seeds whose shuffle draws the letters a test needs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from fusion_tui.core.blind import draw
from fusion_tui.core.models import Member


def seed_for(*models: str) -> int:
    """A seed that seats members with these models in this order, however the panel lists them.

    The panel must list the models in sorted order.
    """
    members = [Member("", model, "") for model in sorted(models)]
    return next(seed for seed in itertools.count() if _drawn(members, seed) == list(models))


def _drawn(members: Sequence[Member], seed: int) -> list[str]:
    return [c.member.model for c in draw(members, seed) if c.member]
