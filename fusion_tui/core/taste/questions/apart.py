"""What was picked early, and among drafts: reported apart, never in the leaderboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from fusion_tui.core.models import Record
from fusion_tui.core.taste.arms import Arm, Grouping
from fusion_tui.core.taste.measured import no_style
from fusion_tui.core.taste.numbers.intervals import Share
from fusion_tui.core.taste.observations import WHY, Observation, observe, wins
from fusion_tui.core.taste.questions import words

Kind = Literal["writing", "drafts"]


@dataclass(frozen=True, slots=True)
class Apart:
    """Blind picks of one kind that no rating stands on."""

    kind: Kind
    n: int
    wins: Mapping[Arm, Share]
    """By arm, of the ballots it stood on; a draft is an arm by the name of its file."""

    @property
    def meaning(self) -> str:
        """In one sentence."""
        return f"{words.counted(self.n, 'pick')} {WHY[self.kind]}."


def apart(records: Sequence[Record], grouping: Grouping = "member") -> tuple[Apart, ...]:
    """Early picks, then those among drafts."""
    some = [record for record in records if _may_hold(record)]
    seen = observe(some, grouping, also=("writing", "drafts"), style=no_style).observations
    drafts = [o for o in seen if _among_drafts(o)]
    early = [o for o in seen if o.pick.still_writing and not _among_drafts(o)]
    return (
        Apart("writing", len(early), wins(early)),
        Apart("drafts", len(drafts), wins(map(_by_file, drafts))),
    )


def _may_hold(record: Record) -> bool:
    """Most comparisons hold none, and need not be read again."""
    drafts = any(candidate.kind == "draft" for candidate in record.comparison.candidates)
    return drafts or any(pick.still_writing for pick in record.picks)


def _among_drafts(observation: Observation) -> bool:
    return any(c.kind == "draft" for c in observation.candidates)


def _by_file(observation: Observation) -> Observation:
    pairs = zip(observation.candidates, observation.arms, strict=True)
    arms = tuple(Arm(c.name or arm.label) if c.kind == "draft" else arm for c, arm in pairs)
    return replace(observation, arms=arms)
