"""Why did I pick, in my own words?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fusion_tui.core.models import Record


@dataclass(frozen=True, slots=True)
class Why:
    """One reason that was typed."""

    at: datetime
    text: str
    tags: tuple[str, ...]


def whys(records: Iterable[Record]) -> tuple[Why, ...]:
    """Of every pick that stands, the newest first; the demo's are left out."""
    standing = [record.pick for record in records if record.pick and not record.comparison.demo]
    found = [Why(pick.created_at, pick.why.strip(), pick.tags) for pick in standing if pick.why.strip()]
    return tuple(sorted(found, key=lambda why: why.at, reverse=True))
