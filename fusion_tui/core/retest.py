"""Retests: the same candidates in a fresh order and without letters, to see whether a process helps."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from fusion_tui.core.models import Ballot, Candidate, Comparison, Pick, Record

if TYPE_CHECKING:
    from fusion_tui.core.taste.observations import Observation

_NUMBERS = "123456789"
"""What candidates are called on a retest: the seats of a panel, and the one that was made from them."""
MOST = len(_NUMBERS)
"""Candidates on a retest."""


def retestable(comparison: Comparison, letter: str) -> tuple[str, ...]:
    """What stands on a retest of this candidate; empty with nothing to compare it with, or too much."""
    standing = together(comparison, letter)
    return standing if 1 < len(standing) <= MOST else ()


def together(comparison: Comparison, letter: str) -> tuple[str, ...]:
    """This candidate with what it is to be compared with; empty while it has no text.

    A revision meets its original, an original its newest revision, a synthesis or merge all that it was made
    from.
    """
    candidate = comparison.candidate(letter)
    later = [c for c in comparison.candidates if c.kind == "revision" and c.inputs[:1] == (letter,)]
    if candidate.kind == "revision":
        wanted = (*candidate.inputs[:1], letter)
    elif candidate.inputs:
        wanted = (*candidate.inputs, letter)
    else:
        ended = [c.letter for c in later if c.pickable and not c.live]
        wanted = (letter, *ended[-1:])
    known = [comparison.candidate(each) for each in dict.fromkeys(wanted) if each in comparison.letters]
    standing = tuple(c.letter for c in known if c.pickable and not c.live)
    return standing if letter in standing else ()


def due(record: Record) -> str | None:
    """The newest revision, synthesis or merge that has ended and was never on a retest that got a pick."""
    undone = {pick.undoes for pick in record.picks}
    picked = {pick.ballot_id for pick in record.picks if pick.undoes is None and pick.id not in undone}
    retests = [b for b in record.ballots if b.kind == "retest" and b.id in picked]
    seen = {letter for ballot in retests for letter in ballot.order}
    later = [c for c in record.comparison.candidates if c.inputs and c.letter not in seen]
    able = (c.letter for c in reversed(later) if retestable(record.comparison, c.letter))
    return next(able, None)


@dataclass(frozen=True, slots=True)
class Retest:
    """A ballot whose candidates are called by numbers."""

    ballot: Ballot
    numbers: Mapping[str, str]
    """Number to letter, in the order in which they stand."""
    before: str | None = None
    """The letter that was picked long ago, where an old comparison comes back."""

    @classmethod
    def of(cls, record: Record, letter: str, seed: int, now: datetime, new_id: Callable[[], str]) -> Retest:
        """One of this candidate, in an order of its own; `retestable` must not be empty."""
        return cls._drawn(record, retestable(record.comparison, letter), seed, now, new_id)

    @classmethod
    def again(cls, old: Observation, seed: int, now: datetime, new_id: Callable[[], str]) -> Retest:
        """All that stood there when an old pick was made, which `repeatable` found."""
        drawn = cls._drawn(old.record, old.letters, seed, now, new_id)
        return replace(drawn, before=old.winner)

    @classmethod
    def _drawn(
        cls, record: Record, letters: Sequence[str], seed: int, now: datetime, new_id: Callable[[], str]
    ) -> Retest:
        order = random.Random(seed).sample(letters, len(letters))
        ballot = Ballot(new_id(), record.comparison.id, "retest", tuple(order), seed, now)
        return cls(ballot, dict(zip(_NUMBERS, order, strict=False)))

    def masked(self, record: Record) -> Record:
        """The record as the person sees it: numbers, and nothing that tells which candidate came late."""
        comparison = record.comparison
        candidates = tuple(
            _masked(comparison.candidate(letter), number) for number, letter in self.numbers.items()
        )
        ballot = replace(self.ballot, kind="arena", order=tuple(self.numbers))
        hidden = replace(comparison, candidates=candidates, blind=True)
        return Record(hidden, (ballot,), (), (), replies=record.replies)

    def unmasked(self, pick: Pick) -> Pick:
        """A pick among numbers as one among letters."""

        def letters(group: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(self.numbers[number] for number in group)

        return replace(
            pick,
            ranking=tuple(letters(group) for group in pick.ranking),
            order=letters(pick.order),
            shown=tuple(replace(shown, letter=self.numbers[shown.letter]) for shown in pick.shown),
            finish_order=letters(pick.finish_order),
        )

    def told(self, comparison: Comparison) -> str:
        """Which number was what, to be said once the pick is made: `1 was A, 2 was D, the revision`.

        Of an old comparison it says which was picked then.
        """
        told = ", ".join(
            f"{number} was {letter}{_what(comparison.candidate(letter))}"
            for number, letter in self.numbers.items()
        )
        then = next((number for number, letter in self.numbers.items() if letter == self.before), None)
        return f"{told}; then you picked {then}" if then else told


def _masked(candidate: Candidate, number: str) -> Candidate:
    """Nothing of what it is, only the text and whether that is whole."""
    plain = replace(candidate, letter=number, kind="answer", inputs=(), brief=None)
    return replace(plain, reasoning="", seconds=None, cost_usd=None)


def _what(candidate: Candidate) -> str:
    return f", the {candidate.kind}" if candidate.inputs else ""
