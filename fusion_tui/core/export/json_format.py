"""Comparisons as JSON: what `ask --json` prints, and the superset that `export` writes."""

from __future__ import annotations

from dataclasses import asdict

from fusion_tui.core.models import Call, CallError, Candidate, Comparison, Record, Status

SCHEMA = 1
"""Of `export --format json`; raised when a key changes its meaning."""

Json = dict[str, object]


def ask_object(record: Record) -> Json:
    """The object of `ask --json`; what is unknown is `None`."""
    comparison = record.comparison
    return {
        "id": comparison.id,
        "prompt": comparison.prompt,
        "panel": comparison.panel,
        "candidates": [_candidate(candidate) for candidate in comparison.candidates],
        "calls": [_call(call) for call in record.calls],
        "cost_usd": record.cost_usd,
    }


def export_object(record: Record) -> Json:
    """Everything about a comparison, for `fusion import` and for scripts."""
    comparison = record.comparison
    return {
        **ask_object(record),
        "schema": SCHEMA,
        "created_at": comparison.created_at.isoformat(),
        "blind": comparison.blind,
        "revealed": record.revealed,
        "demo": comparison.demo,
        "seed": comparison.seed,
        "prompt_version": comparison.prompt_version,
        "thread_id": comparison.thread_id,
        "parent_id": comparison.parent_id,
        "documents": [asdict(document) for document in comparison.documents],
        "members": [_member(comparison, candidate) for candidate in comparison.candidates],
        "ballots": [_dated(asdict(ballot), "created_at") for ballot in record.ballots],
        "picks": [_dated(asdict(pick), "created_at") for pick in record.picks],
        "reveals": [_dated(asdict(reveal), "at") for reveal in record.reveals],
        "issues": [],
        "votes": [],
        "verdicts": [],
    }


def _candidate(candidate: Candidate) -> Json:
    return {
        "letter": candidate.letter,
        "kind": candidate.kind,
        "member": candidate.name,
        "model_requested": candidate.member.model if candidate.member else None,
        "model_served": candidate.model_served,
        "text": candidate.text,
        "reasoning": candidate.reasoning,
        "status": outcome(candidate.status),
        "error": _error(candidate.error),
        "usage": asdict(candidate.usage),
        "cost_usd": candidate.cost_usd,
        "ttft_s": candidate.ttft_s,
        "seconds": candidate.seconds,
    }


def _call(call: Call) -> Json:
    return {
        "id": call.id,
        "role": call.role,
        "candidate": call.letter,
        "member": call.member,
        "model_requested": call.model_requested,
        "model_served": call.model_served,
        "status": outcome(call.status),
        "error": _error(call.error),
        "usage": asdict(call.usage),
        "cost_usd": call.cost_usd,
        "ttft_s": call.ttft_s,
        "seconds": call.seconds,
    }


def outcome(status: Status) -> str:
    """A status as it leaves the program: what still runs there reads as interrupted elsewhere."""
    return "interrupted" if status in ("waiting", "writing") else status


def _error(error: CallError | None) -> Json | None:
    return None if error is None else asdict(error)


def _member(comparison: Comparison, candidate: Candidate) -> Json:
    member = asdict(candidate.member) if candidate.member else None
    return {"letter": candidate.letter, "member": member, "finish_reason": candidate.finish_reason}


def _dated(values: Json, name: str) -> Json:
    moment = values[name]
    return {**values, name: moment.isoformat() if hasattr(moment, "isoformat") else moment}
