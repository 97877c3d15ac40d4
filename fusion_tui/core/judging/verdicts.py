"""Verdicts read from a record: what each judge gave in each step, and how its two orders agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Literal, cast, get_args

from fusion_tui.core.issues.locating import Finder, Place
from fusion_tui.core.judging.about import Asked
from fusion_tui.core.judging.reading import (
    Answered,
    Cite,
    Compared,
    Order,
    PassFail,
    Points,
    Rank,
    compared_in,
    order_in,
    points_in,
)
from fusion_tui.core.judging.recipes import Recipe
from fusion_tui.core.models import Candidate, Document, Pick, Record, Reply
from fusion_tui.core.replies import REPAIR

VerdictKind = Literal["compare", "rank", "points"]


@dataclass(frozen=True)
class Ranking:
    """One judge's ranking, from the order in which the texts first stood and from the reverse."""

    first: Order | None
    """`None`: it failed, or could not be read."""
    reverse: Order | None

    @property
    def orders(self) -> tuple[Order, ...]:
        """Those that could be read."""
        return tuple(order for order in (self.first, self.reverse) if order)

    @cached_property
    def agreement(self) -> float | None:
        """The share of pairs that stand alike in both orders; `None` where only one could be read.

        A pair on one place agrees only with a pair on one place.
        """
        if self.first is None or self.reverse is None:
            return None
        pairs = list(combinations(self.letters, 2))
        alike = sum(_sign(self.first, *pair) == _sign(self.reverse, *pair) for pair in pairs)
        return alike / len(pairs)

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """All that were ranked, the best first; those with one mean place in letter order."""
        known = sorted(letter for rank in self.orders[0].places for letter in rank.letters)
        return tuple(sorted(known, key=self.place))

    def place(self, letter: str) -> float:
        """The mean of its places in both orders, counted from 1."""
        return sum(order.place(letter) for order in self.orders) / len(self.orders)

    @property
    def places(self) -> tuple[Rank, ...]:
        """Both orders in one, with the reasons of the first that could be read."""
        found: dict[float, list[str]] = {}
        for letter in self.letters:
            found.setdefault(self.place(letter), []).append(letter)
        return tuple(
            Rank(tuple(letters), "; ".join(dict.fromkeys(self.reason(one) for one in letters)))
            for _, letters in sorted(found.items())
        )

    def reason(self, letter: str) -> str:
        """Why it stands where it does."""
        return self.orders[0].reason(letter)

    @property
    def answers(self) -> tuple[Answered, ...]:
        """What it says by criterion and axis, as far as both orders do not contradict each other."""
        found: dict[tuple[int, str], list[Answered]] = {}
        for answer in (one for order in self.orders for one in order.answers):
            found.setdefault((answer.question, answer.letter), []).append(answer)
        # Sentences of an axis always differ in their words; the first one stands.
        verdicts = get_args(PassFail)
        agreed = [
            said[0]
            for _, said in sorted(found.items())
            if said[0].answer not in verdicts or len({one.answer for one in said}) == 1
        ]
        return tuple(agreed)

    @property
    def winner(self) -> str | None:
        """What stands alone on top in both orders; `None` is "no clear winner", which is a result."""
        if self.first is None or self.reverse is None or self.first.best != self.reverse.best:
            return None
        return self.first.best


