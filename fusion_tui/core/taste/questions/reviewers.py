"""Which reviewer is worth it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fusion_tui.core.critique import Vote, decided_in, raised_in, votes_of
from fusion_tui.core.issues import Issue
from fusion_tui.core.models import Candidate, Member, Record
from fusion_tui.core.taste.arms import Arm, arm_of, short_labels
from fusion_tui.core.taste.numbers.intervals import Share
from fusion_tui.core.taste.questions import words
from fusion_tui.core.taste.questions.processes import Rounds


@dataclass(frozen=True, slots=True)
class IssueFate:
    """What became of one issue that a reviewer raised."""

    reviewer: str
    """Its name on the dashboard."""
    true: bool | None
    """What the jurors say; `None` when nobody judged it."""
    worth_fixing: bool | None
    """The other axis; `None` when nobody judged it."""
    accepted: bool | None
    """What the person decided; `None` when they did not."""


@dataclass(frozen=True, slots=True)
class Yield:
    """What one reviewer's issues came to."""

    reviewer: str
    raised: int
    judged: int
    """Those that were judged on both axes."""
    true: int
    worth_fixing: int
    """Those that are both true and worth fixing."""
    accepted: Share
    """Of the issues the person decided on."""

    @property
    def n(self) -> int:
        """Issues raised."""
        return self.raised

    @property
    def nits(self) -> Share:
        """True but not worth fixing, of those that were judged."""
        return Share(self.true - self.worth_fixing, self.judged)

    @property
    def precision(self) -> Share:
        """True, of those that were judged."""
        return Share(self.true, self.judged)

    @property
    def meaning(self) -> str:
        """In one sentence."""
        return (
            f"Of {words.counted(self.raised, 'issue')} by {self.reviewer}, {self.judged} were judged: "
            f"{self.true} true, {self.worth_fixing} of them worth fixing; you accepted "
            f"{self.accepted.count:.0f} of the {self.accepted.n} you decided on."
        )


@dataclass(frozen=True, slots=True)
class Reviewers:
    """What every reviewer's issues came to, in whole rounds or in those on some answers."""

    rounds: Rounds
    yields: tuple[Yield, ...]

    @property
    def n(self) -> int:
        """Issues raised."""
        return sum(found.raised for found in self.yields)


def reviewers(records: Sequence[Record]) -> tuple[Reviewers, Reviewers]:
    """Whole rounds, then those on a subset; without the demo, and without texts called a weak model's."""
    whole, subset = fates(records)
    return Reviewers("whole", yields(whole)), Reviewers("subset", yields(subset))


def fates(records: Iterable[Record]) -> tuple[tuple[IssueFate, ...], tuple[IssueFate, ...]]:
    """What became of every issue that models raised, in whole rounds and in those on a subset.

    Reviewers are named by as little of their seat as tells them apart.
    """
    found: dict[Rounds, list[tuple[Arm, IssueFate]]] = {"whole": [], "subset": []}
    for record in records:
        if not record.comparison.demo:
            for rounds, member, fate in _fates(record):
                found[rounds].append((_arm(member), fate))
    names = short_labels(arm for fates in found.values() for arm, _ in fates)
    whole, subset = (
        tuple(replace(fate, reviewer=names[arm]) for arm, fate in found[rounds])
        for rounds in ("whole", "subset")
    )
    return whole, subset


def _fates(record: Record) -> Iterable[tuple[Rounds, Member, IssueFate]]:
    raised, cast = raised_in(record), votes_of(record)
    decided = decided_in(raised)
    met: set[str] = set()
    for review in raised.reviews:
        member = review.reply.member
        if review.asked.stance == "weak" or member is None:
            continue
        for issue in review.issues or ():
            if issue.key not in met:
                met.add(issue.key)
                yield "whole" if review.asked.whole else "subset", member, _fate(issue, cast, decided)


def _fate(issue: Issue, cast: Iterable[Vote], decided: Mapping[str, bool]) -> IssueFate:
    """By most of its jurors, each by the newest vote; an even split is a no."""
    votes = {vote.juror: vote for vote in cast if issue.key in vote.keys and vote.juror != issue.reviewer}
    return IssueFate(
        issue.reviewer,
        _most([vote.true for vote in votes.values()]),
        _most([vote.worth for vote in votes.values()]),
        decided.get(issue.key),
    )


def _most(votes: Sequence[bool]) -> bool | None:
    return sum(votes) * 2 > len(votes) if votes else None


def _arm(member: Member) -> Arm:
    return arm_of(Candidate("", member=member), "member")


def yields(issues: Sequence[IssueFate]) -> tuple[Yield, ...]:
    """One for each reviewer, by name."""
    reviewers = sorted({issue.reviewer for issue in issues})
    return tuple(_yield(name, [i for i in issues if i.reviewer == name]) for name in reviewers)


def _yield(reviewer: str, issues: Sequence[IssueFate]) -> Yield:
    judged = [i for i in issues if i.true is not None and i.worth_fixing is not None]
    true = [i for i in judged if i.true]
    decided = [i.accepted for i in issues if i.accepted is not None]
    return Yield(
        reviewer,
        len(issues),
        len(judged),
        len(true),
        sum(i.worth_fixing is True for i in true),
        Share(sum(decided), len(decided)),
    )
