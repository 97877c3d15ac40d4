"""Which arm do I prefer, and for which tag?"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fusion_tui.core.models import Candidate, Record
from fusion_tui.core.taste.arms import Arm, Grouping
from fusion_tui.core.taste.availability import Availability, asked_calls, availability
from fusion_tui.core.taste.measured import counted_style, no_style
from fusion_tui.core.taste.numbers.design import Terms
from fusion_tui.core.taste.numbers.evidence import Evidence, evidence, strata_of
from fusion_tui.core.taste.numbers.intervals import Number, Share
from fusion_tui.core.taste.numbers.logit import Fit, both_fits
from fusion_tui.core.taste.numbers.ratings import Rating, Ratings, good_enough
from fusion_tui.core.taste.observations import Observation, Observed, Reason, observe, once, wins
from fusion_tui.core.taste.questions import words
from fusion_tui.core.taste.questions.costs import Cost, costs
from fusion_tui.core.taste.scope import has_tag
from fusion_tui.core.taste.style import Style

ENOUGH_OF_ONE = 20
"""Ballots on which an arm must have stood before it is ranked among the others.

Simulated among 130 picks, a 95% interval is 3.4 logits wide after 3 ballots, 1.6 after 20.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One arm on the board."""

    arm: Arm
    wins: Share
    """Of the ballots it stood on, those it won; one of t that tie has won one t-th."""
    as_shown: Rating | None
    """`None` while it is too early, for the board or for this arm."""
    equal_length: Rating | None
    """The same if all candidates had been equally long and equally formatted."""
    good_enough: Number | None
    """How often its answer alone would be taken rather than none, as far as that was offered."""
    knowing: Share
    """The same as `wins` for picks made knowing names; never mixed in."""
    availability: Availability | None
    cost: Cost | None

    @property
    def n(self) -> int:
        """Ballots it stood on."""
        return self.wins.n

    @property
    def meaning(self) -> str:
        """In one sentence."""
        name, rating = self.arm.label, self.as_shown
        if rating is None:
            return f"{name} stood on {words.counted(self.n, 'ballot')}: {self.early or 'too early'}."
        low, high = (100 * x for x in (rating.share.low, rating.share.high))
        picked = f"{words.percent(rating.share.value)} of the time ({low:.0f}–{high:.0f})"
        return f"Of two answers, {name}'s and your average arm's, you would pick {name}'s {picked}."

    @property
    def early(self) -> str:
        """What stands in place of a rating; empty when the arm itself has stood on enough ballots."""
        return words.too_early(self.n, ENOUGH_OF_ONE)


@dataclass(frozen=True, slots=True)
class Lead:
    """The arm on top against the one below it."""

    first: Arm
    second: Arm
    picks: Share
    """Of the picks on ballots with both that went to either, those that went to the first."""
    chance: float
    """The share that luck would give: one half, unless one of them holds more seats."""
    evidence: Evidence

    @property
    def n(self) -> int:
        """The picks between the two."""
        return self.picks.n

    @property
    def concluded(self) -> bool:
        """Whether a badge may say that the first is preferred."""
        return self.evidence.concluded and self.picks.count > self.chance * self.n

    @property
    def meaning(self) -> str:
        """In one sentence."""
        return self.told(lambda arm: arm.label)

    def told(self, name: Callable[[Arm], str]) -> str:
        """The same with names of your own for arms."""
        first, second = name(self.first), name(self.second)
        if not self.n:
            return f"{first} and {second} were never picked one over the other."
        ahead = f"{first} over {second}: {words.share(self.picks)} of {self.n} picks"
        if self.evidence.concluded and not self.concluded:
            return f"{ahead}; not concluded, their direct meetings say the opposite."
        return f"{ahead}; {words.verdict(self.evidence)}."


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """All arms, best first; those for which it is too early stand last."""

    grouping: Grouping
    tag: str | None
    n: int
    """Picks behind it."""
    rows: tuple[Row, ...]
    lead: Lead | None
    """`None` until two arms are ranked."""
    advised: int
    """Picks among them that were made after reading a critique or a verdict."""
    cut: int
    """Picks among them with a candidate that was incomplete or had not read everything."""
    left_out: Mapping[Reason, int]
    """Picks that are not among them, by reason; of all tags."""
    fitted: Fit | None = None
    """The fit as shown; `None` while it is too early."""

    @property
    def early(self) -> str:
        """What stands in place of the ratings; empty when there are enough picks."""
        return words.too_early(self.n)

    @property
    def meaning(self) -> str:
        """In one sentence."""
        picks = words.counted(self.n, "blind pick")
        if self.early:
            return f"{picks}: {self.early} before any arm can be ranked."
        if len(self.rows) == 1:
            return f"{picks}, all among answers of one {self.grouping}: there is nothing to compare."
        return (
            self.lead.meaning
            if self.lead
            else f"{picks}, but no two arms stood on enough ballots to compare."
        )


def leaderboard(
    records: Sequence[Record],
    rng: random.Random,
    *,
    grouping: Grouping = "member",
    tag: str | None = None,
    style: Callable[[Candidate], Style] = counted_style,
) -> Leaderboard:
    """The board over blind picks in the arena; by process over retest ballots, the only fair ones for that.

    With a tag its ratings are those of the picks that have it, shrunk towards the rating over all picks.
    """
    everything = observed(records, grouping, style=style)
    seen = _tagged(everything, tag)
    tags = () if tag is None else (tag,)
    fits = both_fits(everything.choices, Terms(tags=tags)) if len(seen) >= words.ENOUGH else None
    # One arm alone is its own average.
    rated = _rated(*fits, tag, rng) if fits and len(fits[0].arms) > 1 else {}
    named = [record for record in records if any(not pick.blind for pick in record.picks)]
    knowing = _tagged(observed(named, grouping, knowing=True, style=no_style), tag)
    held = records if tag is None else [record for record in records if has_tag(record, tag)]
    asked = asked_calls(held, grouping)
    rows = _rows(seen, knowing, rated, availability(asked), costs(asked, seen))
    return Leaderboard(
        grouping,
        tag,
        len(seen),
        rows,
        _lead(seen, [row.arm for row in rows if row.as_shown], rng),
        sum(o.advised for o in seen),
        sum(o.cut for o in seen),
        everything.left_out,
        fits[0] if fits else None,
    )


def observed(
    records: Sequence[Record],
    grouping: Grouping,
    *,
    knowing: bool = False,
    style: Callable[[Candidate], Style] = counted_style,
) -> Observed:
    """The picks that a board by this grouping stands on."""
    if grouping != "process":
        return observe(records, grouping, knowing=knowing, style=style)
    return once(observe(records, grouping, source="retest", knowing=knowing, style=style))


def _tagged(seen: Observed, tag: str | None) -> tuple[Observation, ...]:
    return tuple(o for o in seen.observations if tag is None or tag in o.pick.tags)


@dataclass(frozen=True, slots=True)
class _Rated:
    """What the fits say of one arm."""

    as_shown: Rating | None = None
    equal_length: Rating | None = None
    good_enough: Number | None = None


def _rated(as_shown: Fit, equal: Fit, tag: str | None, rng: random.Random) -> dict[Arm, _Rated]:
    shown = Ratings.of(as_shown, tag).table(rng)
    same = {rating.arm: rating for rating in Ratings.of(equal, tag).table(rng)}
    return {r.arm: _Rated(r, same[r.arm], good_enough(as_shown, r.arm, tag)) for r in shown}


def _rows(
    seen: Sequence[Observation],
    knowing: Sequence[Observation],
    rated: Mapping[Arm, _Rated],
    answers: Sequence[Availability],
    paid: Sequence[Cost],
) -> tuple[Row, ...]:
    """Every arm that was shown or at least asked."""
    won, named = wins(seen), wins(knowing)
    available, cost = {a.arm: a for a in answers}, {c.arm: c for c in paid}
    rows = []
    for arm in sorted({*won, *available}):
        share = won.get(arm, Share(0, 0))
        found = rated.get(arm, _Rated()) if share.n >= ENOUGH_OF_ONE else _Rated()
        ratings = found.as_shown, found.equal_length, found.good_enough
        beside = named.get(arm, Share(0, 0)), available.get(arm), cost.get(arm)
        rows.append(Row(arm, share, *ratings, *beside))
    return tuple(sorted(rows, key=_place))


def _place(row: Row) -> tuple[bool, float]:
    """Rated arms by rating, the others by how often they stood there."""
    return row.as_shown is None, -row.as_shown.effect.value if row.as_shown else -row.n


def _lead(seen: Sequence[Observation], ranked: Sequence[Arm], rng: random.Random) -> Lead | None:
    """The first two that are ranked; they were chosen after looking at every pair, and that is paid for."""
    if len(ranked) < 2:
        return None
    first, second = ranked[:2]
    decisions: list[tuple[bool, float]] = []
    for observation in seen:
        index, arms = observation.choice.winner, observation.arms
        if index is None or first not in arms or second not in arms:
            continue
        if (arm := arms[index]) in (first, second):
            chance = arms.count(first) / (arms.count(first) + arms.count(second))
            decisions.append((arm == first, chance))
    found = strata_of(decisions)
    picks = Share(sum(s.wins for s in found), sum(s.n for s in found))
    chance = sum(s.n * s.chance for s in found) / picks.n if picks.n else 0.5
    pairs = len(ranked) * (len(ranked) - 1) // 2
    return Lead(first, second, picks, chance, evidence(found, rng, looked_at=pairs))
