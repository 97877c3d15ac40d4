"""Comparisons as JSON: what `ask --json` prints, and the superset that `export` writes."""

from __future__ import annotations

import math
from dataclasses import asdict

from fusion_tui.core.export.criteria import criteria_object
from fusion_tui.core.export.issues import issues_object
from fusion_tui.core.export.rounds import votes_object
from fusion_tui.core.export.verdicts import syntheses_object, verdicts_object
from fusion_tui.core.models import LIVE, Call, CallError, Candidate, Record, Reply, Status

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
        "cost_usd": _finite(record.cost_usd),
    }


def export_object(record: Record) -> Json:
    """Everything about a comparison: the same keys, and what a complete copy needs besides."""
    comparison = record.comparison
    return {
        **ask_object(record),
        "candidates": [_candidate_with_seat(candidate) for candidate in comparison.candidates],
        "calls": [_call_with_receipt(call) for call in record.calls],
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
        "context": [asdict(turn) for turn in comparison.context],
        "ballots": [{**asdict(b), "created_at": b.created_at.isoformat()} for b in record.ballots],
        "picks": [{**asdict(p), "created_at": p.created_at.isoformat()} for p in record.picks],
        "reveals": [{"at": r.at.isoformat(), "how": r.how} for r in record.reveals],
        "issues": issues_object(record),
        "decisions": [
            {"issue": d.issue, "accepted": d.accepted, "at": d.at.isoformat()} for d in record.decisions
        ],
        "criteria": criteria_object(comparison),
        "replies": [_reply(reply) for reply in record.replies],
        "votes": votes_object(record),
        "verdicts": verdicts_object(record),
        "syntheses": syntheses_object(record),
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
        "status": _outcome(candidate.status),
        "error": _error(candidate.error),
        "usage": asdict(candidate.usage),
        "cost_usd": _finite(candidate.cost_usd),
        "ttft_s": candidate.ttft_s,
        "seconds": candidate.seconds,
    }


def _candidate_with_seat(candidate: Candidate) -> Json:
    member = candidate.member
    return {
        **_candidate(candidate),
        "provider": member.provider if member else None,
        "seat": member.name if member else None,
        "persona": member.persona if member else None,
        "params": dict(member.params) if member else None,
        "finish_reason": candidate.finish_reason,
        "inputs": candidate.inputs,
        "brief": asdict(candidate.brief) if candidate.brief else None,
    }


def _reply(reply: Reply) -> Json:
    return {
        "id": reply.id,
        "kind": reply.kind,
        "member": asdict(reply.member) if reply.member else None,
        "about": dict(reply.about),
        "text": reply.text,
        "at": reply.at.isoformat(),
    }


def _call(call: Call) -> Json:
    return {
        "id": call.id,
        "role": call.role,
        "candidate": call.letter,
        "member": call.member,
        "model_requested": call.model_requested,
        "model_served": call.model_served,
        "status": _outcome(call.status),
        "error": _error(call.error),
        "usage": asdict(call.usage),
        "cost_usd": _finite(call.cost_usd),
        "ttft_s": call.ttft_s,
        "seconds": call.seconds,
    }


def _call_with_receipt(call: Call) -> Json:
    return {
        **_call(call),
        "provider": call.provider,
        "started_at": call.started_at.isoformat(),
        "request_id": call.request_id,
        "finish_reason": call.finish_reason,
        "attempts": call.attempts,
    }


def _outcome(status: Status) -> Status:
    """A status as it leaves the program: what still runs here reads as interrupted elsewhere."""
    return "interrupted" if status in LIVE else status


def _error(error: CallError | None) -> Json | None:
    return None if error is None else asdict(error)


def _finite(cost: float | None) -> float | None:
    """A cost that is no number is unknown; JSON has no word for it."""
    return cost if cost is not None and math.isfinite(cost) else None
