"""How much there is: picks a week, what was picked and why, and how much answers have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from itertools import combinations
from operator import itemgetter
from statistics import median

from fusion_tui.core.models import Outcome, Record
from fusion_tui.core.taste.arms import Arm, Grouping, arm_of
from fusion_tui.core.taste.measured import no_style
from fusion_tui.core.taste.numbers.intervals import Share
from fusion_tui.core.taste.observations import WHY, Reason, observe, wins
from fusion_tui.core.taste.questions import words

RUN = 3
"""Words in a row that make one phrase of an overlap."""


@dataclass(frozen=True, slots=True)
class Week:
    """The picks of one week."""

    monday: date
    n: int

    @property
    def label(self) -> str:
        """The ISO week: `2026-W48`."""
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02d}"

    @property
    def meaning(self) -> str:
        """In one sentence."""
        return f"You picked in {words.counted(self.n, 'comparison')} in the week from {self.monday}."


def picks_a_week(records: Iterable[Record], zone: tzinfo | None = None) -> tuple[Week, ...]:
    """Standing picks of all kinds but the demo's, from the first week to the last, empty weeks included.

    A day begins where `zone` says, or where each pick was stored.
    """
    counts: Counter[date] = Counter()
    for record in records:
        pick = None if record.comparison.demo else record.pick
        if pick:
            day = (pick.created_at.astimezone(zone) if zone else pick.created_at).date()
            counts[day - timedelta(days=day.weekday())] += 1
    if not counts:
        return ()
    weeks = (max(counts) - min(counts)).days // 7
    mondays = [min(counts) + timedelta(weeks=i) for i in range(weeks + 1)]
    return tuple(Week(monday, counts[monday]) for monday in mondays)


@dataclass(frozen=True, slots=True)
class Counts:
    """What can be said before there is enough for ratings: nothing but counts."""

    n: int
    """Blind picks in the arena that count."""
    wins: Mapping[Arm, Share]
    """By arm; a shared win is part of one."""
    outcomes: Mapping[Outcome, int]
    tags: Mapping[str, int]
    """The most used first."""
    left_out: Mapping[Reason, int]

    @property
    def early(self) -> str:
        """What stands in place of ratings; empty when there are enough picks."""
        return words.too_early(self.n)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why other picks do not count, one sentence each, the most frequent first."""
        ordered = sorted(self.left_out.items(), key=lambda entry: (-entry[1], entry[0]))
        return tuple(f"{words.counted(n, 'pick')} {WHY[reason]}." for reason, n in ordered)

    @property
    def meaning(self) -> str:
        """In one sentence."""
        out = sum(self.left_out.values())
        left = f", {out} more do not count" if out else ""
        return f"n={self.n}{left}{' · ' + self.early if self.early else ''}."


def counts(records: Sequence[Record], grouping: Grouping = "member") -> Counts:
    """Of blind picks in the arena."""
    seen = observe(records, grouping, style=no_style)
    tags = Counter(tag for o in seen.observations for tag in o.pick.tags)
    outcomes = Counter(o.pick.outcome for o in seen.observations)
    ordered = dict(sorted(tags.items(), key=lambda entry: (-entry[1], entry[0])))
    return Counts(seen.n, wins(seen.observations), dict(outcomes), ordered, seen.left_out)


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much two members' answers to the same question have in common."""

    left: Arm
    right: Arm
    n: int
    """Pairs of answers."""
    median: float
    """Of the phrases of three words in either answer, the part that stands in both; between 0 and 1."""

    @property
    def meaning(self) -> str:
        """In one sentence."""
        return (
            f"Half of the time {self.left.label} and {self.right.label} share at least "
            f"{words.percent(self.median)} of their three-word phrases (n={self.n})."
        )


def overlaps(records: Iterable[Record], grouping: Grouping = "member") -> tuple[Overlap, ...]:
    """For every two arms that answered the same question, the most alike first; demos are left out."""
    found: dict[tuple[Arm, Arm], list[float]] = {}
    for record in records:
        answers = [c for c in record.comparison.candidates if c.kind == "answer" and c.pickable]
        if record.comparison.demo or len(answers) < 2:
            continue
        phrased = [(arm_of(c, grouping), phrases(c.text)) for c in answers]
        for (left, one), (right, other) in combinations(sorted(phrased, key=itemgetter(0)), 2):
            found.setdefault((left, right), []).append(overlap(one, other))
    rows = [Overlap(*arms, len(values), median(values)) for arms, values in found.items()]
    return tuple(sorted(rows, key=lambda row: (-row.median, row.left, row.right)))


def phrases(text: str) -> frozenset[tuple[str, ...]]:
    """Every three words in a row, without case and punctuation around them; all words of a shorter text."""
    plain = [word for part in text.casefold().split() if (word := part.strip(_PUNCTUATION))]
    runs = range(max(1, len(plain) - RUN + 1))
    return frozenset(tuple(plain[i : i + RUN]) for i in runs)


_PUNCTUATION = "*_`#>|.,;:!?()[]{}\"'“”‘’-–—"


def overlap(left: frozenset[tuple[str, ...]], right: frozenset[tuple[str, ...]]) -> float:
    """The part of all phrases that stands in both (Jaccard)."""
    either = left | right
    return len(left & right) / len(either) if either else 0.0
