"""Which comparisons a dashboard looks at; those whose names are still hidden are never among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fusion_tui.core.models import Record


@dataclass(frozen=True, slots=True)
class Scope:
    """What was asked to be looked at."""

    since: datetime | None = None
    """Comparisons that were asked from then on."""
    panel: str | None = None
    """Comparisons of this panel."""

    def holds(self, record: Record) -> bool:
        """Whether a comparison is among them."""
        comparison = record.comparison
        young = self.since is None or comparison.created_at >= self.since
        return young and self.panel in (None, comparison.panel)


@dataclass(frozen=True, slots=True)
class Scoped:
    """The comparisons of a scope."""

    known: tuple[Record, ...]
    """Those whose names are known: all that figures with names may stand on."""
    blind: tuple[Record, ...]
    """Those whose names are hidden. A figure that grew by one would tell who was just picked, or failed."""

    def tagged(self, tag: str | None) -> Scoped:
        """Those of which a pick has the tag; with `None` all."""
        if tag is None:
            return self
        known, blind = (tuple(r for r in records if has_tag(r, tag)) for records in (self.known, self.blind))
        return Scoped(known, blind)

    @property
    def all(self) -> tuple[Record, ...]:
        """Both, for figures without names."""
        return self.known + self.blind

    @property
    def waiting(self) -> int:
        """Comparisons that are picked, but count only once their names are revealed."""
        return sum(r.pick is not None and not r.comparison.demo for r in self.blind)


def has_tag(record: Record, tag: str) -> bool:
    """Whether one of a comparison's picks has it, on whichever ballot."""
    return any(tag in pick.tags for pick in record.picks if not pick.undoes)


def scoped(records: Iterable[Record], scope: Scope) -> Scoped:
    """Sort what the scope holds by whether its names are known."""
    held = [record for record in records if scope.holds(record)]
    return Scoped(tuple(r for r in held if r.revealed), tuple(r for r in held if not r.revealed))
