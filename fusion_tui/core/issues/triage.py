"""What the person decided of each issue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from fusion_tui.core.issues.grouping import Group
from fusion_tui.core.models import Decision

State = Literal["open", "accepted", "dismissed"]


def standing(decisions: Iterable[Decision]) -> dict[str, bool]:
    """Issue key to whether it is accepted, of those that are decided; `decisions` come oldest first."""
    newest: dict[str, bool | None] = {}
    for decision in decisions:
        newest[decision.issue] = decision.accepted
    return {issue: accepted for issue, accepted in newest.items() if accepted is not None}


def state_of(group: Group, decided: Mapping[str, bool]) -> State:
    """A group's state: one accepted issue accepts the point, whoever joins it later."""
    found = [decided[issue.key] for issue in group.issues if issue.key in decided]
    if not found:
        return "open"
    return "accepted" if any(found) else "dismissed"


def decide(group: Group, accepted: bool | None, comparison_id: str, now: datetime) -> tuple[Decision, ...]:
    """The rows that decide a point: one for each reviewer's issue."""
    return tuple(Decision(comparison_id, issue.key, accepted, now) for issue in group.issues)


def accepted_of(groups: Sequence[Group], decided: Mapping[str, bool]) -> tuple[Group, ...]:
    """The groups that the person accepted."""
    return tuple(group for group in groups if state_of(group, decided) == "accepted")


def updated(shown: Sequence[Group], found: Sequence[Group]) -> tuple[Group, ...]:
    """Groups read again while replies still come in: each stays where it was, new ones follow.

    A group is what it was when it holds the issue that it is told by, else any of the same; nothing moves
    under the cursor.
    """
    left = list(found)
    kept: list[Group] = []
    for group in shown:
        keys = [issue.key for issue in group.issues]
        holding = ((key, g) for key in keys for g in left if any(i.key == key for i in g.issues))
        _, same = next(holding, ("", None))
        if same:
            left.remove(same)
            kept.append(same)
    return (*kept, *left)
