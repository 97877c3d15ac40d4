"""From records to choice sets: which picks count, and why the others do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Self

from fusion_tui.core.models import MAX_SEATS, Candidate, Comparison, Pick, Record, Shown
from fusion_tui.core.retest import MOST
from fusion_tui.core.taste.arms import Arm, Grouping, arm_of
from fusion_tui.core.taste.measured import chars_of, counted_style, no_style
from fusion_tui.core.taste.numbers.choices import ChoiceSet, Option
from fusion_tui.core.taste.numbers.intervals import Share
from fusion_tui.core.taste.style import Style

Source = Literal["arena", "retest"]
Reason = Literal[
    "demo",
    "undone",
    "moved",
    "retest",
    "arena",
    "drafts",
    "skipped",
    "knowing",
    "blind",
    "writing",
    "late",
    "few",
    "many",
    "changed",
    "again",
    "unclear",
]

WHY: Mapping[Reason, str] = {
    "demo": "made in the demo",
    "undone": "taken back",
    "moved": "replaced by a later pick on the same ballot",
    "retest": "made on a retest ballot",
    "arena": "made in the arena",
    "drafts": "made among drafts",
    "skipped": "skipped",
    "knowing": "made knowing names",
    "blind": "made blind",
    "writing": "made while others still wrote",
    "late": "made with a revision, synthesis or merge among the answers",
    "few": "made among fewer than two candidates",
    "many": f"made among more than {MAX_SEATS} candidates, on a retest {MOST}",
    "changed": "made on a text that was replaced afterwards",
    "again": "made again on the same candidates",
    "unclear": "not readable: it names what was not on the ballot",
}
"""What is left out and why, to be read after a number of picks."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One pick that counts, with what statistics ask about it."""

    record: Record
    pick: Pick
    candidates: tuple[Candidate, ...]
    """Those that were shown with a text, in the order they stood."""
    shown: tuple[Shown, ...]
    """The same as the person saw them."""
    letters: tuple[str, ...]
    """Of the candidates."""
    arms: tuple[Arm, ...]
    """Of the candidates."""
    choice: ChoiceSet

    @property
    def comparison(self) -> Comparison:
        """What it was about."""
        return self.record.comparison

    @property
    def winner(self) -> str | None:
        """The letter that was picked alone, if one was."""
        index = self.choice.winner
        return None if index is None else self.letters[index]

    @property
    def advised(self) -> bool:
        """Whether a critique or verdict had been seen."""
        return self.pick.seen_critique or self.pick.seen_verdict

    @property
    def cut(self) -> bool:
        """Whether a candidate is not complete, or its model did not read all of the input."""
        return any(s.status != "complete" or s.cut_input for s in self.shown)


@dataclass(frozen=True, slots=True)
class Observed:
    """The picks that count, and how many do not, by reason."""

    observations: tuple[Observation, ...]
    left_out: Mapping[Reason, int]

    @property
    def choices(self) -> tuple[ChoiceSet, ...]:
        """What the model is fitted to."""
        return tuple(o.choice for o in self.observations)

    @property
    def n(self) -> int:
        """How many picks count."""
        return len(self.observations)


class Remembering(tuple[Record, ...]):
    """Records whose picks are read once for each way of looking, however many questions look that way."""

    seen: dict[_Wanted, Observed]

    def __new__(cls, records: Iterable[Record]) -> Self:
        """These records, nothing of them read."""
        made = super().__new__(cls, records)
        made.seen = {}
        return made


def observe(
    records: Iterable[Record],
    grouping: Grouping = "member",
    *,
    source: Source = "arena",
    knowing: bool = False,
    also: Collection[Reason] = (),
    style: Callable[[Candidate], Style] = counted_style,
) -> Observed:
    """The picks that count: blind ones among answers in the arena, unless something else is asked for.

    `knowing` asks for those made knowing names instead, `also` for picks that a reason would leave out: of
    use are `demo`, `drafts`, `knowing`, `writing` and `changed`.

    Each ballot gives one pick at most: the newest that was not taken back. A pick made after names were
    known does not reach back: the blind one before it counts on, or the arms that names help would lose
    only their blind defeats. Every row that is not an undo either counts or is counted under a reason.
    """
    wanted = _Wanted(grouping, source, knowing, frozenset(also), style)
    if not isinstance(records, Remembering):
        return _observed(records, wanted)
    # Who does not ask how answers look may be given what was read with their looks.
    with_looks = replace(wanted, style=counted_style)
    if style is no_style and with_looks in records.seen:
        return records.seen[with_looks]
    if wanted not in records.seen:
        records.seen[wanted] = _observed(records, wanted)
    return records.seen[wanted]


def _observed(records: Iterable[Record], wanted: _Wanted) -> Observed:
    kept: list[Observation] = []
    left_out: Counter[Reason] = Counter()
    for record in records:
        for found in _of_record(record, wanted):
            if isinstance(found, Observation):
                kept.append(found)
            else:
                left_out[found] += 1
    return Observed(tuple(kept), dict(left_out))


