"""Revisions against accepted issues, and second looks: briefs of later candidates, and what came of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fusion_tui.core import blind
from fusion_tui.core.budget import ANSWER_TOKENS, Estimate, Sent, estimate_calls, estimate_tokens
from fusion_tui.core.critique.disputes import decided_in
from fusion_tui.core.critique.planning import Plan, others_of, texts_of
from fusion_tui.core.critique.raised import Raised, oldest_first
from fusion_tui.core.critique.reading import (
    Disposition,
    SecondLook,
    dispositions_in,
    look_in,
)
from fusion_tui.core.critique.suggesting import Threshold, suggestion
from fusion_tui.core.critique.voting import said, votes_of
from fusion_tui.core.issues import Group, Issue, state_of
from fusion_tui.core.labels import draw_labels, draw_nonce
from fusion_tui.core.messages import Brief
from fusion_tui.core.models import Candidate, Comparison, Member, Price, Record
from fusion_tui.core.prompts.crosslook import cross_look
from fusion_tui.core.prompts.revising import revise
from fusion_tui.core.replies import json_of

_LABEL = 8
"""Digits of an issue's key that a reviser is given as its label: they say nothing of who raised it."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What a revision did about one issue that it was given."""

    issue: Issue
    disposition: Disposition | None
    """`None`: it does not say."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a member made of the other answers, by letter."""

    look: SecondLook
    letters: tuple[str, ...]
    """Of the answers that it adopted or took parts from."""


def accepted_of_target(raised: Raised, target: str, suggested: Threshold | None = None) -> tuple[Group, ...]:
    """The points about a candidate that the person accepted, and not those that were conceded since.

    With a threshold, points that the person has not decided on count as they are suggested.
    """
    decided, cast = decided_in(raised), votes_of(raised.record)

    def counts(group: Group) -> bool:
        state = state_of(group, decided)
        if state == "open" and suggested:
            advice = suggestion(raised, group, cast, suggested)
            return advice is not None and advice.accept
        return state == "accepted"

    return tuple(group for group in raised.groups(target) if counts(group))


def open_accepted(raised: Raised, target: str, suggested: Threshold | None = None) -> tuple[Group, ...]:
    """Of these points those that no revision of the candidate has fixed or rebutted."""
    later = [c for c in raised.record.comparison.candidates if c.inputs[:1] == (target,)]
    answered = {fate.issue.key for c in later for fate in dispositions(raised, c.letter) if fate.disposition}
    return tuple(
        group
        for group in accepted_of_target(raised, target, suggested)
        if not answered & {issue.key for issue in group.issues}
    )


def revisions(
    comparison: Comparison,
    accepted: Mapping[str, Sequence[Group]],
    seed: int,
    by: Member | None = None,
) -> tuple[Candidate, ...]:
    """A waiting candidate for each target with accepted points, to be asked as any other.

    Its author writes it, or `by`; a target that no model wrote needs `by` and is left out without.
    """
    made: list[Candidate] = []
    for target, groups in accepted.items():
        original = comparison.candidate(target)
        member = by or original.member
        if member is None or not groups:
            continue
        brief = _revision(comparison, original, groups, member, seed + len(made))
        made.append(_later(comparison, made, member, (target,), brief))
    return tuple(made)


def _revision(
    comparison: Comparison, original: Candidate, groups: Sequence[Group], member: Member, seed: int
) -> Brief:
    ((label, _),) = draw_labels([original.letter], seed)
    issues = [(group.issues[0].key[:_LABEL], said(group.issues[0])) for group in groups]
    nonce = draw_nonce([*texts_of(comparison), *(text for _, text in issues)], seed)
    return revise(
        comparison, label=label, text=original.text, issues=issues, nonce=nonce, persona=member.persona
    )


def cross_looks(comparison: Comparison, made: Plan, seed: int) -> tuple[Candidate, ...]:
    """A waiting candidate for each pair of a cross-look's plan.

    Its `inputs` are its author's own answer and then the others, in the order in which they are shown.
    """
    found: list[Candidate] = []
    for place, pair in enumerate(made.pairs):
        own = comparison.candidate(pair.target)
        others = [c.letter for c in others_of(comparison, pair.target)]
        drawn = draw_labels([pair.target, *others], seed + place)
        label = next(label for label, letter in drawn if letter == pair.target)
        shown = [(label, letter) for label, letter in drawn if letter != pair.target]
        brief = cross_look(
            comparison,
            own=(label, own.text),
            others=[(label, comparison.candidate(letter).text) for label, letter in shown],
            nonce=draw_nonce(texts_of(comparison), seed + place),
            persona=pair.reviewer.persona,
        )
        inputs = (pair.target, *(letter for _, letter in shown))
        found.append(_later(comparison, found, pair.reviewer, inputs, brief))
    return tuple(found)


def _later(
    comparison: Comparison, made: Sequence[Candidate], member: Member, inputs: tuple[str, ...], brief: Brief
) -> Candidate:
    letter = blind.next_letter([*comparison.letters, *(c.letter for c in made)])
    return Candidate(letter, "revision", member, member.name, inputs=inputs, brief=brief)


def estimate_candidates(
    waiting: Sequence[Candidate], prices: Mapping[str, Price], among: Sequence[Member] = ()
) -> Estimate:
    """What asking for these comes to: each about as long as what it is made from; `among`: `hidden_among`."""
    sent = [
        Sent(c.member, c.brief.messages, max(ANSWER_TOKENS, _longest(c.brief)))
        for c in waiting
        if c.member and c.brief
    ]
    return estimate_calls(sent, prices, among)


def _longest(brief: Brief) -> int:
    return max((estimate_tokens(text) for _, text in _shown(brief)), default=0)


def dispositions(raised: Raised, letter: str) -> tuple[Fate, ...]:
    """Each issue that a revision was given, in that order, with what it says it did."""
    record = raised.record
    candidate = record.comparison.candidate(letter)
    if candidate.brief is None or candidate.kind != "revision" or len(candidate.inputs) != 1:
        return ()
    labels = [label for label, _ in _shown(candidate.brief)[1:]]
    told = {d.issue: d for d in dispositions_in(_below(record, letter), labels) or ()}
    known = {issue.key[:_LABEL]: issue for issue in raised.issues if issue.target == candidate.inputs[0]}
    return tuple(Fate(known[label], told.get(label)) for label in labels if label in known)


def second_look(record: Record, letter: str) -> Looked | None:
    """What the author of a cross-look's candidate says it did; `None` where that cannot be read."""
    candidate = record.comparison.candidate(letter)
    if candidate.brief is None or len(candidate.inputs) < 2:
        return None
    labels = [label for label, _ in _shown(candidate.brief)[1:]]
    letters = dict(zip(labels, candidate.inputs[1:], strict=False))
    look = look_in(_below(record, letter), labels)
    return Looked(look, tuple(letters[one] for one in look.labels if one in letters)) if look else None


def _below(record: Record, letter: str) -> str:
    """What stood below the mark of a candidate's newest call."""
    replies = [r for r in oldest_first(record) if r.kind == "revision" and r.about.get("letter") == letter]
    return replies[-1].text if replies else ""


def _shown(brief: Brief) -> tuple[tuple[str, str], ...]:
    """The labels and texts that a brief puts before its writer, in that order."""
    found = []
    # Documents and question may hold lines that look alike; they stand in what is shared.
    own = [message.content[message.shared :] for message in brief.messages[-1:]]
    for line in (line for text in own for line in text.splitlines() if line.startswith('{"label": ')):
        match json_of(line):
            case {"label": str(label), "text": str(text)}:
                found.append((label, text))
    return tuple(found)
