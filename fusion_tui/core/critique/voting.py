"""Votes on issues: who may vote on what, the calls, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fusion_tui.core.budget import Estimate, Sent, estimate_calls
from fusion_tui.core.critique.about import YOU, EvidenceAsked, VotesAsked
from fusion_tui.core.critique.planning import texts_of
from fusion_tui.core.critique.raised import Raised, oldest_first, superseded
from fusion_tui.core.critique.reading import Evidence, Vote, evidence_in, votes_in
from fusion_tui.core.critique.seats import round_of, seats_of
from fusion_tui.core.events import Consultation
from fusion_tui.core.issues import Group, Issue
from fusion_tui.core.labels import draw_labels, draw_nonce
from fusion_tui.core.models import Comparison, Member, Price, Record
from fusion_tui.core.prompts import votes as prompt
from fusion_tui.core.prompts.shapes import EVIDENCE, VOTES

VOTE_TOKENS = 80
"""Assumed for one vote with its reason."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """How many jurors it takes on each axis before a point is suggested."""

    true: int = 2
    worth: int = 2


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on one point: one for each juror, the newest."""

    votes: tuple[Vote, ...]

    @property
    def n(self) -> int:
        """Jurors that voted."""
        return len(self.votes)

    @property
    def true(self) -> int:
        """Jurors that hold it for true."""
        return sum(vote.true for vote in self.votes)

    @property
    def worth(self) -> int:
        """Jurors that would have it fixed."""
        return sum(vote.worth for vote in self.votes)


def jurors_of(record: Record, jurors: Sequence[Member] = ()) -> tuple[tuple[str, Member], ...]:
    """Seats and members of the ones that were named, else of the members that answered."""
    candidates = record.comparison.candidates
    answered = [c.member for c in candidates if c.kind == "answer" and c.member and c.status != "failed"]
    return seats_of(record, jurors or answered)


def ballots(
    raised: Raised, targets: Sequence[str], seed: int, jurors: Sequence[Member] = ()
) -> tuple[Consultation, ...]:
    """One call for each juror and target; never about its own text or issue, never what it voted on.

    A juror with nothing to vote on is not asked, and issues of the person's own are not voted on. An empty
    target stands for the documents.
    """
    record = raised.record
    cast = votes_of(record)
    made: list[Consultation] = []
    for target in targets:
        groups = raised.groups(target)
        for seat, juror in jurors_of(record, jurors):
            if target and record.comparison.candidate(target).member == juror:
                continue
            open_to = [group for group in groups if _may_vote(group, seat, cast)]
            if open_to:
                made.append(_ballot(record.comparison, target, (seat, juror), open_to, seed + len(made)))
    return tuple(made)


def estimate_ballots(
    asked: Iterable[Consultation], prices: Mapping[str, Price], among: Sequence[Member] = ()
) -> Estimate:
    """What the jurors' calls come to; `among`: `hidden_among`."""
    sent = [Sent(a.member, a.messages, VOTE_TOKENS * _issues_of(a)) for a in asked]
    return estimate_calls(sent, prices, among)


def _issues_of(asked: Consultation) -> int:
    about = VotesAsked.of_json(asked.about)
    return len(about.issues) if about else 0


def _may_vote(group: Group, seat: str, cast: Sequence[Vote]) -> bool:
    keys = {issue.key for issue in group.issues}
    if seat in group.reviewers or all(issue.reviewer == YOU for issue in group.issues):
        return False
    return not any(vote.juror == seat and keys & set(vote.keys) for vote in cast)


