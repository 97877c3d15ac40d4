"""People made by hand: records with picks as they would be stored, and choices drawn from a known taste."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations
from math import exp

from fusion_tui.core.blind import letter
from fusion_tui.core.models import Ballot, Call, Candidate, CandidateKind, Comparison, Member, Record, Reveal
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.numbers.choices import ChoiceSet, Option
from fusion_tui.core.taste.style import Style
from tests.helpers.fakes import NOW


def member(model: str, **changes: object) -> Member:
    """A seat at the provider `fake`."""
    return replace(Member("fake", model, f"name of {model}"), **changes)  # type: ignore[arg-type]


def arm(model: str) -> Arm:
    """The arm of `member(model)` when arms are seats."""
    return Arm(model, "fake")


def asked(
    *models: str | Member,
    number: int = 0,
    texts: Mapping[str, str] | None = None,
    failed: Sequence[str] = (),
    cost: float | None = 0.01,
) -> Record:
    """An answered comparison without a pick; letters in the order given. `failed` are models.

    Each answer is "answer of …" unless `texts` has another one for its model.
    """
    members = [member(m) if isinstance(m, str) else m for m in models]
    candidates = tuple(
        _answer(letter(i), m, "" if m.model in failed else (texts or {}).get(m.model, f"answer of {m.model}"))
        for i, m in enumerate(members)
    )
    id = f"{number:032x}"
    at = NOW + timedelta(hours=number)
    comparison = Comparison(id, at, "Which?", (), "panel", candidates, seed=number, thread_id=id)
    order = comparison.letters
    ballot = Ballot(f"{id} arena", id, "arena", order, number, at)
    calls = tuple(_call(candidate, comparison, cost) for candidate in candidates)
    return Record(comparison, (ballot,), calls, ())


def _answer(name: str, writer: Member, text: str) -> Candidate:
    status = "complete" if text else "failed"
    return Candidate(name, "answer", writer, writer.name, text, status=status)  # type: ignore[arg-type]


def _call(candidate: Candidate, comparison: Comparison, cost: float | None) -> Call:
    assert candidate.member
    return Call(
        id=f"{comparison.id} {candidate.letter}",
        role="member",
        letter=candidate.letter,
        member=candidate.name,
        provider=candidate.member.provider,
        model_requested=candidate.member.model,
        started_at=comparison.created_at,
        status=candidate.status,
        cost_usd=cost if candidate.text else None,
    )


def later(record: Record, kind: CandidateKind, writer: str = "", text: str = "later") -> Record:
    """The same with one candidate more, under the next letter; a synthesis is made from all answers."""
    name = letter(len(record.comparison.candidates))
    who = member(writer) if writer else None
    answers = [c.letter for c in record.comparison.candidates if c.kind == "answer" and c.pickable]
    inputs = tuple(answers) if kind == "synthesis" else ()
    new = Candidate(name, kind, who, who.name if who else "", text, status="complete", inputs=inputs)
    candidates = (*record.comparison.candidates, new)
    return replace(record, comparison=replace(record.comparison, candidates=candidates))


def retested(record: Record, order: str) -> Record:
    """The same with one ballot more: these letters in this order."""
    comparison, number = record.comparison, len(record.ballots)
    ballot = Ballot(
        f"{comparison.id} {number}", comparison.id, "retest", tuple(order), number, comparison.created_at
    )
    return replace(record, ballots=(*record.ballots, ballot))


def picked(
    record: Record,
    decision: str,
    *,
    tags: Sequence[str] = (),
    finished: str | None = None,
    **changes: object,
) -> Record:
    """The same with one pick more on its newest ballot; `changes` are fields of the row.

    A decision reads as people see it: `B`, `B>A=C`, `none`, `skip`.
    """
    number = len(record.picks)
    if decision in ("none", "skip"):
        choice = Choice(decision, (), tuple(tags))  # type: ignore[arg-type]
    else:
        choice = Choice.of([group.split("=") for group in decision.split(">")], tags)
    comparison, ballot = record.comparison, record.ballots[-1]
    pick = make_pick(
        choice,
        comparison,
        ballot,
        revealed=False,
        around=Circumstances(tuple(finished if finished is not None else ballot.order), 5.0),
        now=comparison.created_at + timedelta(minutes=1 + number),
        new_id=lambda: f"{comparison.id} pick {number}",
    )
    return replace(record, picks=(*record.picks, replace(pick, **changes)))  # type: ignore[arg-type]


def revealed(record: Record) -> Record:
    """The same with its names known."""
    at = record.comparison.created_at + timedelta(minutes=30)
    return replace(record, reveals=(Reveal(record.comparison.id, at, "b"),))


def undone(record: Record) -> Record:
    """The same with the newest pick taken back."""
    pick = record.picks[-1]
    row = replace(
        pick, id=f"{pick.id} undone", undoes=pick.id, created_at=pick.created_at + timedelta(seconds=1)
    )
    return replace(record, picks=(*record.picks, row))


@dataclass(frozen=True)
class Taste:
    """A person whose taste is known: what every candidate, tie and refusal is worth to them, in logits."""

    arms: tuple[float, ...]
    """Of the arms `m0`, `m1` …"""
    first: float = 0.0
    words: float = 0.0
    """What a doubling of words adds."""
    tie: float | None = None
    """Of a tie of two; one more candidate makes it 0.7 less. `None`: the screen offers no ties."""
    none: float | None = None
    """`None`: the screen does not offer it."""
    tags: Mapping[str, tuple[float, ...]] | None = None
    """What each tag adds to each arm."""

    def choose(self, rng: random.Random, seats: int) -> ChoiceSet:
        """What this person decides on a ballot with arms and lengths drawn at random."""
        return self.decide(rng.sample(range(len(self.arms)), seats), rng)

    def decide(self, who: Sequence[int], rng: random.Random) -> ChoiceSet:
        """What this person decides between these arms, their lengths drawn at random."""
        seats = len(who)
        styles = [
            Style(int(exp(rng.gauss(6, 0.5))), rng.randrange(6), rng.randrange(9), rng.randrange(9))
            for _ in who
        ]
        tag = rng.choice(sorted(self.tags)) if self.tags else None
        utilities = [
            self.arms[a]
            + (self.tags[tag][a] if self.tags and tag else 0.0)
            + self.first * (place == 0)
            + self.words * (style.doublings[0] - sum(s.doublings[0] for s in styles) / seats)
            for place, (a, style) in enumerate(zip(who, styles, strict=True))
        ]
        outcomes = self.outcomes(utilities)
        (best,) = rng.choices(list(outcomes), [exp(x) for x in outcomes.values()])
        return ChoiceSet(
            tuple(Option(Arm(f"m{a}"), style) for a, style in zip(who, styles, strict=True)),
            (best,) if best else (),
            ties=self.tie is not None,
            none=self.none is not None,
            tags=(tag,) if tag else (),
        )

    def outcomes(self, utilities: Sequence[float]) -> dict[tuple[int, ...], float]:
        """Everything that may be decided, spelled out, with its log weight."""
        places = range(len(utilities))
        found: dict[tuple[int, ...], float] = {(i,): utilities[i] for i in places}
        if self.tie is not None:
            for size in range(2, len(utilities) + 1):
                for tied in combinations(places, size):
                    found[tied] = self.tie - 0.7 * (size - 2) + sum(utilities[i] for i in tied) / size
        if self.none is not None:
            found[()] = self.none
        return found

    def choices(self, rng: random.Random, count: int, seats: int = 3) -> list[ChoiceSet]:
        """So many decisions."""
        return [self.choose(rng, seats) for _ in range(count)]


def _style(rng: random.Random) -> Style:
    return Style(int(exp(rng.gauss(6, 0.5))), rng.randrange(6), rng.randrange(9), rng.randrange(9))


def history(taste: Taste, rng: random.Random, count: int, seats: int = 3, start: int = 0) -> list[Record]:
    """So many records of a person with this taste, ties and refusals offered as they really are."""
    records = []
    for number in range(start, start + count):
        choice = taste.choose(rng, seats)
        texts = {o.arm.model: "word " * o.style.words for o in choice.options}
        record = asked(*texts, number=number, texts=texts)
        groups = ["=".join(letter(i) for i in group) for group in choice.groups]
        offered = ("best", *(["tie"] if choice.ties else []), *(["none"] if choice.none else []))
        records.append(picked(record, ">".join(groups) or "none", tags=choice.tags, offered=offered))
    return records
