"""Which reviewer is worth it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fusion_tui.core.taste.numbers.intervals import Share
from fusion_tui.core.taste.questions import words


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
