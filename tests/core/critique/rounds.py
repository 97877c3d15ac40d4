"""Records with rounds, made by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from fusion_tui.core.critique import Wish, consultations, plan
from fusion_tui.core.critique.about import CritiqueAsked
from fusion_tui.core.events import Consultation
from fusion_tui.core.models import Candidate, Record, Reply
from tests.helpers.fakes import NOW, compared

TEXTS = {
    "A": "Use Postgres. Writes are acknowledged before replication, so a failover loses nothing.",
    "B": "Use SQLite. One writer is enough, and the file is copied every night.",
    "C": "Use both. The queue between them has no limit and needs none.",
}


def answered(*models: str, failed: Sequence[str] = (), texts: dict[str, str] | None = None) -> Record:
    """A record whose members have answered; letters in `failed` have not."""
    comparison, ballot = compared(*(models or ("m1", "m2", "m3")))
    texts = texts or TEXTS
    done = tuple(
        replace(c, status="failed")
        if c.letter in failed
        else replace(c, status="complete", text=texts.get(c.letter, f"Answer {c.letter}."))
        for c in comparison.candidates
    )
    return Record(replace(comparison, candidates=done), (ballot,), (), ())


def with_candidates(record: Record, *more: Candidate) -> Record:
    """The record with later candidates."""
    comparison = record.comparison
    return replace(record, comparison=replace(comparison, candidates=(*comparison.candidates, *more)))


def critiques(record: Record, *targets: str, seed: int = 3, **wish: object) -> tuple[Consultation, ...]:
    """The calls of a critique of these targets."""
    made = plan(record, Wish(targets, **wish))  # type: ignore[arg-type]
    return consultations(made, record.comparison, seed)


def replied(record: Record, asked: Consultation, text: str, **about: object) -> Record:
    """The record with one more reply."""
    identity = f"{len(record.replies) + 1:032x}"
    reply = Reply(
        identity, record.comparison.id, asked.kind, asked.member, {**asked.about, **about}, text, NOW
    )
    return replace(record, replies=(*record.replies, reply))


def with_issues(record: Record, asked: Consultation, *issues: Mapping[str, object] | str) -> Record:
    """The record with one critique's reply, of these issues; a text is a claim."""
    return replied(record, asked, issues_text(asked, *issues))


def issues_text(asked: Consultation, *issues: Mapping[str, object] | str) -> str:
    """A critique as it is asked for."""
    items = [
        {"severity": "major", "quote": "", "claim": one, "why": "", "fix": ""}
        if isinstance(one, str)
        else one
        for one in issues
    ]
    return fenced(asked, {"issues": items})


def fenced(asked: Consultation, value: object) -> str:
    """JSON in a block with the call's nonce."""
    return f"```json {asked.about['nonce']}\n{json.dumps(value)}\n```"


def asked_of(asked: Consultation) -> CritiqueAsked:
    """What a critique's call is about."""
    about = CritiqueAsked.of_json(asked.about)
    assert about
    return about