def once(seen: Observed) -> Observed:
    """The first pick among each set of candidates: asking again is no new evidence about the arms."""
    met: set[tuple[str, frozenset[str]]] = set()
    kept = []
    for observation in sorted(seen.observations, key=lambda o: (o.pick.created_at, o.pick.id)):
        candidates = observation.comparison.id, frozenset(observation.letters)
        if candidates not in met:
            kept.append(observation)
        met.add(candidates)
    again = seen.n - len(kept)
    return Observed(tuple(kept), {**seen.left_out, "again": again} if again else seen.left_out)


def wins(observations: Iterable[Observation]) -> dict[Arm, Share]:
    """For each arm the ballots it stood on, and its part of the picks: one of t that tie has one t-th."""
    stood: Counter[Arm] = Counter()
    won: dict[Arm, float] = {}
    for observation in observations:
        stood.update(set(observation.arms))
        best = observation.choice.groups[0] if observation.choice.groups else ()
        for index in best:
            arm = observation.arms[index]
            won[arm] = won.get(arm, 0.0) + 1 / len(best)
    return {arm: Share(won.get(arm, 0.0), n) for arm, n in stood.items()}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which picks are asked for, and how candidates are looked at."""

    grouping: Grouping
    source: Source
    knowing: bool
    also: frozenset[Reason]
    style: Callable[[Candidate], Style]


_NOT_DECIDING: frozenset[Reason] = frozenset({"knowing", "blind", "late"})
"""A pick left out for one of these lets the pick before it stand."""


def _of_record(record: Record, wanted: _Wanted) -> Iterator[Observation | Reason]:
    """For every row that is not an undo, what it says or why it is left out."""
    kinds = {ballot.id: ballot.kind for ballot in record.ballots}
    undone = {pick.undoes for pick in record.picks if pick.undoes}
    decided: set[str] = set()
    for pick in reversed(record.picks):
        if pick.undoes:
            continue
        outside = _outside(record, pick, kinds, wanted)
        if outside or pick.id in undone:
            yield outside or "undone"
        elif pick.ballot_id in decided:
            yield "moved"
        else:
            found = _read(record, pick, wanted)
            if isinstance(found, Observation) or found not in _NOT_DECIDING:
                decided.add(pick.ballot_id)
            yield found


def _outside(record: Record, pick: Pick, kinds: Mapping[str, Source], wanted: _Wanted) -> Reason | None:
    """Why a pick is none of those that were asked for, whatever it says."""
    if record.comparison.demo and "demo" not in wanted.also:
        return "demo"
    source = kinds.get(pick.ballot_id)
    return None if source == wanted.source else source or "unclear"


def _read(record: Record, pick: Pick, wanted: _Wanted) -> Observation | Reason:
    standing = _standing(record.comparison, pick)
    if standing is None:
        return "unclear"
    candidates, shown = standing
    if reason := _unfit(pick, candidates, shown, wanted):
        return reason
    letters = tuple([c.letter for c in candidates])
    ranked = [letter for group in pick.ranking for letter in group]
    if len(set(ranked)) < len(ranked) or not set(ranked) <= set(letters):
        return "unclear"
    if bool(ranked) == (pick.outcome == "none"):
        return "unclear"
    groups = tuple(tuple(letters.index(letter) for letter in group) for group in pick.ranking)
    arms = tuple([arm_of(c, wanted.grouping) for c in candidates])
    choice = ChoiceSet(
        tuple([Option(arm, wanted.style(c)) for arm, c in zip(arms, candidates, strict=True)]),
        groups,
        ties="tie" in pick.offered or any(len(group) > 1 for group in groups[:1]),
        none="none" in pick.offered or not groups,
        tags=pick.tags,
        placed=not pick.duels,
    )
    return Observation(record, pick, candidates, shown, letters, arms, choice)


def _standing(comparison: Comparison, pick: Pick) -> tuple[tuple[Candidate, ...], tuple[Shown, ...]] | None:
    """What stood there with a text, as it is and as it was seen; `None` if a letter is unknown."""
    known = {c.letter: c for c in comparison.candidates}
    seen = {s.letter: s for s in pick.shown}
    if not set(pick.order) <= known.keys() & seen.keys():
        return None
    letters = [x for x in pick.order if seen[x].status != "failed" and seen[x].words]
    return tuple(known[x] for x in letters), tuple(seen[x] for x in letters)


def _unfit(
    pick: Pick, candidates: Sequence[Candidate], shown: Sequence[Shown], wanted: _Wanted
) -> Reason | None:
    """Why a pick cannot be used, the reason that says most first."""
    kinds = {c.kind for c in candidates}
    reasons: tuple[tuple[bool, Reason], ...] = (
        ("draft" in kinds, "drafts"),
        (not pick.blind and not wanted.knowing, "knowing"),
        (pick.blind and wanted.knowing, "blind"),
        (wanted.source == "arena" and not kinds <= {"answer", "draft"}, "late"),
        (pick.outcome == "skip", "skipped"),
        (pick.still_writing > 0, "writing"),
        (len(candidates) < 2, "few"),
        (len(candidates) > (MOST if wanted.source == "retest" else MAX_SEATS), "many"),
        (any(chars_of(c) != s.chars for c, s in zip(candidates, shown, strict=True)), "changed"),
    )
    return next((reason for applies, reason in reasons if applies and reason not in wanted.also), None)
