"""A question becomes a comparison: letters drawn, the first ballot laid out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from fusion_tui.core import blind as blinding
from fusion_tui.core import prompts
from fusion_tui.core.models import Ballot, Candidate, Comparison, Document, Panel, Record, Turn

DRAFTS = "drafts"
"""What stands for the panel where nobody was asked."""


def new_comparison(
    prompt: str,
    documents: Sequence[Document],
    panel: Panel,
    *,
    blind: bool,
    demo: bool = False,
    continues: Comparison | None = None,
    context: Sequence[Turn] = (),
    rng_seed: int,
    now: datetime,
    new_id: Callable[[], str],
) -> tuple[Comparison, Ballot]:
    """A comparison with every member waiting, and its arena ballot.

    The arena stands in letter order, so the draw of the letters is its only shuffle. `continues` is the
    comparison whose thread goes on, `context` the turns its members are told of.
    """
    identity = new_id()
    comparison = Comparison(
        id=identity,
        created_at=now,
        prompt=prompt,
        documents=tuple(documents),
        panel=panel.name,
        candidates=blinding.draw(panel.members, rng_seed),
        seed=rng_seed,
        blind=blind,
        demo=demo,
        prompt_version=prompts.VERSION,
        thread_id=continues.thread_id if continues else identity,
        parent_id=continues.id if continues else None,
        context=tuple(context),
    )
    return comparison, _arena(comparison, new_id)


def new_drafts(
    prompt: str,
    drafts: Sequence[tuple[str, str]],
    *,
    blind: bool,
    rng_seed: int,
    now: datetime,
    new_id: Callable[[], str],
) -> tuple[Comparison, Ballot]:
    """A comparison of texts that exist already, given as name and text; no model is asked."""
    identity = new_id()
    comparison = Comparison(
        id=identity,
        created_at=now,
        prompt=prompt,
        documents=(),
        panel=DRAFTS,
        candidates=blinding.draw_drafts(drafts, rng_seed),
        seed=rng_seed,
        blind=blind,
        prompt_version=prompts.VERSION,
        thread_id=identity,
    )
    return comparison, _arena(comparison, new_id)


def shown_with(
    record: Record, candidates: Sequence[Candidate], seed: int, now: datetime, identity: str
) -> Ballot:
    """The arena's next ballot: as it stood, then these later candidates."""
    letters = tuple(candidate.letter for candidate in candidates)
    return Ballot(identity, record.comparison.id, "arena", (*record.arena.order, *letters), seed, now)


def continued(record: Record) -> tuple[Turn, ...]:
    """The conversation that goes on from a record's pick: its own turns, and the picked answer.

    What ties on top gives its first answer. A picked draft was not said in a conversation, so it adds no
    turn; neither does a comparison without a pick.
    """
    comparison, pick = record.comparison, record.pick
    if pick is None or not pick.ranking:
        return comparison.context
    chosen = comparison.candidate(pick.ranking[0][0])
    if chosen.kind == "draft":
        return comparison.context
    turn = Turn(comparison.id, chosen.letter, comparison.prompt, comparison.documents, chosen.text)
    return (*comparison.context, turn)


def _arena(comparison: Comparison, new_id: Callable[[], str]) -> Ballot:
    return Ballot(
        new_id(), comparison.id, "arena", comparison.letters, comparison.seed, comparison.created_at
    )
