"""A question becomes a comparison: letters drawn, the first ballot laid out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from fusion_tui.core import blind as blinding
from fusion_tui.core import prompts
from fusion_tui.core.models import Ballot, Comparison, Document, Panel


def new_comparison(
    prompt: str,
    documents: Sequence[Document],
    panel: Panel,
    *,
    blind: bool,
    demo: bool = False,
    rng_seed: int,
    now: datetime,
    new_id: Callable[[], str],
) -> tuple[Comparison, Ballot]:
    """A comparison with every member waiting, and its arena ballot.

    The arena stands in letter order, so the draw of the letters is its only shuffle.
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
        thread_id=identity,
    )
    ballot = Ballot(new_id(), identity, "arena", comparison.letters, rng_seed, now)
    return comparison, ballot
