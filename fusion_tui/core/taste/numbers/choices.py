"""Choice sets: what stood on one ballot, what the screen offered, what the person chose."""

from __future__ import annotations

from dataclasses import dataclass

from fusion_tui.core.taste.arms import Arm
from fusion_tui.core.taste.style import Style


@dataclass(frozen=True, slots=True)
class Option:
    """One candidate on a ballot, as far as the model looks at it."""

    arm: Arm
    style: Style = Style()


@dataclass(frozen=True, slots=True)
class ChoiceSet:
    """One decision on one ballot."""

    options: tuple[Option, ...]
    """In the order they stood; failed candidates were not shown and are not among them."""
    groups: tuple[tuple[int, ...], ...]
    """Indices of options, best group first; empty when none was good enough."""
    ties: bool = False
    """Whether the screen offered a tie."""
    none: bool = False
    """Whether the screen offered "none good"."""
    tags: tuple[str, ...] = ()
    placed: bool = True
    """Whether they stood side by side; after duels none stood first."""

    @property
    def winner(self) -> int | None:
        """The index of the single option on top, if there is one."""
        return self.groups[0][0] if self.groups and len(self.groups[0]) == 1 else None

    @property
    def tied(self) -> tuple[int, ...]:
        """The indices of the options that share the top, if there are several."""
        return self.groups[0] if self.groups and len(self.groups[0]) > 1 else ()

    def stages(self) -> list[tuple[list[int], tuple[int, ...]]]:
        """The ranking as a product of picks: who was left (indices), and the group that was taken.

        The first stage may be a tie or "none good" (an empty group). Later ones are single picks only:
        a tie further down says no more than what stands above it, so the product ends before it.
        """
        left = list(range(len(self.options)))
        if not self.groups:
            return [(left, ())]
        stages: list[tuple[list[int], tuple[int, ...]]] = []
        for group in self.groups:
            if len(left) < 2 or (stages and len(group) > 1):
                break
            stages.append((left, group))
            left = [index for index in left if index not in group]
        return stages
