"""A pick with everything that must be known about it later; taste data cannot be collected again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from fusion_tui.core.blind import names_author
from fusion_tui.core.equal import equals_of
from fusion_tui.core.models import Ballot, Candidate, Comparison, Outcome, Pick, Record, Shown
from fusion_tui.core.taste.style import style_of
from fusion_tui.core.unread import unread

OFFERED: tuple[Outcome, ...] = ("best", "ranking", "tie", "none", "skip")
"""What the arena and `fusion pick` offer."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person said, before it is placed in its circumstances."""

    outcome: Outcome
    ranking: tuple[tuple[str, ...], ...] = ()
    tags: tuple[str, ...] = ()
    why: str = ""
    duelled: tuple[str, ...] = ()
    """Who met two at a time, where duels say it; empty where all stood side by side."""

    @classmethod
    def of(cls, groups: Sequence[Sequence[str]], tags: Sequence[str] = (), why: str = "") -> Choice:
        """The choice that groups of letters, best first, mean: one letter is best, one group a tie."""
        ranking = tuple(tuple(group) for group in groups if group)
        if len(ranking) == 1:
            outcome: Outcome = "best" if len(ranking[0]) == 1 else "tie"
        else:
            outcome = "ranking"
        return cls(outcome, ranking, tuple(tags), why)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What only the front end knows at the moment of a pick."""

    finish_order: tuple[str, ...]
    seconds: float | None
    knowing: bool = False
    """Names were shown in a way the record does not know of."""
    seen_verdict: bool = False
    seen_critique: bool = False
    offered: tuple[Outcome, ...] = OFFERED
    seen: Mapping[str, float] = field(default_factory=dict)
    """How far down each answer had been in view, from 0 to 1, where a screen showed it."""


def make_pick(
    choice: Choice,
    comparison: Comparison,
    ballot: Ballot,
    *,
    revealed: bool,
    around: Circumstances,
    now: datetime,
    new_id: Callable[[], str],
) -> Pick:
    """The complete row. A pick is blind only while names are hidden and no answer names its author."""
    order = tuple(letter for letter in ballot.order if not choice.duelled or letter in choice.duelled)
    # Duels show texts on screens of their own.
    seen = {} if choice.duelled else around.seen
    shown = tuple(_shown(comparison.candidate(each), comparison, seen.get(each)) for each in order)
    return Pick(
        id=new_id(),
        ballot_id=ballot.id,
        comparison_id=comparison.id,
        created_at=now,
        outcome=choice.outcome,
        ranking=choice.ranking,
        offered=around.offered,
        order=order,
        shown=shown,
        finish_order=around.finish_order,
        blind=not (revealed or around.knowing or any(s.names_author for s in shown)),
        seen_verdict=around.seen_verdict,
        seen_critique=around.seen_critique,
        still_writing=sum(comparison.candidate(letter).live for letter in ballot.order),
        seconds=around.seconds,
        tags=choice.tags,
        why=choice.why,
        duels=bool(choice.duelled),
    )


def with_equals(choice: Choice, comparison: Comparison) -> Choice:
    """The choice with equal answers tied to the ones that were named: a text is picked, whoever wrote it.

    Letters that were named stay where they are.
    """
    named = {letter for group in choice.ranking for letter in group}
    groups = []
    for group in choice.ranking:
        more = [e for letter in group for e in equals_of(comparison, letter) if e not in named]
        named.update(more)
        groups.append((*group, *more))
    if tuple(groups) == choice.ranking:
        return choice
    return Choice.of(groups, choice.tags, choice.why)


def undo(record: Record, *, now: datetime, new_id: Callable[[], str]) -> Pick | None:
    """The row that takes the standing pick back, or `None` when there is none."""
    pick = record.pick
    return replace(pick, id=new_id(), created_at=now, undoes=pick.id) if pick else None


def describe(said: Pick | Choice) -> str:
    """The decision in a few words, by letter: `C`, `C > A`, `A = B`, `none good`, `skipped`."""
    if said.outcome == "none":
        return "none good"
    if said.outcome == "skip":
        return "skipped"
    return " > ".join(" = ".join(group) for group in said.ranking)


def _shown(candidate: Candidate, comparison: Comparison, seen: float | None) -> Shown:
    text, style = candidate.text, style_of(candidate.text)
    names = [n for c in comparison.candidates if c.member for n in (c.member.model, c.member.name)]
    return Shown(
        letter=candidate.letter,
        status=candidate.status,
        chars=len(text),
        words=style.words,
        lines=len(text.splitlines()),
        names_author=names_author(text, names),
        cut_input=unread(comparison, candidate) is not None,
        headings=style.headings,
        bolds=style.bolds,
        items=style.items,
        seen=seen,
    )
