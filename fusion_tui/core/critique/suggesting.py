"""What votes, agreement and concessions suggest about a point; the person decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fusion_tui.core.critique.about import YOU
from fusion_tui.core.critique.disputes import evidence_of
from fusion_tui.core.critique.raised import Raised
from fusion_tui.core.critique.reading import Vote
from fusion_tui.core.critique.voting import tally, voters
from fusion_tui.core.issues import Group
from fusion_tui.core.provenance import listed

_ENOUGH = 2
"""Reviewers who each raised a point that nobody is left to vote on, before it is suggested."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """How many jurors it takes on each axis before a point is suggested."""

    true: int = 2
    worth: int = 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Whether a point should be accepted, as far as others can tell."""

    accept: bool
    why: str
    """In one sentence, by letter."""


def suggestion(raised: Raised, group: Group, cast: Iterable[Vote], threshold: Threshold) -> Suggestion | None:
    """What a point's reviewers and jurors suggest; `None` where nothing speaks either way.

    Where fewer jurors voted than the threshold asks for, all of them have to agree. Where nobody is left to
    vote, because all who may have raised it, two who raised it are enough. A conceded one is never suggested.
    """
    ended = evidence_of(group, raised.record)
    if ended and ended.conceded:
        return Suggestion(False, f"{listed(group.reviewers)} conceded it.")
    found = tally(group, cast)
    if found.n:
        true, worth = (min(least, found.n) for least in (threshold.true, threshold.worth))
        accept = found.true >= true and found.worth >= worth
        return Suggestion(accept, f"{found.true} of {found.n} say true, {found.worth} worth fixing.")
    if not agreed(raised, group):
        return None
    return Suggestion(True, f"{listed(_raisers(group))} raised it, and nobody is left to vote on it.")


def agreed(raised: Raised, group: Group) -> bool:
    """Whether so many raised a point with a candidate that nobody is left to vote on it.

    Every member reviews the documents, so that there it would be most points; who says each is counted.
    """
    return (
        bool(group.issues[0].target) and len(_raisers(group)) >= _ENOUGH and not voters(raised.record, group)
    )


def unvoted(raised: Raised, targets: Sequence[str]) -> tuple[str, ...]:
    """What goes without votes and why, a sentence each; empty where somebody can vote on every point."""
    groups = [group for target in targets for group in raised.groups(target) if _raisers(group)]
    without = [group for group in groups if not voters(raised.record, group)]
    both = sum(agreed(raised, group) for group in without)
    told = [] if groups else ["There is nothing to vote on."]
    if both:
        counted = "It is" if both == 1 else "They are"
        told.append(f"{_issues(both)} without votes, as all who could vote raised it. {counted} suggested.")
    if alone := len(without) - both:
        told.append(
            f"{_issues(alone)} without votes: nobody is left who neither wrote the text nor raised it."
        )
    return tuple(told)


def _raisers(group: Group) -> tuple[str, ...]:
    return tuple(reviewer for reviewer in group.reviewers if reviewer != YOU)


def _issues(count: int) -> str:
    return "1 issue goes" if count == 1 else f"{count} issues go"
