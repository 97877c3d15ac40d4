"""Comparisons with texts and picks, kept in a store in one line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from fusion_tui.core.models import Call, Comparison, Reveal, Status
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from fusion_tui.store import Store
from tests.helpers.fakes import NOW, compared


def keep(
    store: Store,
    number: int,
    prompt: str,
    *texts: str,
    groups: Sequence[Sequence[str]] = (),
    outcome: str = "",
    tags: Sequence[str] = (),
    revealed: bool = False,
    thread: int | None = None,
    live: bool = False,
    **changed: object,
) -> Comparison:
    """One more comparison, `number` minutes before now, with an answer a text; `groups` are its pick."""
    new_id = iter(f"{number * 100 + n:032x}" for n in range(100)).__next__
    models = [f"model-{n}" for n in range(len(texts) or 2)]
    comparison, ballot = compared(*models, prompt=prompt, new_id=new_id)
    comparison = replace(comparison, created_at=NOW - timedelta(minutes=number))
    comparison = replace(comparison, **changed)  # type: ignore[arg-type]  # the caller names fields
    if thread is not None:
        comparison = replace(comparison, thread_id=f"{thread * 100:032x}")
    store.save_comparison(comparison, ballot)
    for letter, text in zip(comparison.letters, texts or ("", ""), strict=True):
        if not live:
            status: Status = "complete" if text else "stopped"
            done = replace(comparison.candidate(letter), text=text, status=status)
            call = Call(new_id(), "member", letter, done.name, "fake", "m", NOW, status, cost_usd=0.25)
            store.finish_candidate(comparison.id, done, call)
            comparison = comparison.with_candidate(done)
    if groups or outcome:
        choice = Choice.of(groups, tags, "short") if groups else Choice(outcome, (), tuple(tags))  # type: ignore[arg-type]
        around = Circumstances((), None)
        store.save_pick(
            make_pick(choice, comparison, ballot, revealed=revealed, around=around, now=NOW, new_id=new_id)
        )
    if revealed:
        store.save_reveal(Reveal(comparison.id, NOW, "b"))
    return comparison
