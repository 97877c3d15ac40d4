"""Every question at once, over the same comparisons: what the dashboard shows and `fusion taste` prints."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import mode

from fusion_tui.core.models import Record
from fusion_tui.core.taste.arms import Grouping
from fusion_tui.core.taste.observations import Observed, Remembering
from fusion_tui.core.taste.questions import words
from fusion_tui.core.taste.questions.activity import Counts, Week, counts, picks_a_week
from fusion_tui.core.taste.questions.apart import Apart, apart
from fusion_tui.core.taste.questions.drops import Drop, drops
from fusion_tui.core.taste.questions.habits import Habits, habits
from fusion_tui.core.taste.questions.judges import JudgeReport, judge_reports, judgements_of
from fusion_tui.core.taste.questions.leaderboard import Leaderboard, leaderboard, observed
from fusion_tui.core.taste.questions.mind import ChangeOfMind, change_of_mind
from fusion_tui.core.taste.questions.next_up import Suggestion, compare_next
from fusion_tui.core.taste.questions.overlap import Overlap, overlaps
from fusion_tui.core.taste.questions.processes import Critique, Synthesis, critique, synthesis
from fusion_tui.core.taste.questions.reasons import Why, whys
from fusion_tui.core.taste.questions.reviewers import Reviewers, reviewers
from fusion_tui.core.taste.scope import Scope, scoped


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The answers."""

    picked: int
    """Comparisons with a pick that stands, whether it counts or not."""
    waiting: int
    """Of these, how many count only once their names are revealed."""
    counts: Counts
    board: Leaderboard
    drops: tuple[Drop, ...]
    next_up: Suggestion | None
    """`None` while it is too early, for fewer than two arms, and by process."""
    synthesis: Synthesis
    critiques: tuple[Critique, ...]
    reviewers: tuple[Reviewers, ...]
    """Of whole rounds, then of those on some answers."""
    overlaps: tuple[Overlap, ...]
    """Of the newest comparisons, as far as their texts were read."""
    mind: ChangeOfMind
    judges: tuple[JudgeReport, ...]
    habits: Habits
    apart: tuple[Apart, ...]
    """Picks that no rating stands on: early ones, and those among drafts."""
    weeks: tuple[Week, ...]
    whys: tuple[Why, ...]
    panels: tuple[str, ...]
    """Of every comparison that is kept, for choosing one."""
    tags: tuple[str, ...]
    """Of all picks in the scope that count, the most used first, for choosing one."""

    @property
    def n(self) -> int:
        """Blind picks that count."""
        return self.counts.n

    @property
    def early(self) -> bool:
        """Whether nothing but counts, costs and reasons may be shown."""
        return self.n < words.ENOUGH


def dashboard(
    records: Iterable[Record],
    rng: random.Random,
    *,
    grouping: Grouping = "member",
    tag: str | None = None,
    scope: Scope | None = None,
    recent: Iterable[Record] = (),
) -> Dashboard:
    """Ask everything of what `scope` and `tag` leave; a leaderboard by tag is shrunk towards that of all.

    `recent` are the newest comparisons with their texts, which `records` need not hold.
    """
    everything = tuple(records)
    held = scoped(everything, scope or Scope())
    found, whole = held.tagged(tag), Remembering(held.known)
    board = leaderboard(whole, rng, grouping=grouping, tag=tag)
    known = whole if tag is None else Remembering(found.known)
    seen, told = observed(known, grouping), counts(known, grouping)
    return Dashboard(
        picked=sum(r.pick is not None and not r.comparison.demo for r in found.all),
        waiting=found.waiting,
        counts=told,
        board=board,
        drops=() if board.early or grouping == "process" else _drops(seen, board),
        next_up=_next_up(seen, board, rng),
        synthesis=synthesis(known, rng),
        critiques=critique(known, rng),
        reviewers=reviewers(known),
        overlaps=overlaps(scoped(recent, scope or Scope()).known, grouping) if grouping != "process" else (),
        mind=change_of_mind(known),
        judges=judge_reports(known, judgements_of(known)),
        habits=habits(known),
        apart=apart(known, grouping),
        weeks=picks_a_week(found.all),
        whys=whys(found.all),
        panels=tuple(sorted({r.comparison.panel for r in everything if not r.comparison.demo})),
        tags=tuple((told if tag is None else counts(whole, grouping)).tags),
    )


def _drops(seen: Observed, board: Leaderboard) -> tuple[Drop, ...]:
    return drops(seen.observations, [row.cost for row in board.rows if row.cost])


def _next_up(seen: Observed, board: Leaderboard, rng: random.Random) -> Suggestion | None:
    """As many arms as a comparison usually has, out of all that were ever asked."""
    if board.early or board.grouping == "process" or len(board.rows) < 2:
        return None
    seats = mode(len(o.arms) for o in seen.observations)
    return compare_next([row.arm for row in board.rows], seen.choices, seats, rng, board.fitted)