def _sign(order: Order, one: str, other: str) -> int:
    before, after = order.place(one), order.place(other)
    return (before > after) - (before < after)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one judge gave in one step; without any of the three it could not be read."""

    kind: VerdictKind
    asked: Asked
    """Of the first call."""
    replies: tuple[Reply, ...]
    """As they came, one for each order."""
    compared: Compared | None = None
    ranking: Ranking | None = None
    points: Points | None = None

    @property
    def unreadable(self) -> bool:
        """Whether only the raw text can be shown."""
        return self.compared is None and self.ranking is None and self.points is None

    @property
    def letters(self) -> tuple[str, ...]:
        """What was judged, in letter order."""
        return tuple(sorted(self.asked.letters))

    @property
    def recipe(self) -> Recipe:
        """What a text written by its points goes by."""
        name = self.asked.recipe
        return Recipe("" if name == Recipe(text="edited").called else name, self.asked.told)

    @property
    def answers(self) -> tuple[Answered, ...]:
        """What it says of each text by criterion and axis."""
        found = self.compared or self.ranking
        return found.answers if found else ()


def verdicts_of(record: Record) -> tuple[Verdict, ...]:
    """Every verdict, oldest first, those of one step together, without replies asked for again."""
    found: dict[tuple[str, str, str], list[tuple[Asked, Reply]]] = {}
    for asked, reply in _given(record):
        found.setdefault((asked.step, reply.kind, asked.judge), []).append((asked, reply))
    steps = list(dict.fromkeys(step for step, _, _ in found))
    ordered = sorted(found, key=lambda key: (steps.index(key[0]), key[2]))
    return tuple(_verdict(cast("VerdictKind", key[1]), found[key]) for key in ordered)


def rankings_of(record: Record) -> tuple[tuple[Asked, Reply], ...]:
    """What was asked and what came, for each ranking in each presentation order, oldest first."""
    return tuple((asked, reply) for asked, reply in _given(record) if reply.kind == "rank")


def _given(record: Record) -> Iterator[tuple[Asked, Reply]]:
    """Judges' replies, oldest first; one that was asked for again is left out."""
    again = {first for reply in record.replies if isinstance(first := reply.about.get(REPAIR), str)}
    for reply in sorted(record.replies, key=lambda reply: (reply.at, reply.id)):
        asked = Asked.of_json(reply.about) if reply.kind in ("compare", "rank", "points") else None
        if asked and reply.id not in again and set(asked.letters) <= set(record.comparison.letters):
            yield asked, reply


def _verdict(kind: VerdictKind, given: Sequence[tuple[Asked, Reply]]) -> Verdict:
    replies = tuple(reply for _, reply in given)
    asked, reply = given[0]
    if kind == "compare":
        return Verdict(kind, asked, replies, compared=compared_in(reply.text, asked))
    if kind == "points":
        return Verdict(kind, asked, replies, points=points_in(reply.text, asked))
    orders = {one.turn: order_in(each.text, one) for one, each in given}
    ranking = Ranking(orders.get("first"), orders.get("reversed"))
    return Verdict(kind, asked, replies, ranking=ranking if ranking.orders else None)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one text stands with several judges."""

    letter: str
    points: float
    """Borda: for each judge how many texts stand below it, half for each on its place."""
    places: tuple[tuple[str, float], ...]
    """Judge to place, in the order of the judges."""

    @property
    def spread(self) -> float:
        """From its best place to its worst."""
        places = [place for _, place in self.places]
        return max(places) - min(places)


def board(verdicts: Sequence[Verdict]) -> tuple[Standing, ...]:
    """The rankings of one step's judges together, the most points first, then by letter."""
    ranked = [(verdict.asked.judge, verdict.ranking) for verdict in verdicts if verdict.ranking]
    letters = sorted({letter for _, ranking in ranked for letter in ranking.letters})
    found = [
        Standing(
            letter,
            sum(len(ranking.letters) - ranking.place(letter) for _, ranking in ranked),
            tuple((judge, ranking.place(letter)) for judge, ranking in ranked),
        )
        for letter in letters
    ]
    return tuple(sorted(found, key=lambda standing: (-standing.points, standing.letter)))


def passage_of(candidate: Candidate, cite: Cite) -> Place | None:
    """Where a cited passage stands in the candidate's text, `None` where it does not."""
    if not cite.quote.strip():
        return None
    return Finder((Document(candidate.letter, candidate.text, "", len(candidate.text)),)).find(cite.quote)


def same_step(verdicts: Sequence[Verdict], verdict: Verdict) -> tuple[Verdict, ...]:
    """All judges of its step."""
    return tuple(one for one in verdicts if one.asked.step == verdict.asked.step and one.kind == verdict.kind)


def agrees(ranking: Ranking, pick: Pick | None) -> bool | None:
    """Whether the judge has the pick alone on top, too.

    `None` where either names none, or what was picked was not before the judge.
    """
    best = pick.best if pick else None
    if best not in ranking.letters or ranking.winner is None:
        return None
    return best == ranking.winner


def verdict_seen(record: Record) -> bool:
    """Whether whoever picks now may have read what a judge thinks of the texts."""
    return any(reply.kind in ("compare", "rank", "points") for reply in record.replies)
