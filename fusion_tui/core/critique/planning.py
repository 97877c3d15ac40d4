"""Who reviews whom, and what that takes, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fusion_tui.core.blind import names_author
from fusion_tui.core.budget import Estimate, Sent, estimate_calls
from fusion_tui.core.critique.about import CritiqueAsked, Depth, Stance
from fusion_tui.core.critique.seats import newest_versions, original_of, round_of, seats_of
from fusion_tui.core.events import Consultation
from fusion_tui.core.labels import draw_labels, draw_nonce
from fusion_tui.core.models import Candidate, Comparison, Member, Price, Record
from fusion_tui.core.prompts import critique as prompt
from fusion_tui.core.prompts.shapes import ISSUES

REPLY_TOKENS: Mapping[Depth, int] = {"issues": 900, "note": 200, "cross-look": 2200}
"""Assumed for one reply; a member's own limit counts where it is smaller."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asks for."""

    targets: tuple[str, ...]
    """Letters; `default_targets` and `every_target` name the usual ones."""
    reviewers: tuple[Member, ...] = ()
    """Empty: the members. Others may be from outside."""
    stance: Stance = "neutral"
    depth: Depth = "issues"


@dataclass(frozen=True, slots=True)
class Pair:
    """One reviewer looks at one candidate; in a cross-look, an author at its own beside the others."""

    seat: str
    """The letter of the reviewer's own answer; `r1`, `r2` … for one from outside."""
    reviewer: Member
    target: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A step that can be made: one call for each pair."""

    wish: Wish
    pairs: tuple[Pair, ...]
    """By target, then by reviewer, in letter order; empty when nothing can be asked."""
    left_out: tuple[str, ...]
    """Who or what takes no part, and why: sentences that name letters only."""
    whole: bool
    """Whether every answer is a target; statistics keep other steps apart."""
    notes: tuple[str, ...] = ()
    """What else the person should know before it is sent."""


def default_targets(record: Record, focused: str | None = None) -> tuple[str, ...]:
    """What the person picked, all of it where it ties on top; else what is focused; else nothing."""
    if record.pick and record.pick.ranking:
        return record.pick.ranking[0]
    return (focused,) if focused else ()


def every_target(comparison: Comparison) -> tuple[str, ...]:
    """The newest version of every answer and draft that has ended with a text."""
    return tuple(candidate.letter for candidate in newest_versions(comparison))


def plan(record: Record, wish: Wish) -> Plan:
    """The pairs of a step: never a reviewer and its own candidate; who cannot take part is named."""
    comparison = record.comparison
    left_out: list[str] = []
    targets = _targets(comparison, wish, left_out)
    if wish.depth == "cross-look":
        pairs = _own_looks(comparison, targets, left_out)
    else:
        pairs = _reviews(_reviewers(record, wish, left_out), targets)
        left_out += _idle(record, wish, pairs) if targets else []
    met = {original_of(comparison, pair.target) for pair in pairs}
    every = {original_of(comparison, letter) for letter in every_target(comparison)}
    return Plan(wish, tuple(pairs), tuple(left_out), bool(every) and every <= met, _named(comparison, pairs))


def _named(comparison: Comparison, pairs: Sequence[Pair]) -> tuple[str, ...]:
    """Texts that say whose they are: a label hides nothing of that."""
    members = [candidate.member for candidate in comparison.candidates if candidate.member]
    names = [name for member in members for name in (member.model, member.name)]
    told = [
        letter
        for letter in dict.fromkeys(pair.target for pair in pairs)
        if names_author(comparison.candidate(letter).text, names)
    ]
    return tuple(f"{letter} names its author, and its reviewers will read that." for letter in told)


def _targets(comparison: Comparison, wish: Wish, left_out: list[str]) -> list[Candidate]:
    found = []
    for candidate in comparison.candidates:
        if candidate.letter not in wish.targets:
            continue
        if candidate.live:
            left_out.append(f"{candidate.letter} is still writing and is not reviewed.")
        elif not candidate.pickable:
            left_out.append(f"{candidate.letter} has no text and is not reviewed.")
        else:
            found.append(candidate)
    return found


def _reviewers(record: Record, wish: Wish, left_out: list[str]) -> list[tuple[str, Member]]:
    """The ones that were named, else the members that answered."""
    if wish.reviewers:
        return sorted(seats_of(record, wish.reviewers), key=_seat_order)
    answered = []
    for candidate in record.comparison.candidates:
        if candidate.kind != "answer" or candidate.member is None:
            continue
        if candidate.status == "failed":
            left_out.append(f"{candidate.letter} failed and reviews nothing.")
        else:
            answered.append(candidate.member)
    return list(seats_of(record, answered))


def _reviews(reviewers: Sequence[tuple[str, Member]], targets: Sequence[Candidate]) -> list[Pair]:
    return [
        Pair(seat, member, target.letter)
        for target in targets
        for seat, member in reviewers
        if target.member != member
    ]


def _idle(record: Record, wish: Wish, pairs: Sequence[Pair]) -> list[str]:
    """Reviewers that were named and have nothing but their own text before them."""
    busy = {pair.seat for pair in pairs}
    seats = [seat for seat, _ in seats_of(record, wish.reviewers)]
    return [f"{seat} reviews nothing: nobody reviews its own text." for seat in seats if seat not in busy]


def _own_looks(comparison: Comparison, targets: Sequence[Candidate], left_out: list[str]) -> list[Pair]:
    """Each author of a target, where there is another answer to look at."""
    pairs = []
    for target in targets:
        if target.member is None:
            left_out.append(f"{target.letter} was not written by a model and looks at nothing.")
        elif not others_of(comparison, target.letter):
            left_out.append(f"{target.letter} has no other answer to look at.")
        else:
            pairs.append(Pair(original_of(comparison, target.letter), target.member, target.letter))
    return pairs


def others_of(comparison: Comparison, letter: str) -> tuple[Candidate, ...]:
    """The newest versions of all other answers."""
    own = original_of(comparison, letter)
    return tuple(c for c in newest_versions(comparison) if original_of(comparison, c.letter) != own)


def _seat_order(seated: tuple[str, Member]) -> tuple[bool, int, str]:
    seat = seated[0]
    return seat.startswith("r"), len(seat), seat


def consultations(made: Plan, comparison: Comparison, seed: int) -> tuple[Consultation, ...]:
    """The calls of a step; all begin alike and differ from the reviewed text on. None for a cross-look."""
    if made.wish.depth == "cross-look":
        return ()
    return tuple(_asked(made, comparison, pair, seed + place) for place, pair in enumerate(made.pairs))


def _asked(made: Plan, comparison: Comparison, pair: Pair, seed: int) -> Consultation:
    wish, text = made.wish, comparison.candidate(pair.target).text
    ((label, _),) = draw_labels([pair.target], seed)
    nonce = draw_nonce(texts_of(comparison), seed)
    about = CritiqueAsked(
        target=pair.target,
        reviewer=pair.seat,
        stance=wish.stance,
        depth=wish.depth,
        round=round_of(comparison, pair.target),
        whole=made.whole,
        label=label,
        nonce=nonce,
        version=prompt.VERSION,
    )
    system = prompt.note_of(wish.stance) if wish.depth == "note" else prompt.issues_of(wish.stance)
    messages = prompt.critique(
        comparison, system, label=label, text=text, nonce=nonce, persona=pair.reviewer.persona
    )
    identity = f"critique {pair.seat} {pair.target} {nonce[:8]}"
    schema = None if wish.depth == "note" else ISSUES
    return Consultation(identity, "critique", "reviewer", pair.reviewer, messages, about.to_json(), schema)


def texts_of(comparison: Comparison) -> list[str]:
    """Every text that can stand in a call of a round; a nonce occurs in none of them."""
    documents = [d.text for d in comparison.documents]
    turns = [t for turn in comparison.context for t in (turn.prompt, turn.answer)]
    return [comparison.prompt, *documents, *turns, *(c.text for c in comparison.candidates)]


def hidden_among(record: Record) -> tuple[Member, ...]:
    """What `among` of an estimate has to be: while names are hidden, the members that answered."""
    if record.revealed:
        return ()
    members = [c.member for c in record.comparison.candidates if c.kind == "answer" and c.member]
    return tuple(members)


def estimate(
    asked: Iterable[Consultation],
    depth: Depth,
    prices: Mapping[str, Price],
    among: Sequence[Member] = (),
) -> Estimate:
    """What the calls of a step come to, as far as that can be known before; `among`: `hidden_among`."""
    sent = [Sent(a.member, a.messages, REPLY_TOKENS[depth]) for a in asked]
    return estimate_calls(sent, prices, among)
