"""Votes on issues: who may vote on what, the calls, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fusion_tui.core.budget import Estimate, Sent, estimate_calls
from fusion_tui.core.critique.about import YOU, VotesAsked
from fusion_tui.core.critique.planning import REPLY_TOKENS, Plan, texts_of
from fusion_tui.core.critique.raised import Raised, oldest_first, superseded
from fusion_tui.core.critique.reading import Vote, votes_in
from fusion_tui.core.critique.seats import round_of, seats_of
from fusion_tui.core.events import Consultation
from fusion_tui.core.issues import Group, Issue
from fusion_tui.core.labels import draw_labels, draw_nonce
from fusion_tui.core.models import Comparison, Member, Price, Record
from fusion_tui.core.prompts import votes as prompt
from fusion_tui.core.prompts.shapes import VOTES

VOTE_TOKENS = 80
"""Assumed for one vote with its reason."""
_RAISED = 6
"""Issues assumed for one critique that is still to come."""


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
        may = [(group, voters(record, group, jurors)) for group in groups]
        for seat, juror in jurors_of(record, jurors):
            open_to = [group for group, seats in may if seat in seats and not _voted(group, seat, cast)]
            if open_to:
                made.append(_ballot(record.comparison, target, (seat, juror), open_to, seed + len(made)))
    return tuple(made)


def estimate_ballots(
    asked: Iterable[Consultation], prices: Mapping[str, Price], among: Sequence[Member] = ()
) -> Estimate:
    """What the jurors' calls come to; `among`: `hidden_among`."""
    sent = [Sent(a.member, a.messages, VOTE_TOKENS * _issues_of(a)) for a in asked]
    return estimate_calls(sent, prices, among)


def estimate_votes(
    raised: Raised, made: Plan, prices: Mapping[str, Price], among: Sequence[Member] = ()
) -> Estimate:
    """What votes on a plan's issues come to at most, before any is raised; `among`: `hidden_among`.

    Each juror is taken to vote on all that others may raise, as many issues as fill a usual critique.
    """
    comparison = raised.record.comparison
    sent: list[Sent] = []
    for target in dict.fromkeys(pair.target for pair in made.pairs):
        reviewers = {pair.seat for pair in made.pairs if pair.target == target}
        known = [said(group.issues[0]) for group in raised.groups(target)]
        for seat, juror in jurors_of(raised.record):
            others = len(reviewers - {seat})
            if juror == comparison.candidate(target).member or not (others or known):
                continue
            held = [*known, *["x" * (4 * REPLY_TOKENS["issues"])] * others]
            issues = [(f"{place}", one) for place, one in enumerate(held)]
            text = comparison.candidate(target).text
            messages = prompt.votes(comparison, label="T", text=text, issues=issues, nonce="0" * 32)
            sent.append(Sent(juror, messages, VOTE_TOKENS * (len(known) + _RAISED * others)))
    return estimate_calls(sent, prices, among)


def _issues_of(asked: Consultation) -> int:
    about = VotesAsked.of_json(asked.about)
    return len(about.issues) if about else 0


def voters(record: Record, group: Group, jurors: Sequence[Member] = ()) -> tuple[str, ...]:
    """Seats of the jurors that may vote on a point: none that raised it, nor the author of its text."""
    if all(issue.reviewer == YOU for issue in group.issues):
        return ()
    target = group.issues[0].target
    author = record.comparison.candidate(target).member if target else None
    seated = jurors_of(record, jurors)
    return tuple(seat for seat, juror in seated if juror != author and seat not in group.reviewers)


def _voted(group: Group, seat: str, cast: Sequence[Vote]) -> bool:
    keys = {issue.key for issue in group.issues}
    return any(vote.juror == seat and keys & set(vote.keys) for vote in cast)


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