def _ballot(
    comparison: Comparison, target: str, juror: tuple[str, Member], groups: Sequence[Group], seed: int
) -> Consultation:
    seat, member = juror
    text = comparison.candidate(target).text if target else ""
    held = [said(group.issues[0]) for group in groups]
    nonce = draw_nonce([*texts_of(comparison), *held], seed)
    by_key = {group.issues[0].key: group for group in groups}
    # One draw for all: the text's label and those of its issues differ, and say nothing of the order.
    drawn = draw_labels([target, *by_key], seed)
    own = next(label for label, name in drawn if name == target) if target else ""
    issues = [(label, by_key[name]) for label, name in drawn if name in by_key]
    asked = VotesAsked(
        target=target,
        juror=seat,
        round=round_of(comparison, target) if target else 1,
        issues=tuple((label, tuple(issue.key for issue in group.issues)) for label, group in issues),
        nonce=nonce,
        version=prompt.VERSION,
    )
    shown = [(label, said(group.issues[0])) for label, group in issues]
    messages = prompt.votes(comparison, label=own, text=text, issues=shown, nonce=nonce)
    identity = f"votes {seat} {target or 'documents'} {nonce[:8]}"
    return Consultation(identity, "votes", "juror", member, messages, asked.to_json(), VOTES)


def said(issue: Issue) -> str:
    """An issue as others are told of it: without who raised it."""
    parts = [f"{issue.severity}: {issue.claim}"]
    parts += [f"Passage: {issue.quote}"] if issue.quote else []
    parts += [issue.why] if issue.why else []
    parts += [f"Suggested fix: {issue.fix}"] if issue.fix else []
    return "\n".join(parts)


def votes_of(record: Record) -> tuple[Vote, ...]:
    """Every vote that could be read, oldest first."""
    again = superseded(record.replies)
    found: list[Vote] = []
    for reply in oldest_first(record):
        asked = VotesAsked.of_json(reply.about) if reply.kind == "votes" else None
        if asked and reply.id not in again:
            found += votes_in(reply.text, asked) or ()
    return tuple(found)


def tally(group: Group, cast: Iterable[Vote]) -> Tally:
    """The votes on any issue of a group, the newest of each juror; none by who raised it."""
    keys = {issue.key for issue in group.issues}
    newest = {
        vote.juror: vote for vote in cast if keys & set(vote.keys) and vote.juror not in group.reviewers
    }
    return Tally(tuple(newest[juror] for juror in sorted(newest)))


def preselected(group: Group, cast: Iterable[Vote], threshold: Threshold) -> bool | None:
    """Whether the votes suggest to accept it; `None` where nobody voted. The person decides.

    Where fewer jurors voted than the threshold asks for, all of them have to agree.
    """
    found = tally(group, cast)
    if not found.n:
        return None
    return found.true >= min(threshold.true, found.n) and found.worth >= min(threshold.worth, found.n)


def dispute(raised: Raised, group: Group, seed: int, objection: str = "") -> Consultation | None:
    """The call in which the reviewer shows a point or concedes it.

    `None` where nobody can be asked: the person raised it, or it had its chance.
    """
    record, issue = raised.record, group.issues[0]
    reviewers = {review.asked.reviewer: review.reply.member for review in raised.reviews}
    member = next((m for i in group.issues if (m := reviewers.get(i.reviewer))), None)
    if member is None or evidence_of(group, record) is not None:
        return None
    comparison = record.comparison
    asker = next(i for i in group.issues if reviewers.get(i.reviewer) == member)
    drawn = {name: label for label, name in draw_labels([issue.target, asker.key], seed)}
    nonce = draw_nonce([*texts_of(comparison), said(asker), objection], seed)
    keys = tuple(one.key for one in group.issues)
    asked = EvidenceAsked(asker.target, asker.reviewer, keys, objection, nonce, prompt.VERSION)
    messages = prompt.evidence(
        comparison,
        label=drawn[asker.target],
        text=comparison.candidate(asker.target).text,
        issue=(drawn[asker.key], said(asker)),
        objection=objection,
        nonce=nonce,
    )
    identity = f"evidence {asker.reviewer} {asker.target} {nonce[:8]}"
    return Consultation(identity, "evidence", "reviewer", member, messages, asked.to_json(), EVIDENCE)


def evidence_of(group: Group, record: Record) -> Evidence | None:
    """What was shown for a disputed point; `None` where it was not asked, or could not be read."""
    keys = {issue.key for issue in group.issues}
    again = superseded(record.replies)
    for reply in oldest_first(record):
        asked = EvidenceAsked.of_json(reply.about) if reply.kind == "evidence" else None
        if asked and reply.id not in again and keys & set(asked.issues):
            if found := evidence_in(reply.text, asked):
                return found
    return None
