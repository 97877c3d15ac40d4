"""Did seeing the critique change my mind, and did I keep it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fusion_tui.core.models import Pick, Record
from fusion_tui.core.taste.questions import words


@dataclass(frozen=True, slots=True)
class ChangeOfMind:
    """Comparisons in which something was picked, then a critique came."""

    kept: int
    """The same was picked again, or nothing more."""
    changed: int
    """Something else was picked after it."""
    returned: int
    """Of those, how often the first pick stands again in the end."""

    @property
    def n(self) -> int:
        """All of them."""
        return self.kept + self.changed

    @property
    def meaning(self) -> str:
        """In one sentence."""
        if not self.n:
            return "No critique has come after a pick yet, so none can have changed your mind."
        return (
            f"In {words.counted(self.n, 'comparison')} a critique came after your pick: in {self.changed} "
            f"you picked something else, and in {self.returned} of these you went back to your first pick."
        )


def change_of_mind(records: Sequence[Record]) -> ChangeOfMind:
    """Over arena picks, blind or not; demos are left out."""
    counts = {"kept": 0, "changed": 0, "returned": 0}
    for record in records:
        for word in () if record.comparison.demo or not _reviewed(record) else _course(record):
            counts[word] += 1
    return ChangeOfMind(**counts)


def _reviewed(record: Record) -> bool:
    """Whether there was anything that could have changed a mind."""
    return any(p.seen_critique for p in record.picks) or any(c.role == "reviewer" for c in record.calls)


def _course(record: Record) -> tuple[str, ...]:
    """What became of the pick that stood when the critique came, if both happened."""
    stood = _standing(record)
    came = next((i for i, pick in enumerate(stood) if pick and pick.seen_critique), len(stood))
    first = next((pick for pick in reversed(stood[:came]) if pick), None)
    if first is None:
        return ()
    if came == len(stood):
        return ("kept",) if _reviewed_after(record, first) else ()
    if _same(first, stood[came]):
        return ("kept",)
    return ("changed", "returned") if _same(first, stood[-1]) else ("changed",)


def _standing(record: Record) -> list[Pick | None]:
    """The arena pick that stood after each row, oldest first."""
    arena = {ballot.id for ballot in record.ballots if ballot.kind == "arena"}
    rows = [row for row in record.picks if row.ballot_id in arena]
    return [replace(record, picks=tuple(rows[: i + 1])).pick for i in range(len(rows))]


def _reviewed_after(record: Record, pick: Pick) -> bool:
    """Whether a review was asked for later and came; a pick that follows it says itself that it was seen."""
    reviews = [call for call in record.calls if call.role == "reviewer"]
    return any(c.started_at >= pick.created_at and c.status in ("complete", "truncated") for c in reviews)


def _same(first: Pick, other: Pick | None) -> bool:
    return other is not None and (first.outcome, first.ranking) == (other.outcome, other.ranking)
