"""Disputed points: who is asked to show one, what came of it, and what that makes of a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from fusion_tui.core.critique.about import YOU, EvidenceAsked
from fusion_tui.core.critique.planning import texts_of
from fusion_tui.core.critique.raised import Raised, oldest_first, superseded
from fusion_tui.core.critique.reading import Evidence, evidence_in
from fusion_tui.core.critique.voting import said
from fusion_tui.core.events import Consultation
from fusion_tui.core.issues import Group, Issue, standing
from fusion_tui.core.labels import draw_labels, draw_nonce
from fusion_tui.core.models import Decision, Member, Record
from fusion_tui.core.prompts import votes as prompt
from fusion_tui.core.prompts.shapes import EVIDENCE
from fusion_tui.core.provenance import listed


@dataclass(frozen=True, slots=True)
class Answer:
    """What one reviewer made of its one chance to show a point."""

    reviewer: str
    evidence: Evidence | None
    """`None`: it cannot be read and counts for nothing."""
    text: str
    """As it came."""
    at: datetime

    @property
    def outcome(self) -> str:
        """`shown`, `conceded` or `unreadable`."""
        return "unreadable" if self.evidence is None else "conceded" if self.evidence.conceded else "shown"


def dispute(raised: Raised, group: Group, seed: int, objection: str = "") -> Consultation | None:
    """The call in which a reviewer shows a point or concedes it.

    Reviewers are asked one after the other, by the person's key: the first that shows the point settles it,
    and each has one chance, used also by an answer that cannot be read. `None` where nobody can be asked.
    """
    issue, member = _next(raised, group)
    if issue is None or member is None:
        return None
    comparison = raised.record.comparison
    drawn = {name: label for label, name in draw_labels([issue.target, issue.key], seed)}
    nonce = draw_nonce([*texts_of(comparison), said(issue), objection], seed)
    keys = tuple(one.key for one in group.issues)
    asked = EvidenceAsked(issue.target, issue.reviewer, keys, objection, nonce, prompt.VERSION)
    messages = prompt.evidence(
        comparison,
        label=drawn[issue.target],
        text=comparison.candidate(issue.target).text,
        issue=(drawn[issue.key], said(issue)),
        objection=objection,
        nonce=nonce,
    )
    identity = f"evidence {issue.reviewer} {issue.target} {nonce[:8]}"
    return Consultation(identity, "evidence", "reviewer", member, messages, asked.to_json(), EVIDENCE)


def _next(raised: Raised, group: Group) -> tuple[Issue | None, Member | None]:
    """The issue whose reviewer is asked now: the most severe of one that has not been asked."""
    answers = answers_of(group, raised.record)
    if any(answer.outcome == "shown" for answer in answers):
        return None, None
    members = {review.asked.reviewer: review.reply.member for review in raised.reviews}
    heard = {answer.reviewer for answer in answers}
    left = (issue for issue in group.issues if members.get(issue.reviewer) and issue.reviewer not in heard)
    issue = next(left, None)
    return issue, members[issue.reviewer] if issue else None


def answers_of(group: Group, record: Record) -> tuple[Answer, ...]:
    """What reviewers answered when the point was disputed, oldest first; each one's first answer."""
    keys = {issue.key for issue in group.issues}
    again = superseded(record.replies)
    found: dict[str, Answer] = {}
    for reply in oldest_first(record):
        asked = EvidenceAsked.of_json(reply.about) if reply.kind == "evidence" else None
        if asked and reply.id not in again and keys & set(asked.issues):
            answer = Answer(asked.reviewer, evidence_in(reply.text, asked), reply.text, reply.at)
            found.setdefault(asked.reviewer, answer)
    return tuple(answer for answer in found.values() if answer.reviewer in group.reviewers)


def evidence_of(group: Group, record: Record) -> Evidence | None:
    """How a dispute ended: what one reviewer showed, or that all who raised the point conceded it.

    `None` where it goes on: nobody was asked, one still stands by it, or an answer could not be read.
    """
    return _ended(group, answers_of(group, record))


def _ended(group: Group, answers: Iterable[Answer]) -> Evidence | None:
    told = {answer.reviewer: answer.evidence for answer in answers if answer.evidence}
    if shown := next((evidence for evidence in told.values() if not evidence.conceded), None):
        return shown
    # The person who raised it too is never asked, and stands by it.
    return next(iter(told.values()), None) if set(told) == set(group.reviewers) else None


def dispute_told(group: Group, record: Record) -> tuple[str, ...]:
    """What a dispute has brought so far, a sentence for each answer and one for who stands by the point."""
    answers = answers_of(group, record)
    told = [_told(answer) for answer in answers]
    if not answers or _ended(group, answers):
        return tuple(told)
    heard = {answer.reviewer for answer in answers}
    left = [reviewer for reviewer in group.reviewers if reviewer not in heard]
    if left:
        who, stand = listed(left), "stand" if len(left) > 1 or left == [YOU] else "stands"
        told.append(f"{who[0].upper()}{who[1:]} still {stand} by it.")
    return tuple(told)


def _told(answer: Answer) -> str:
    if answer.evidence is None:
        return f"{answer.reviewer} had its chance, but its answer cannot be read and counts for nothing."
    if answer.evidence.conceded:
        return f"{answer.reviewer} conceded it."
    return f"{answer.reviewer} showed it with a {answer.evidence.kind}."


def decided_in(raised: Raised, decisions: Iterable[Decision] | None = None) -> Mapping[str, bool]:
    """Issue key to whether it is accepted, of those that are decided.

    What was accepted and then conceded is open again, until the person accepts it once more. `decisions`
    are the record's, unless newer ones are given, oldest first.
    """
    record = raised.record
    conceded: dict[str, datetime] = {}
    for group in raised.every_group() if any(reply.kind == "evidence" for reply in record.replies) else ():
        answers = answers_of(group, record)
        ended = _ended(group, answers)
        if ended and ended.conceded:
            conceded |= {issue.key: max(answer.at for answer in answers) for issue in group.issues}
    return standing(
        replace(one, accepted=None)
        if one.accepted and one.issue in conceded and one.at <= conceded[one.issue]
        else one
        for one in (record.decisions if decisions is None else decisions)
    )
