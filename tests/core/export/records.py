"""Records made by hand: three answers, one of them failed, and what a person decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fusion_tui.core.models import (
    Ballot,
    Call,
    CallError,
    Candidate,
    Comparison,
    Document,
    Pick,
    Record,
    Reveal,
    Usage,
)
from fusion_tui.core.picking import Choice, Circumstances, make_pick
from tests.helpers.fakes import NOW, compared, ids

SPEC = Document("spec.md", "# Spec\n", "ab" * 32, 7)
FAILURE = CallError("response", "no_credit", 402, "Not enough credit.", "Add credit.")


def record(
    *groups: Sequence[str],
    texts: Sequence[str] = ("first", "second", ""),
    prompt: str = "Which database?",
    revealed: bool = False,
    why: str = "",
    tags: Sequence[str] = (),
) -> Record:
    """Three answers in letter order, the last one failed; `groups` are the pick, none is no pick."""
    comparison, ballot = compared("a", "b", "c", prompt=prompt, documents=(SPEC,))
    for letter, text in zip(comparison.letters, texts, strict=True):
        comparison = comparison.with_candidate(_ended(comparison.candidate(letter), text))
    picks = (_pick(comparison, ballot, groups, why, tags),) if groups else ()
    reveals = (Reveal(comparison.id, NOW, "pick"),) if revealed else ()
    calls = tuple(_call(candidate) for candidate in comparison.candidates)
    return Record(comparison, (ballot,), calls, picks, reveals)


def _ended(candidate: Candidate, text: str) -> Candidate:
    if not text:
        return replace(candidate, status="failed", error=FAILURE)
    usage = Usage(11, 22)
    return replace(
        candidate, status="complete", text=text, usage=usage, cost_usd=0.00001, ttft_s=0.5, seconds=1.5
    )


def _call(candidate: Candidate) -> Call:
    assert candidate.member
    return Call(
        id=f"call {candidate.letter}",
        role="member",
        letter=candidate.letter,
        member=candidate.name,
        provider=candidate.member.provider,
        model_requested=candidate.member.model,
        started_at=NOW,
        status=candidate.status,
        error=candidate.error,
        usage=candidate.usage,
        cost_usd=candidate.cost_usd,
        seconds=candidate.seconds,
    )


def _pick(
    comparison: Comparison, ballot: Ballot, groups: Sequence[Sequence[str]], why: str, tags: Sequence[str]
) -> Pick:
    return make_pick(
        Choice.of(groups, tags, why),
        comparison,
        ballot,
        revealed=False,
        around=Circumstances(comparison.letters, None),
        now=NOW,
        new_id=ids(),
    )
